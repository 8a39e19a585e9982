import type { PreparedEntry } from '../ledger/index.ts';
import { newId, type JsonObject, type PersonId } from '../platform/index.ts';
import type { FamiliesDeps } from './families-deps.ts';

/**
 * Prepares the ledger entry of a change to families, sealed for exactly the people it is about. It holds random
 * identifiers and codes, never a name or number.
 * @param silent that it exists is protected: no search finds it
 */
export function prepareFamilyEntry(
  deps: Pick<FamiliesDeps, 'ledger'>,
  at: Date,
  about: readonly PersonId[],
  content: JsonObject,
  silent = false,
): Promise<readonly PreparedEntry[]> {
  const [dataSubject] = about;
  return deps.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'FAMILY',
      at,
      parts: [{ about, content, ...(silent ? { silent } : {}) }],
      ...(dataSubject === undefined || silent ? {} : { index: { dataSubject } }),
    },
  ]);
}
