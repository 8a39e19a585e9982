import type { KeyStore } from '../keystore/index.ts';
import { commitTo, encodeIndexRow } from './entry-codec.ts';
import { deriveLeaf } from './entry-statement.ts';
import type { StoredEntry, StoredIndexRow, StoredPart } from './entry-store.ts';
import { openStoredPart } from './open-part.ts';
import type { LedgerProblemCode } from './verdict.ts';

/** An entry with what is stored about it. */
export interface WholeEntry {
  readonly entry: StoredEntry;
  readonly parts: readonly Pick<StoredPart, 'slot' | 'commitment'>[];
  readonly indexRow: StoredIndexRow | undefined;
}

/** What became of the parts of an entry that were to be opened. */
export interface PartFindings {
  readonly opened: number;
  readonly erased: number;
  readonly altered: number;
}

/** What was found about one entry. */
export interface EntryFinding {
  /** The leaf hash that follows from what is stored, whatever hash is stored. */
  readonly leafHash: Buffer;
  readonly problems: readonly LedgerProblemCode[];
}

/** Opens parts and counts those that open to what was committed to, the erased ones and the altered ones. */
export async function verifyParts(
  keyStore: KeyStore,
  entry: StoredEntry,
  parts: readonly StoredPart[],
): Promise<PartFindings> {
  const openings = await Promise.all(parts.map((part) => openStoredPart(keyStore, entry.entryId, part)));
  const erased = openings.filter((opening) => opening === 'ERASED').length;
  const altered = openings.filter((opening) => opening === 'ALTERED').length;
  return { opened: openings.length - erased - altered, erased, altered };
}

/** Proves an entry from what is stored about it and, where its parts were opened, from what came of that. */
export function verifyEntry(
  whole: WholeEntry,
  findings: PartFindings | undefined,
  isErasureRecorded: boolean,
): EntryFinding {
  const { entry, parts, indexRow } = whole;
  const problems: LedgerProblemCode[] = [];
  if (!entry.recordedAt.endsWith('000Z')) problems.push('time-altered');
  if (parts.some((part) => part.slot >= entry.slotCount)) problems.push('slot-outside');
  const { leafHash } = deriveLeaf({ ...entry, at: `${entry.recordedAt.slice(0, -4)}Z`, parts });
  if (!leafHash.equals(entry.leafHash)) problems.push('leaf-differs');
  if (findings !== undefined && findings.altered > 0) problems.push('content-differs');
  // Whoever erases says so: keys and rows that go without a word were taken, or hidden from search.
  const mustBeWhole = findings !== undefined && !isErasureRecorded;
  if (mustBeWhole && findings.erased > 0) problems.push('erasure-unrecorded');
  problems.push(...verifyIndexRow(entry, indexRow, mustBeWhole));
  return { leafHash, problems };
}

function verifyIndexRow(
  entry: StoredEntry,
  row: StoredIndexRow | undefined,
  mustBeWhole: boolean,
): readonly LedgerProblemCode[] {
  if (row === undefined) return entry.indexCommitment !== null && mustBeWhole ? ['index-row-missing'] : [];
  if (entry.indexCommitment === null) return ['index-row-surplus'];
  const commitment = commitTo(encodeIndexRow(row.salt, row.columns));
  return commitment.equals(entry.indexCommitment) ? [] : ['index-row-differs'];
}
