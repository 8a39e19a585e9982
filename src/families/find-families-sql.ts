import type { Queryable } from '../database/index.ts';
import type { PersonId } from '../platform/index.ts';
import type { FamilyLinkKind, PersonIdentifierSystem, StoredSearch } from './families-sql.ts';

/** A candidate for a match, as it lies in the database. */
export interface CandidateRow {
  readonly person: PersonId;
  readonly sealed: Buffer;
  readonly version: number;
  /** Registers whose number, as sent, is in force or superseded for this person. */
  readonly agreeing: readonly PersonIdentifierSystem[];
  /** A number that was sent is retired, or the whole identity is. */
  readonly retired: boolean;
  readonly restricted: boolean;
  /** Whether the person has an NHS number in force. */
  readonly hasNhsNumber: boolean;
}

/** By what one person is looked for. */
export interface CandidateSearch {
  readonly identifiers: readonly { readonly system: string; readonly hash: Buffer }[];
  readonly searches: readonly StoredSearch[];
}

/**
 * Looks for candidates by number and by search keys at once: always one statement, whatever it finds and for however many.
 * @param limit for each of those who are looked for
 */
export async function findCandidateRows(
  db: Queryable,
  asked: readonly CandidateSearch[],
  limit: number,
): Promise<readonly (readonly CandidateRow[])[]> {
  const numbers = asked.flatMap(({ identifiers }, place) => identifiers.map((each) => ({ ...each, place })));
  const words = asked.flatMap(({ searches }, place) => searches.map((each) => ({ ...each, place })));
  const { rows } = await db.query<{
    place: number;
    person_id: PersonId;
    sealed: Buffer;
    version: number;
    agreeing: PersonIdentifierSystem[];
    retired: boolean;
    restricted: boolean;
    has_nhs_number: boolean;
  }>(
    `with identifier_hits as (
       select sent.place, i.person_id, i.system, i.ended_why
         from unnest($1::int[], $2::text[], $3::bytea[]) as sent(place, system, hash)
         join families.person_identifiers i on i.system = sent.system and i.lookup_hash = sent.hash
        where i.ended_why is distinct from 'ENTERED_IN_ERROR'
     ), search_hits as (
       select sent.place, s.person_id, count(*) as keys
         from unnest($4::int[], $5::text[], $6::bytea[]) as sent(place, kind, hash)
         join families.person_search s on s.kind = sent.kind and s.hash = sent.hash
        group by sent.place, s.person_id
     ), found as (
       select place, person_id from identifier_hits union select place, person_id from search_hits
     ), candidates as (
       select f.place, f.person_id, d.sealed, d.version,
              row_number() over (
                partition by f.place
                order by exists (select from identifier_hits h where h.place = f.place and h.person_id = f.person_id) desc,
                         coalesce(s.keys, 0) desc, f.person_id) as rank
         from found f
         cross join lateral (select v.sealed, v.version from families.demographics v
                              where v.person_id = f.person_id order by v.version desc limit 1) d
         left join search_hits s on s.place = f.place and s.person_id = f.person_id
     )
     select c.place, c.person_id, c.sealed, c.version,
            array(select h.system from identifier_hits h
                   where h.place = c.place and h.person_id = c.person_id
                     and h.ended_why is distinct from 'RETIRED') as agreeing,
            exists (select from identifier_hits h
                     where h.place = c.place and h.person_id = c.person_id and h.ended_why = 'RETIRED')
              or exists (select from families.person_retirements r where r.person_id = c.person_id) as retired,
            coalesce((select m.restricted from families.match_restrictions m
                       where m.person_id = c.person_id order by m.version desc limit 1), false) as restricted,
            exists (select from families.person_identifiers i
                     where i.person_id = c.person_id and i.system = 'nhs-number' and i.ended_at is null) as has_nhs_number
       from candidates c
      where c.rank <= $7
      order by c.place, c.rank`,
    [
      numbers.map(({ place }) => place),
      numbers.map(({ system }) => system),
      numbers.map(({ hash }) => hash),
      words.map(({ place }) => place),
      words.map(({ kind }) => kind),
      words.map(({ hash }) => hash),
      limit,
    ],
  );
  const found = asked.map((): CandidateRow[] => []);
  for (const row of rows)
    found[row.place]?.push({
      person: row.person_id,
      sealed: row.sealed,
      version: row.version,
      agreeing: row.agreeing,
      retired: row.retired,
      restricted: row.restricted,
      hasNhsNumber: row.has_nhs_number,
    });
  return found;
}

/** A decoy as stored. */
export interface DecoyRow {
  readonly slot: number;
  readonly person: PersonId;
  readonly sealed: Buffer;
}

/** Reads the decoys, in the order of their slots. */
export async function findDecoyRows(db: Queryable): Promise<DecoyRow[]> {
  const { rows } = await db.query<{ slot: number; person_id: PersonId; sealed: Buffer }>(
    'select slot, person_id, sealed from families.decoys order by slot',
  );
  return rows.map((row) => ({ slot: row.slot, person: row.person_id, sealed: row.sealed }));
}

/** Stores a decoy unless its slot is taken. */
export async function recordDecoyRow(db: Queryable, row: DecoyRow): Promise<void> {
  await db.query(
    'insert into families.decoys (slot, person_id, sealed) values ($1, $2, $3) on conflict (slot) do nothing',
    [row.slot, row.person, row.sealed],
  );
}

/** The newest demographics of some people, sealed. People who are not registered are left out. */
export async function findDemographicsRows(
  db: Queryable,
  persons: readonly PersonId[],
): Promise<{ person: PersonId; version: number; sealed: Buffer }[]> {
  const { rows } = await db.query<{ person_id: PersonId; version: number; sealed: Buffer }>(
    `select distinct on (d.person_id) d.person_id, d.version, d.sealed
       from families.demographics d
      where d.person_id = any($1::uuid[])
      order by d.person_id, d.version desc`,
    [persons],
  );
  return rows.map((row) => ({ person: row.person_id, version: row.version, sealed: row.sealed }));
}

/** A claim to parental responsibility as stored, with its verification and ending where there are any. */
export interface ResponsibilityRow {
  readonly responsibilityId: string;
  readonly child: PersonId;
  readonly holder: PersonId;
  readonly sealedEvidence: Buffer | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly verifiedBy: string | null;
  readonly verifiedOn: string | null;
}

/** All claims to parental responsibility for some children. */
export async function findResponsibilityRows(
  db: Queryable,
  children: readonly PersonId[],
): Promise<ResponsibilityRow[]> {
  return selectResponsibilities(db, 'r.child = any($1::uuid[])', children);
}

/** One claim, by its identifier. */
export async function findResponsibilityRow(
  db: Queryable,
  responsibilityId: string,
): Promise<ResponsibilityRow | undefined> {
  return (await selectResponsibilities(db, 'r.responsibility_id = any($1::uuid[])', [responsibilityId]))[0];
}

async function selectResponsibilities(
  db: Queryable,
  condition: 'r.child = any($1::uuid[])' | 'r.responsibility_id = any($1::uuid[])',
  values: readonly string[],
): Promise<ResponsibilityRow[]> {
  const { rows } = await db.query<{
    responsibility_id: string;
    child: PersonId;
    holder: PersonId;
    sealed_evidence: Buffer | null;
    valid_from: string | null;
    valid_to: string | null;
    verified_by: string | null;
    verified_on: string | null;
  }>(
    `select r.responsibility_id, r.child, r.holder, coalesce(v.sealed_evidence, r.sealed_evidence) as sealed_evidence,
            r.valid_from, e.valid_to, v.verified_by, v.verified_on
       from families.parental_responsibility r
       left join families.responsibility_verifications v on v.responsibility_id = r.responsibility_id
       left join families.responsibility_endings e on e.responsibility_id = r.responsibility_id
      where ${condition}
      order by r.responsibility_id`,
    [values],
  );
  return rows.map((row) => ({
    responsibilityId: row.responsibility_id,
    child: row.child,
    holder: row.holder,
    sealedEvidence: row.sealed_evidence,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    verifiedBy: row.verified_by,
    verifiedOn: row.verified_on,
  }));
}

/** A connection as stored. */
export interface LinkRow {
  readonly linkId: string;
  readonly from: PersonId;
  readonly to: PersonId;
  readonly kind: FamilyLinkKind;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** All connections, past ones included, that some people stand in. */
export async function findLinkRows(db: Queryable, persons: readonly PersonId[]): Promise<LinkRow[]> {
  return selectLinks(db, '(l.from_person = any($1::uuid[]) or l.to_person = any($1::uuid[]))', persons);
}

/** One connection, by its identifier. */
export async function findLinkRow(db: Queryable, linkId: string): Promise<LinkRow | undefined> {
  return (await selectLinks(db, 'l.link_id = any($1::uuid[])', [linkId]))[0];
}

async function selectLinks(
  db: Queryable,
  condition:
    '(l.from_person = any($1::uuid[]) or l.to_person = any($1::uuid[]))' | 'l.link_id = any($1::uuid[])',
  values: readonly string[],
): Promise<LinkRow[]> {
  const { rows } = await db.query<{
    link_id: string;
    from_person: PersonId;
    to_person: PersonId;
    kind: FamilyLinkKind;
    valid_from: string | null;
    valid_to: string | null;
  }>(
    `select l.link_id, l.from_person, l.to_person, l.kind, l.valid_from, e.valid_to
       from families.family_links l
       left join families.link_endings e on e.link_id = l.link_id
      where ${condition}
      order by l.link_id`,
    [values],
  );
  return rows.map((row) => ({
    linkId: row.link_id,
    from: row.from_person,
    to: row.to_person,
    kind: row.kind,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }));
}

/** The newest version of a person's match restriction, 0 when there is none. */
export async function findMatchRestrictionVersion(db: Queryable, person: PersonId): Promise<number> {
  const { rows } = await db.query<{ version: number | null }>(
    'select max(m.version) as version from families.match_restrictions m where m.person_id = $1',
    [person],
  );
  return rows[0]?.version ?? 0;
}

/** The number of a person that stands under a lookup hash and is in force. */
export async function findIdentifierId(
  db: Queryable,
  person: PersonId,
  system: PersonIdentifierSystem,
  lookupHash: Buffer,
): Promise<string | undefined> {
  const { rows } = await db.query<{ identifier_id: string }>(
    `select i.identifier_id from families.person_identifiers i
      where i.person_id = $1 and i.system = $2 and i.lookup_hash = $3 and i.ended_at is null`,
    [person, system, lookupHash],
  );
  return rows[0]?.identifier_id;
}

/** A person, and numbers that they may have. */
export interface HeldNumbers {
  readonly person: PersonId;
  readonly numbers: readonly { readonly system: PersonIdentifierSystem; readonly hash: Buffer }[];
}

/** Whether each of these people has any of their numbers in force. */
export async function findHeldRows(db: Queryable, asked: readonly HeldNumbers[]): Promise<boolean[]> {
  const sent = asked.flatMap(({ person, numbers }, place) =>
    numbers.map(({ system, hash }) => ({ place, person, system, hash })),
  );
  const { rows } = await db.query<{ place: number }>(
    `select distinct sent.place
       from unnest($1::int[], $2::uuid[], $3::text[], $4::bytea[]) as sent(place, person_id, system, hash)
       join families.person_identifiers i
         on i.person_id = sent.person_id and i.system = sent.system and i.lookup_hash = sent.hash
      where i.ended_at is null`,
    [
      sent.map(({ place }) => place),
      sent.map(({ person }) => person),
      sent.map(({ system }) => system),
      sent.map(({ hash }) => hash),
    ],
  );
  const held = new Set(rows.map(({ place }) => place));
  return asked.map((_, place) => held.has(place));
}

/** Whoever has one of these numbers in force and whose identity is not retired. */
export async function findNumberedRows(
  db: Queryable,
  identifiers: readonly { readonly system: PersonIdentifierSystem; readonly hash: Buffer }[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>(
    `select distinct i.person_id
       from unnest($1::text[], $2::bytea[]) as sent(system, hash)
       join families.person_identifiers i on i.system = sent.system and i.lookup_hash = sent.hash
      where i.ended_at is null
        and not exists (select from families.person_retirements r where r.person_id = i.person_id)`,
    [identifiers.map(({ system }) => system), identifiers.map(({ hash }) => hash)],
  );
  return rows.map((row) => row.person_id);
}
