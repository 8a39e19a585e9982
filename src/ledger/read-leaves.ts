import type { Queryable } from '../database/index.ts';
import { findCommitmentsBetween, findEntriesFrom } from './entry-store.ts';
import { deriveLeaf } from './entry-statement.ts';
import { groupByEntry } from './group-by-entry.ts';
import { LedgerTamperError } from './tamper-error.ts';

/**
 * The leaves of a run of entries as an entry bundle publishes them, derived anew from what is stored. Absent where one of them is
 * of the first format, which says in clear what its entry is: such leaves are not for everybody.
 * @throws LedgerTamperError when an entry is gone, or is not what its leaf hash says
 */
export async function readPublicLeaves(
  pool: Queryable,
  start: number,
  count: number,
): Promise<readonly Buffer[] | undefined> {
  const [entries, commitments] = await Promise.all([
    findEntriesFrom(pool, start, count),
    findCommitmentsBetween(pool, start, start + count),
  ]);
  if (entries.length !== count || entries.at(-1)?.index !== start + count - 1)
    throw new LedgerTamperError(`entries from ${start} on were signed and are gone`);
  if (entries.some((entry) => entry.leafVersion === 1)) return undefined;
  const partsOf = groupByEntry(commitments);
  return entries.map((entry) => {
    const parts = partsOf.get(entry.index) ?? [];
    const { leaf, leafHash } = deriveLeaf({ ...entry, at: new Date(entry.recordedAt).toISOString(), parts });
    if (!leafHash.equals(entry.leafHash))
      throw new LedgerTamperError(`entry ${entry.index} is not what its leaf says`);
    return leaf;
  });
}
