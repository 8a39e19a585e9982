import type { KeyStore } from '../keystore/index.ts';
import { commitTo, deriveLeaf, encodeCommitted } from './entry-codec.ts';
import type { StoredEntry, StoredIndexRow, StoredPart } from './entry-store.ts';
import { openStoredPart } from './open-part.ts';
import { indexContent } from './prepare-entries.ts';
import type { LedgerProblemCode } from './verdict.ts';

/** An entry with everything that is stored about it. */
export interface WholeEntry {
  readonly entry: StoredEntry;
  readonly parts: readonly StoredPart[];
  readonly indexRow: StoredIndexRow | undefined;
}

/** What was found about one entry. */
export interface EntryFinding {
  /** The leaf hash that follows from what is stored, whatever hash is stored. */
  readonly leafHash: Buffer;
  readonly problems: readonly LedgerProblemCode[];
  readonly opened: number;
  readonly erased: number;
}

/** Proves an entry from what is stored about it; with a key store, also that each part opens to what was committed to. */
export async function verifyEntry(whole: WholeEntry, keyStore: KeyStore | undefined): Promise<EntryFinding> {
  const { entry, parts, indexRow } = whole;
  const problems: LedgerProblemCode[] = [];
  if (!entry.recordedAt.endsWith('000Z')) problems.push('time-altered');
  if (parts.some((part) => part.slot >= entry.slotCount)) problems.push('slot-outside');
  const { leafHash } = deriveLeaf({ ...entry, at: `${entry.recordedAt.slice(0, -4)}Z`, parts });
  if (!leafHash.equals(entry.leafHash)) problems.push('leaf-differs');

  const openings =
    keyStore === undefined
      ? []
      : await Promise.all(parts.map((part) => openStoredPart(keyStore, entry.entryId, part)));
  const erased = openings.filter((opening) => opening === 'ERASED').length;
  const altered = openings.filter((opening) => opening === 'ALTERED').length;
  if (altered > 0) problems.push('content-differs');

  // Erasing somebody takes the index row and at least one part with it; a row that goes alone was hidden from search.
  const nobodyErased = keyStore !== undefined && erased === 0;
  problems.push(...verifyIndexRow(entry, indexRow, nobodyErased));
  return { leafHash, problems, opened: openings.length - erased - altered, erased };
}

function verifyIndexRow(
  entry: StoredEntry,
  row: StoredIndexRow | undefined,
  nobodyErased: boolean,
): readonly LedgerProblemCode[] {
  if (row === undefined) return entry.indexCommitment !== null && nobodyErased ? ['index-row-missing'] : [];
  if (entry.indexCommitment === null) return ['index-row-surplus'];
  const commitment = commitTo(encodeCommitted('INDEX', row.salt, indexContent(row.columns)));
  return commitment.equals(entry.indexCommitment) ? [] : ['index-row-differs'];
}
