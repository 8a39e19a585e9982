import { hash } from 'node:crypto';
import {
  type EntryId,
  type ExchangeId,
  type JsonObject,
  type Result,
  asId,
  canonicalJson,
  ok,
  refuse,
  uuidShape,
} from '../platform/index.ts';
import { hashLeaf, hashLength, parseBase64, rootOfLeaves } from '../tlog/index.ts';
import { type EntryKind, type IndexColumns, entryKinds } from './entry.ts';

/*
 * How an entry becomes the bytes that the Merkle tree commits to. Pure. The formats are for ever: what was once appended
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

/** What a leaf says of its entry. */
export interface LeafFields {
  readonly entryId: EntryId;
  readonly kind: EntryKind;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly exchangeId: ExchangeId | null;
  readonly slotCount: number;
  /** The RFC 6962 root over the slots' commitments, taken as leaf hashes. */
  readonly slotRoot: Buffer;
}

const leafHeader = 'assent ledger entry v1';

/** The leaf: seven lines of text. */
export function formatLeaf(fields: LeafFields): string {
  return [
    leafHeader,
    fields.entryId,
    fields.kind,
    fields.at,
    fields.exchangeId ?? '-',
    fields.slotCount,
    fields.slotRoot.toString('base64'),
    '',
  ].join('\n');
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads a leaf strictly: what it gives is written as exactly this text. */
export function parseLeaf(text: string): Result<LeafFields, 'not-a-leaf'> {
  const [header, entryId, kindText, at, exchange, count, root, end, ...surplus] = text.split('\n');
  if (header !== leafHeader || end !== '' || surplus.length > 0) return refuse('not-a-leaf');
  const kind = entryKinds.find((name) => name === kindText);
  const slotCount = [4, 16, 64, 256].find((slots) => String(slots) === count);
  const slotRoot = parseBase64(root ?? '');
  if (kind === undefined || slotCount === undefined || slotRoot?.length !== hashLength)
    return refuse('not-a-leaf');
  if (entryId === undefined || !uuidShape.test(entryId) || at === undefined || !instant.test(at))
    return refuse('not-a-leaf');
  if (exchange === undefined || !(exchange === '-' || uuidShape.test(exchange))) return refuse('not-a-leaf');
  return ok({
    entryId: asId<'Entry'>(entryId),
    kind,
    at,
    exchangeId: exchange === '-' ? null : asId<'Exchange'>(exchange),
    slotCount,
    slotRoot,
  });
}

/** The leaf of an entry as it is stored, and its hash. */
export function deriveLeaf(entry: Omit<LeafFields, 'slotRoot'> & EntrySlots): {
  readonly leaf: string;
  readonly leafHash: Buffer;
} {
  const leaf = formatLeaf({ ...entry, slotRoot: rootOfLeaves(fillSlots(entry)) });
  return { leaf, leafHash: hashLeaf(Buffer.from(leaf)) };
}
