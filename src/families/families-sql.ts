import type { PersonId } from '../platform/index.ts';
import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import type { AuthorityNote } from './authority-note.ts';
import type { SearchKind } from './search-keys.ts';

/** The registers whose numbers are kept for people; a property number is part of an address. */
export type PersonIdentifierSystem = 'nhs-number' | 'upn' | 'uln';

/** How one person is connected with another, from the first to the second. */
export type FamilyLinkKind = 'PARENT' | 'SIBLING' | 'PARTNER' | 'RELATIVE' | 'CARER' | 'OTHER';

/** A number as it is stored: a keyed hash to find it by, and the value sealed. */
export interface StoredIdentifier {
  readonly identifierId: string;
  readonly system: PersonIdentifierSystem;
  readonly lookupHash: Buffer;
  readonly sealedValue: Buffer;
  /** YYYY-MM-DD */
  readonly validFrom: string | null;
}

/** A search key as it is stored. */
export interface StoredSearch {
  readonly kind: SearchKind;
  readonly hash: Buffer;
}

/** Registers a person with all that is known: one statement. */
export async function recordPersonRow(
  db: Queryable,
  row: {
    readonly person: PersonId;
    readonly at: Date;
    readonly restricted: boolean;
    readonly demographics: Buffer;
    readonly identifiers: readonly StoredIdentifier[];
    readonly searches: readonly StoredSearch[];
  },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from families.record_person($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb)`,
    [
      row.person,
      row.at,
      row.restricted,
      row.demographics,
      identifiersJson(row.identifiers),
      searchesJson(row.searches),
      JSON.stringify(note),
      JSON.stringify(entries),
    ],
  );
}

/** Writes the next version of a person's demographics and rebuilds their search keys: one statement. */
export async function recordDemographicsRow(
  db: Queryable,
  row: {
    readonly person: PersonId;
    readonly version: number;
    readonly at: Date;
    readonly demographics: Buffer;
    readonly searches: readonly StoredSearch[];
  },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from families.record_demographics($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb)`,
    [
      row.person,
      row.version,
      row.at,
      row.demographics,
      searchesJson(row.searches),
      JSON.stringify(note),
      JSON.stringify(entries),
    ],
  );
}

/** Adds a number to a person, in place of another of theirs where one is named: one statement. */
export async function recordIdentifierRow(
  db: Queryable,
  row: {
    readonly person: PersonId;
    readonly at: Date;
    readonly identifier: StoredIdentifier;
    readonly supersedes: string | null;
  },
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_identifier($1, $2, $3::jsonb, $4, $5::jsonb)',
    [row.person, row.at, identifiersJson([row.identifier]), row.supersedes, JSON.stringify(entries)],
  );
}

/** Writes the next version of whether a person may be matched by machine: one statement. */
export async function recordMatchRestrictionRow(
  db: Queryable,
  row: {
    readonly person: PersonId;
    readonly version: number;
    readonly restricted: boolean;
    readonly at: Date;
  },
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_match_restriction($1, $2, $3, $4, $5::jsonb)',
    [row.person, row.version, row.restricted, row.at, JSON.stringify(entries)],
  );
}

/** Retires an identity for good, with everything that stands on it: one statement. */
export async function recordAdoptionRow(
  db: Queryable,
  row: { readonly person: PersonId; readonly at: Date },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query('select entry_id, entry_index from families.record_adoption($1, $2, $3::jsonb, $4::jsonb)', [
    row.person,
    row.at,
    JSON.stringify(note),
    JSON.stringify(entries),
  ]);
}

/** Connects two people: one statement. */
export async function recordLinkRow(
  db: Queryable,
  row: {
    readonly linkId: string;
    readonly from: PersonId;
    readonly to: PersonId;
    readonly kind: FamilyLinkKind;
    readonly validFrom: string | null;
    readonly at: Date;
  },
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_link($1, $2, $3, $4, $5, $6, $7::jsonb)',
    [row.linkId, row.from, row.to, row.kind, row.validFrom, row.at, JSON.stringify(entries)],
  );
}

/** Ends a connection: one statement. */
export async function recordLinkEndingRow(
  db: Queryable,
  row: { readonly linkId: string; readonly validTo: string; readonly at: Date },
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query('select entry_id, entry_index from families.record_link_ending($1, $2, $3, $4::jsonb)', [
    row.linkId,
    row.validTo,
    row.at,
    JSON.stringify(entries),
  ]);
}

/** Records a claim to parental responsibility, verified or not: one statement. */
export async function recordResponsibilityRow(
  db: Queryable,
  row: {
    readonly responsibilityId: string;
    readonly child: PersonId;
    readonly holder: PersonId;
    readonly sealedEvidence: Buffer | null;
    readonly validFrom: string | null;
    readonly verified: { readonly by: string; readonly on: string } | null;
    readonly at: Date;
  },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from families.record_parental_responsibility($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb)`,
    [
      row.responsibilityId,
      row.child,
      row.holder,
      row.sealedEvidence,
      row.validFrom,
      row.verified?.by ?? null,
      row.verified?.on ?? null,
      row.at,
      JSON.stringify(note),
      JSON.stringify(entries),
    ],
  );
}

/** Records that somebody checked the evidence of a claim: one statement. */
export async function recordResponsibilityVerificationRow(
  db: Queryable,
  row: {
    readonly responsibilityId: string;
    readonly verified: { readonly by: string; readonly on: string };
    readonly sealedEvidence: Buffer;
    readonly at: Date;
  },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    `select entry_id, entry_index
       from families.record_responsibility_verification($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb)`,
    [
      row.responsibilityId,
      row.verified.by,
      row.verified.on,
      row.sealedEvidence,
      row.at,
      JSON.stringify(note),
      JSON.stringify(entries),
    ],
  );
}

/** Ends a claim: one statement. */
export async function recordResponsibilityEndingRow(
  db: Queryable,
  row: { readonly responsibilityId: string; readonly validTo: string; readonly at: Date },
  note: AuthorityNote,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from families.record_responsibility_ending($1, $2, $3, $4::jsonb, $5::jsonb)',
    [row.responsibilityId, row.validTo, row.at, JSON.stringify(note), JSON.stringify(entries)],
  );
}

function identifiersJson(identifiers: readonly StoredIdentifier[]): string {
  return JSON.stringify(
    identifiers.map((identifier) => ({
      identifier_id: identifier.identifierId,
      system: identifier.system,
      lookup_hash: identifier.lookupHash.toString('hex'),
      sealed_value: identifier.sealedValue.toString('hex'),
      valid_from: identifier.validFrom,
    })),
  );
}

function searchesJson(searches: readonly StoredSearch[]): string {
  return JSON.stringify(searches.map(({ kind, hash }) => ({ kind, hash: hash.toString('hex') })));
}
