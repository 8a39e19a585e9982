import type { PreparedEntry } from '../ledger/index.ts';
import { newId, type JsonObject, type PersonId } from '../platform/index.ts';
import type { FamiliesDeps } from './families-deps.ts';

/**
 * Prepares the ledger entry of a change to families, sealed for exactly the people it is about. It holds random
 * identifiers and codes, never a name or number.
 */
export function prepareFamilyEntry(
  deps: Pick<FamiliesDeps, 'ledger'>,
  at: Date,
  about: readonly PersonId[],
  content: JsonObject,
): Promise<readonly PreparedEntry[]> {
  const [dataSubject] = about;
  return deps.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'FAMILY',
      at,
      parts: [{ about, content }],
      ...(dataSubject === undefined ? {} : { index: { dataSubject } }),
    },
  ]);
}
