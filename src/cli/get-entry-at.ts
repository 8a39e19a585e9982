import type { Ledger } from '../ledger/index.ts';
import { refuseInput } from './command-input.ts';

/** An entry as a command reads it. */
export type EntryAt = NonNullable<Awaited<ReturnType<Ledger['findEntryAt']>>>;

/** The entry that an index names, where there is one. @throws RefusedInput where it is no index */
export function findEntryAt(
  ledger: Pick<Ledger, 'findEntryAt'>,
  index: string,
): Promise<EntryAt | undefined> {
  if (!/^\d{1,15}$/.test(index)) throw refuseInput('index', 'index', 'An index is a number from 0 on.');
  return ledger.findEntryAt(BigInt(index));
}

/** The entry that an index names. @throws RefusedInput where it is no index, or nothing stands there */
export async function getEntryAt(ledger: Pick<Ledger, 'findEntryAt'>, index: string): Promise<EntryAt> {
  const entry = await findEntryAt(ledger, index);
  if (entry === undefined) throw refuseInput('index', 'entry-unknown', `The ledger has no entry ${index}.`);
  return entry;
}
