import type { Queryable } from '../database/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { EntryId, JsonObject } from '../platform/index.ts';
import { proveInclusion } from '../tlog/index.ts';
import type { PartOpening } from './entry.ts';
import { decodePart, deriveLeaf, fillSlots } from './entry-codec.ts';
import { findEntryById, findPartsBetween } from './entry-store.ts';
import { LedgerTamperError } from './tamper-error.ts';
import { openStoredPart } from './open-part.ts';

/** A part with the opening that shows it to a recipient. */
export interface ReopenedPart {
  readonly content: JsonObject;
  readonly opening: PartOpening;
}

/** An entry that stands in the ledger, with what a recipient needs to be shown of it again. */
export interface ReopenedEntry {
  readonly index: bigint;
  /** The leaf as a receipt carries it. */
  readonly leaf: string;
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
  const parts = await findPartsBetween(pool, entry.index, entry.index + 1);
  const { leaf, leafHash } = deriveLeaf({ ...entry, at: new Date(entry.recordedAt).toISOString(), parts });
  if (!leafHash.equals(entry.leafHash))
    throw new LedgerTamperError(`entry ${entry.index} is not what its leaf says`);
  const found = new Map<string, ReopenedPart>();
  for (const part of parts) {
    const opened = await openStoredPart(keyStore, entry.entryId, part);
    if (opened === 'ERASED') continue;
    const decoded = opened === 'ALTERED' ? undefined : decodePart(opened);
    if (opened === 'ALTERED' || decoded?.ok !== true)
      throw new LedgerTamperError(`a part of entry ${entry.index} is not what was appended`);
    const { schema } = decoded.value.content;
    if (typeof schema !== 'string') continue;
    const path = proveInclusion(fillSlots({ ...entry, parts }), part.slot);
    found.set(schema, {
      content: decoded.value.content,
      opening: {
        slot: part.slot,
        opened: opened.toString('base64'),
        path: path.map((hash) => hash.toString('base64')),
      },
    });
  }
  return { index: BigInt(entry.index), leaf, findPart: (schema) => found.get(schema) };
}
