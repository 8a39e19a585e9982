import { hash } from 'node:crypto';
import { type JsonObject, type Result, canonicalJson, ok, refuse } from '../platform/index.ts';
import type { IndexColumns } from './entry.ts';

/*
 * How the content of an entry becomes commitments in slots. Pure. The formats are for ever: what was once appended
 * must be derivable by any later version (docs/decisions/0003-entry-parts-and-keys.md).
 */

/** The length in bytes of every salt and seed. */
export const saltLength = 32;

const commitmentDomain = Buffer.from('assent ledger commitment\n');
const paddingDomain = Buffer.from('assent ledger padding\n');
const version = 1;

/** What stands behind a commitment; the number is the second byte of the committed bytes. */
const committedKinds = { PART: 0, SILENT_PART: 1, INDEX: 2 } as const;

/** What the committed bytes of a part say that it is: one to be seen in lists, or not. */
export type PartKind = 'PART' | 'SILENT_PART';

/** The committed bytes of a part: version, kind, 32 bytes of random salt, canonical content (RFC 8785). They are only stored sealed. */
export function encodePart(kind: PartKind, salt: Buffer, content: JsonObject): Buffer {
  return encodeCommitted(kind, salt, canonicalJson(content));
}

/**
 * The committed bytes of a search-index row: version, kind, salt and the columns in the order of `IndexColumns` as a JSON
 * array, which is canonical as it is (a list of texts and nulls has one spelling in RFC 8785).
 */
export function encodeIndexRow(salt: Buffer, row: IndexColumns): Buffer {
  const columns = [
    row.personHash,
    row.sourceOrganisationId,
    row.recipientOrganisationId,
    row.purpose,
    row.messageType,
    row.outcome,
    row.correlationId,
    // Rows of before there were terms, and those without any, are committed to as they always were.
    ...(row.terms === undefined || row.terms.length === 0 ? [] : [row.terms]),
  ];
  return encodeCommitted('INDEX', salt, JSON.stringify(columns));
}

function encodeCommitted(kind: keyof typeof committedKinds, salt: Buffer, content: string): Buffer {
  if (salt.length !== saltLength) throw new RangeError(`a salt has ${saltLength} bytes`);
  return Buffer.concat([Buffer.of(version, committedKinds[kind]), salt, Buffer.from(content)]);
}

/** Reads a part's committed bytes back. Whether they are the committed ones must have been proved first. */
export function decodePart(
  bytes: Buffer,
): Result<{ readonly kind: PartKind; readonly content: JsonObject }, 'not-a-part'> {
  const kind = (['PART', 'SILENT_PART'] as const).find((name) => committedKinds[name] === bytes[1]);
  if (bytes[0] !== version || kind === undefined || bytes.length <= 2 + saltLength)
    return refuse('not-a-part');
  return ok({ kind, content: JSON.parse(bytes.subarray(2 + saltLength).toString('utf8')) as JsonObject });
}

/** The commitment to such bytes: SHA-256 over a domain of its own and them. The salt in them makes it hiding. */
export function commitTo(committed: Buffer): Buffer {
  return hash('sha256', Buffer.concat([commitmentDomain, committed]), 'buffer');
}

/**
 * How many slots an entry with this many parts has. Slot 0 is the search index's; few counts exist, so that a leaf or a
 * receipt tells next to nothing about the number of parts.
 * @throws RangeError when there are none or more than 255.
 */
export function countSlots(parts: number): number {
  const count = [4, 16, 64, 256].find((slots) => parts < slots);
  if (count === undefined || !Number.isInteger(parts) || parts < 1)
    throw new RangeError('an entry has between 1 and 255 parts');
  return count;
}

/** The slots of an entry as they are stored. */
export interface EntrySlots {
  readonly slotCount: number;
  readonly slotSeed: Buffer;
  readonly indexCommitment: Buffer | null;
  readonly parts: readonly { readonly slot: number; readonly commitment: Buffer }[];
}

/**
 * All commitments of an entry in slot order. What is neither the index's nor a part's is padding derived from the seed:
 * for whoever does not know the seed it cannot be told from a commitment.
 */
export function fillSlots(slots: EntrySlots): readonly Buffer[] {
  const taken = new Map(slots.parts.map(({ slot, commitment }) => [slot, commitment]));
  if (slots.indexCommitment !== null) taken.set(0, slots.indexCommitment);
  return Array.from(
    { length: slots.slotCount },
    (_, slot) => taken.get(slot) ?? padSlot(slots.slotSeed, slot),
  );
}

function padSlot(seed: Buffer, slot: number): Buffer {
  return hash('sha256', Buffer.concat([paddingDomain, seed, Buffer.of(slot)]), 'buffer');
}
