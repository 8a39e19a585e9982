import type {
  EntryId,
  ExchangeId,
  JsonObject,
  OrganisationId,
  PersonId,
  StaffId,
} from '../platform/index.ts';
import type { EntryOutcome } from '../vocabulary/index.ts';

/** What an entry records. */
export const entryKinds = [
  'DECISION',
  'OUTCOME',
  'NOTICE',
  'ACKNOWLEDGEMENT',
  'CONSENT',
  'FAMILY',
  'AGREEMENT',
  'POLICY',
  'LOOK',
  'ERASURE',
  'HOLD',
  'RELATIONSHIP',
  'CASE',
  'DEADLINE',
] as const;

/** One of the kinds of entry. */
export type EntryKind = (typeof entryKinds)[number];

/** How an entry becomes its leaf: 1, what it says of itself in clear; 2, a salted commitment to that. New entries take the last. */
export type LeafVersion = 1 | 2;

/** What one set of data subjects shares of an entry: sealed for exactly them (rulings 13). */
export interface PartDraft {
  /** Whom it is about; empty for an unmatched person, whose part gets a key of its own. */
  readonly about: readonly PersonId[];
  readonly content: JsonObject;
  /** Silent parts have no index row and are not to be seen in any count or list (docs/domain/07 §7.0). */
  readonly silent?: boolean;
}

/** What an entry can be searched for, in clear (docs/ledger-index.md); the data subject as a keyed hash. */
export interface IndexDraft {
  readonly sourceOrganisationId?: OrganisationId;
  readonly recipientOrganisationId?: OrganisationId;
  readonly purpose?: string;
  readonly messageType?: string;
  readonly outcome?: EntryOutcome;
  readonly correlationId?: string;
  readonly dataSubject?: PersonId;
  /** What else it can be found by, each kept as a keyed hash. Nothing of a silent part. */
  readonly terms?: readonly SearchTerm[];
}

/** A fact by which entries are found. */
export type SearchTerm =
  /** Somebody who asked, decided or looked. */
  | { readonly of: 'PRACTITIONER'; readonly organisationId: OrganisationId; readonly staffId: StaffId }
  /** A reason that was given. */
  | { readonly of: 'REASON'; readonly code: string }
  /** A power, article or condition that the disclosure rested on. */
  | { readonly of: 'BASIS'; readonly code: string };

/** An entry before it is sealed. */
export interface EntryDraft {
  readonly entryId: EntryId;
  readonly kind: EntryKind;
  readonly at: Date;
  readonly exchangeId?: ExchangeId;
  /** One for each set of data subjects; at least one and at most 255. */
  readonly parts: readonly PartDraft[];
  /** Left out where the whole entry is silent. */
  readonly index?: IndexDraft;
}

/** What proves to its holder that a part's content stands in an entry; it shows nothing of the entry's other parts. */
export interface PartOpening {
  readonly slot: number;
  /** The committed bytes, in base64: header, salt and canonical content. */
  readonly opened: string;
  /** Inclusion proof of the slot in the entry's commitments, each hash in base64, the sibling first. */
  readonly path: readonly string[];
}

/** One element of the argument of `ledger.append_entries`. Bytes are in base64; nothing in it is readable content. */
export interface SealedEntry {
  readonly entryId: EntryId;
  readonly kind: EntryKind;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly exchangeId: ExchangeId | null;
  readonly leafVersion: LeafVersion;
  readonly slotCount: number;
  readonly slotSeed: string;
  readonly indexCommitment: string | null;
  readonly leafHash: string;
  readonly parts: readonly {
    readonly slot: number;
    readonly commitment: string;
    readonly keyId: string;
    readonly ciphertext: string;
    readonly wraps: readonly { readonly person: PersonId; readonly wrapped: string }[];
  }[];
  readonly index: (IndexColumns & { readonly salt: string }) | null;
}

/** The columns of the search index (docs/ledger-index.md). */
export interface IndexColumns {
  /** Keyed pseudonym of the data subject, in base64. */
  readonly personHash: string | null;
  readonly sourceOrganisationId: string | null;
  readonly recipientOrganisationId: string | null;
  readonly purpose: string | null;
  readonly messageType: string | null;
  readonly outcome: string | null;
  readonly correlationId: string | null;
  /** Keyed hashes of its terms, in base64 and in their order; absent where it has none. */
  readonly terms?: readonly string[];
}

/** An entry sealed and ready to append. `JSON.stringify` gives its `SealedEntry`, never its content. */
export interface PreparedEntry {
  readonly entryId: EntryId;
  readonly kind: EntryKind;
  /** What the entry says of itself, a text, as a receipt carries it; the leaf commits to it. */
  readonly statement: string;
  readonly leafHash: Buffer;
  /** What the holder of a part's content needs to prove it, by the part's place in the draft. */
  getOpening(part: number): PartOpening;
  toJSON(): SealedEntry;
}

/** Where an appended entry stands. */
export interface AppendedEntry {
  readonly entryId: EntryId;
  readonly index: bigint;
}

/** A part that was opened, or whose key is destroyed. */
export type OpenedPart =
  | {
      readonly erased: false;
      readonly about: readonly PersonId[];
      readonly silent: boolean;
      readonly content: JsonObject;
    }
  | { readonly erased: true };

/** An entry read back; every part was checked against the commitment in the leaf. */
export interface OpenedEntry extends AppendedEntry {
  readonly kind: EntryKind;
  readonly at: Date;
  readonly exchangeId: ExchangeId | null;
  readonly clockWentBack: boolean;
  readonly leafHash: Buffer;
  readonly parts: readonly OpenedPart[];
}
