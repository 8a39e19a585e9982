import { join } from 'node:path';
import { type Ledger, LedgerRollbackError } from '../ledger/index.ts';
import type { Config } from '../platform/index.ts';

/**
 * Asks whether a development gateway's own witnesses have seen another history than its database holds: it was dropped, and they
 * remember the one before. They are not made to forget by themselves, because that is what a witness never does; whoever dropped
 * the database is told what to remove.
 * @throws Error in words for whoever starts it: nothing could be disclosed
 */
export async function checkOwnWitnesses(
  ledger: Pick<Ledger, 'askWitnesses'>,
  { dataDirectory }: Pick<Config, 'dataDirectory'>,
): Promise<void> {
  try {
    await ledger.askWitnesses();
  } catch (fault) {
    if (!(fault instanceof LedgerRollbackError)) throw fault;
    const folder = join(dataDirectory, 'witnesses');
    throw new Error(
      `The witnesses of ${folder} have cosigned another ledger than the one in this database, so that nothing could be disclosed. ` +
        `If the database was dropped on purpose, remove ${folder} and start again.`,
      { cause: fault },
    );
  }
}
