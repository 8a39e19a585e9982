import { randomBytes, randomInt } from 'node:crypto';
import type { KeyStore, SealedPart } from '../keystore/index.ts';
import { type EntryId, newId } from '../platform/index.ts';
import { proveInclusion } from '../tlog/index.ts';
import type {
  EntryDraft,
  IndexColumns,
  IndexDraft,
  PartDraft,
  PreparedEntry,
  SealedEntry,
  SearchTerm,
} from './entry.ts';
import { commitTo, countSlots, encodeIndexRow, encodePart, fillSlots, saltLength } from './entry-codec.ts';
import { deriveLeaf, presentLeafVersion } from './entry-statement.ts';

/** The kind under which a data subject's pseudonym in the search index is derived. */
const pseudonymKind = 'ledger.person';

/** Half a hash tells people apart as well, and the index is the ledger's largest table but one. */
const pseudonymLength = 16;

/** The keyed pseudonym of a data subject in the search index: 16 bytes that only the key store can derive. */
export function pseudonymOf(keyStore: KeyStore, person: string): Buffer {
  return keyStore.lookupHash(pseudonymKind, person).subarray(0, pseudonymLength);
}

/** The keyed hash of a term in the search index: 16 bytes that only the key store can derive. */
export function hashTerm(keyStore: Pick<KeyStore, 'lookupHash'>, term: SearchTerm): Buffer {
  const word = term.of === 'PRACTITIONER' ? `${term.organisationId} ${term.staffId}` : term.code;
  return keyStore.lookupHash('ledger.term', `${term.of} ${word}`).subarray(0, pseudonymLength);
}

/** Each once and in one order, which tells nothing of what they are. */
function hashTerms(keyStore: KeyStore, terms: readonly SearchTerm[]): readonly string[] {
  return [...new Set(terms.map((term) => hashTerm(keyStore, term).toString('base64')))].sort();
}

/** What a part is sealed for besides its people: the ciphertext opens in no other place. */
export function partContext(entryId: string, slot: number): string {
  return `ledger entry ${entryId} slot ${slot}`;
}

/**
 * Seals, salts and commits; writes nothing to the ledger.
 * @throws RangeError when an entry has no part or more than 255, or a time outside the years 0 to 9999
 */
export async function prepareEntry(keyStore: KeyStore, draft: EntryDraft): Promise<PreparedEntry> {
  const at = draft.at.toISOString();
  if (at.length !== 'YYYY-MM-DDTHH:MM:SS.sssZ'.length)
    throw new RangeError('an entry is written in the years 0 to 9999');
  const slotCount = countSlots(draft.parts.length);
  const slotSeed = randomBytes(saltLength);
  const index = prepareIndex(keyStore, draft);
  const places = shufflePlaces(slotCount);
  const parts = await Promise.all(
    draft.parts.map((part) => preparePart(keyStore, draft.entryId, part, takePlace(places))),
  );

  const identity = {
    entryId: draft.entryId,
    kind: draft.kind,
    at,
    exchangeId: draft.exchangeId ?? null,
    leafVersion: presentLeafVersion,
    slotCount,
  };
  const slots = { slotCount, slotSeed, indexCommitment: index?.commitment ?? null, parts };
  const { statement, leafHash } = deriveLeaf({ ...identity, ...slots });
  const element: SealedEntry = {
    ...identity,
    slotSeed: slotSeed.toString('base64'),
    indexCommitment: index?.commitment.toString('base64') ?? null,
    leafHash: leafHash.toString('base64'),
    parts: parts.map(({ slot, commitment, sealed }) => ({
      slot,
      commitment: commitment.toString('base64'),
      keyId: sealed.keyId,
      ciphertext: sealed.ciphertext.toString('base64'),
      wraps: sealed.wraps.map(({ person, wrapped }) => ({ person, wrapped: wrapped.toString('base64') })),
    })),
    index: index?.row ?? null,
  };
  return {
    entryId: draft.entryId,
    kind: draft.kind,
    statement,
    leafHash,
    getOpening: (number) => {
      const part = parts[number];
      if (part === undefined) throw new RangeError('the entry has no such part');
      const path = proveInclusion(fillSlots(slots), part.slot).map((hash) => hash.toString('base64'));
      return { slot: part.slot, opened: part.committed.toString('base64'), path };
    },
    toJSON: () => element,
  };
}

interface PreparedPart {
  readonly slot: number;
  /** Readable content: it must never be given out by `toJSON`. */
  readonly committed: Buffer;
  readonly commitment: Buffer;
  readonly sealed: SealedPart;
}

async function preparePart(
  keyStore: KeyStore,
  entryId: EntryId,
  part: PartDraft,
  slot: number,
): Promise<PreparedPart> {
  const kind = part.silent === true ? 'SILENT_PART' : 'PART';
  const committed = encodePart(kind, randomBytes(saltLength), part.content);
  const persons = [...new Set(part.about)];
  const sealed = await keyStore.sealPart(persons, newId<'PartKey'>(), committed, partContext(entryId, slot));
  return { slot, committed, commitment: commitTo(committed), sealed };
}

/** Silent parts have no index rows: none for a wholly silent entry, and no person who only stands in silent parts. */
function prepareIndex(
  keyStore: KeyStore,
  draft: EntryDraft,
): { readonly commitment: Buffer; readonly row: NonNullable<SealedEntry['index']> } | undefined {
  const shown = draft.parts.filter((part) => part.silent !== true);
  if (draft.index === undefined || shown.length === 0) return undefined;
  const person = draft.index.dataSubject;
  const isShown = person !== undefined && shown.some((part) => part.about.includes(person));
  const row = {
    personHash: isShown ? pseudonymOf(keyStore, person).toString('base64') : null,
    ...indexColumns(draft.index),
    terms: hashTerms(keyStore, draft.index.terms ?? []),
  };
  const salt = randomBytes(saltLength);
  return {
    commitment: commitTo(encodeIndexRow(salt, row)),
    row: { salt: salt.toString('base64'), ...row },
  };
}

function indexColumns(index: IndexDraft): Omit<IndexColumns, 'personHash'> {
  return {
    sourceOrganisationId: index.sourceOrganisationId ?? null,
    recipientOrganisationId: index.recipientOrganisationId ?? null,
    purpose: index.purpose ?? null,
    messageType: index.messageType ?? null,
    outcome: index.outcome ?? null,
    correlationId: index.correlationId ?? null,
  };
}

/** The slots after the index's, in an order that tells nothing. */
function shufflePlaces(slotCount: number): number[] {
  return Array.from({ length: slotCount - 1 }, (_, place) => ({ place: place + 1, key: randomInt(2 ** 47) }))
    .sort((a, b) => a.key - b.key)
    .map(({ place }) => place);
}

function takePlace(places: number[]): number {
  const place = places.pop();
  if (place === undefined) throw new RangeError('an entry has a slot for each of its parts');
  return place;
}
