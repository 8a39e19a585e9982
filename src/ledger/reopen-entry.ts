import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { EntryId, JsonObject, PersonId } from '../platform/index.ts';
import { proveInclusion } from '../tlog/index.ts';
import type { EntryKind, PartOpening } from './entry.ts';
import { decodePart, fillSlots } from './entry-codec.ts';
import { deriveLeaf } from './entry-statement.ts';
import { findEntryById, findPartsBetween } from './entry-store.ts';
import { LedgerTamperError } from './tamper-error.ts';
import { openStoredPart } from './open-part.ts';

/** A part with the opening that shows it to whoever may see it. */
export interface ReopenedPart {
  /** Whom it is about; empty for a part about nobody known. */
  readonly about: readonly PersonId[];
  /** Nobody is to notice it (docs/domain/07 §7.0). */
  readonly silent: boolean;
  readonly content: JsonObject;
  readonly opening: PartOpening;
}

/** An entry that stands in the ledger, with what somebody needs to be shown of it again. */
export interface ReopenedEntry {
  readonly index: bigint;
  readonly kind: EntryKind;
  /** What the entry says of itself, as a receipt carries it. */
  readonly statement: string;
  /** The parts whose keys still exist. */
  readonly parts: readonly ReopenedPart[];
  /** The part that follows a schema; absent when there is none, or its keys are destroyed. */
  readonly findPart: (schema: string) => ReopenedPart | undefined;
}

/** Opens an entry anew, each part proved against its commitment. @throws LedgerTamperError */
export async function reopenEntry(
  { pool, keyStore }: { readonly pool: Queryable; readonly keyStore: KeyStore },
  entryId: EntryId,
): Promise<ReopenedEntry | undefined> {
  const entry = await findEntryById(pool, entryId);
  if (entry === undefined) return undefined;
  const stored = await findPartsBetween(pool, entry.index, entry.index + 1);
  const { statement, leafHash } = deriveLeaf({
    ...entry,
    at: new Date(entry.recordedAt).toISOString(),
    parts: stored,
  });
  if (!leafHash.equals(entry.leafHash))
    throw new LedgerTamperError(`entry ${entry.index} is not what its leaf says`);
  const slots = fillSlots({ ...entry, parts: stored });
  const parts: ReopenedPart[] = [];
  for (const part of stored) {
    const opened = await openStoredPart(keyStore, entry.entryId, part);
    if (opened === 'ERASED') continue;
    const decoded = opened === 'ALTERED' ? undefined : decodePart(opened);
    if (opened === 'ALTERED' || decoded?.ok !== true)
      throw new LedgerTamperError(`a part of entry ${entry.index} is not what was appended`);
    const path = proveInclusion(slots, part.slot).map((hash) => hash.toString('base64'));
    parts.push({
      about: part.wraps.map((wrap) => wrap.person),
      silent: decoded.value.kind === 'SILENT_PART',
      content: decoded.value.content,
      opening: { slot: part.slot, opened: opened.toString('base64'), path },
    });
  }
  return {
    index: BigInt(entry.index),
    kind: entry.kind,
    statement,
    parts,
    findPart: (schema) => parts.findLast(({ content }) => content['schema'] === schema),
  };
}
