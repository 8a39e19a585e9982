import { randomUUID } from 'node:crypto';
import { newId, ok, refuse, type PersonId, type Result } from '../platform/index.ts';
import { eventsOfAge } from './authority-events.ts';
import { prepareNote, type AuthorityOrigin, type RecordedAuthority } from './authority-note.ts';
import { checkEnvironment, type EnvironmentRefusal } from './check-environment.ts';
import { decodeDemographics, encodeDemographics, type Demographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import {
  recordDemographicsRow,
  recordIdentifierRow,
  recordMatchRestrictionRow,
  recordPersonRow,
  recordAdoptionRow,
  type PersonIdentifierSystem,
  type StoredIdentifier,
  type StoredSearch,
} from './families-sql.ts';
import { findDemographicsRows, findIdentifierId, findMatchRestrictionVersion } from './find-families-sql.ts';
import type { FamilyRefusal } from './family-links.ts';
import { isTaken } from './is-taken.ts';
import { refuseRepeated } from './refuse-repeated.ts';
import { parseIdentifier, type IdentifierRefusal } from './parse-identifiers.ts';
import { deriveSearchKeys } from './search-keys.ts';

/** A number as its register writes it. */
export interface GivenIdentifier {
  readonly system: PersonIdentifierSystem;
  readonly value: string;
  /** First London day (YYYY-MM-DD). Leave out what would tell a birthday: it stands in clear. */
  readonly validFrom?: string;
}

/** A person to register. */
export interface NewPerson {
  readonly identifiers: readonly GivenIdentifier[];
  readonly demographics: Demographics;
  /** Never to be matched by machine: a person at the source confirms every time. */
  readonly restricted?: boolean;
  /** Random identifier of the member of staff or system that registers. */
  readonly by: string;
}

/** Why a person or number was not registered. No refusal repeats a value. */
export type RegistrationRefusal =
  | IdentifierRefusal
  | EnvironmentRefusal
  | {
      readonly code: 'identifier-taken' | 'identifier-not-held' | 'person-unknown';
      readonly message: string;
    };

/** Registers a person with a key of their own. The numbers must be well typed, fit the environment and belong to nobody. */
export async function registerPerson(
  deps: FamiliesDeps,
  person: NewPerson,
): Promise<Result<PersonId, RegistrationRefusal>> {
  const checked = checkIdentifiers(deps, person.identifiers);
  if (!checked.ok) return checked;
  const id = newId<'Person'>();
  const at = deps.clock.now();
  await deps.keyStore.createPersonKey(id);
  const identifiers = await Promise.all(
    checked.value.map((identifier) => sealIdentifier(deps, id, identifier)),
  );
  const demographics = await sealDemographics(deps, id, 1, person.demographics);
  const restricted = person.restricted ?? false;
  const entry = await prepareFamilyEntry(deps, at, [id], {
    event: 'PERSON_REGISTERED',
    person: id,
    identifierSystems: checked.value.map(({ system }) => system),
    restricted,
    by: person.by,
  });
  const searches = hashSearches(deps, person.demographics);
  const events = eventsOfAge(person.demographics.birthDate);
  const note = await prepareNote(deps, { person: id, answerId: id, at, events, origin: null });
  return refuseTaken(async () => {
    await recordPersonRow(
      deps.pool,
      { person: id, at, restricted, demographics, identifiers, searches },
      note,
      entry,
    );
    return id;
  });
}

/** Writes new demographics of a person; the former stay as sealed history and are no longer searched by. */
export async function recordDemographics(
  deps: FamiliesDeps,
  person: PersonId,
  demographics: Demographics,
  by: string,
): Promise<Result<{ readonly version: number }, RegistrationRefusal>> {
  const [known] = await findDemographicsRows(deps.pool, [person]);
  if (known === undefined) return unknownPerson();
  const version = known.version + 1;
  const at = deps.clock.now();
  const sealed = await sealDemographics(deps, person, version, demographics);
  const entry = await prepareFamilyEntry(deps, at, [person], {
    event: 'DEMOGRAPHICS_CHANGED',
    person,
    version,
    by,
  });
  const searches = hashSearches(deps, demographics);
  const events = eventsOfAge(demographics.birthDate);
  const note = await prepareNote(deps, { person, answerId: person, at, events, origin: null });
  await recordDemographicsRow(
    deps.pool,
    { person, version, at, demographics: sealed, searches },
    note,
    entry,
  );
  return ok({ version });
}

/** The newest demographics of a person, or nothing where they are not registered or erased. */
export async function findDemographics(
  deps: FamiliesDeps,
  person: PersonId,
): Promise<Demographics | undefined> {
  const [row] = await findDemographicsRows(deps.pool, [person]);
  if (row === undefined) return undefined;
  const opened = await deps.keyStore.openForPerson(
    person,
    row.sealed,
    demographicsContext(person, row.version),
  );
  return opened === undefined ? undefined : decodeDemographics(opened);
}

/** Gives a person a number, in place of another of theirs where `supersedes` names one. */
export async function recordIdentifier(
  deps: FamiliesDeps,
  person: PersonId,
  given: GivenIdentifier,
  by: string,
  supersedes?: { readonly system: PersonIdentifierSystem; readonly value: string },
): Promise<Result<PersonId, RegistrationRefusal>> {
  const checked = checkIdentifiers(deps, [given, ...(supersedes === undefined ? [] : [supersedes])]);
  if (!checked.ok) return checked;
  const [added, replaced] = checked.value;
  if (added === undefined || (await findDemographicsRows(deps.pool, [person])).length === 0)
    return unknownPerson();
  const supersededId =
    replaced === undefined
      ? null
      : await findIdentifierId(deps.pool, person, replaced.system, hashIdentifier(deps, replaced));
  if (supersededId === undefined) {
    return refuse({
      code: 'identifier-not-held',
      message: 'The number to replace is not in force for this person.',
    });
  }
  const at = deps.clock.now();
  const identifier = await sealIdentifier(deps, person, added);
  const entry = await prepareFamilyEntry(deps, at, [person], {
    event: supersededId === null ? 'IDENTIFIER_ADDED' : 'IDENTIFIER_SUPERSEDED',
    person,
    system: added.system,
    by,
  });
  return refuseTaken(async () => {
    await recordIdentifierRow(deps.pool, { person, at, identifier, supersedes: supersededId }, entry);
    return person;
  });
}

/** Says whether a person may be matched by machine from now on. */
export async function recordMatchRestriction(
  deps: FamiliesDeps,
  person: PersonId,
  restricted: boolean,
  by: string,
): Promise<void> {
  const version = (await findMatchRestrictionVersion(deps.pool, person)) + 1;
  const at = deps.clock.now();
  const entry = await prepareFamilyEntry(deps, at, [person], {
    event: 'MATCH_RESTRICTION_CHANGED',
    person,
    restricted,
    by,
  });
  await recordMatchRestrictionRow(deps.pool, { person, version, restricted, at }, entry);
}

/** An adoption order about an identity. */
export interface Adoption {
  readonly person: PersonId;
  /** The London day of the order (YYYY-MM-DD); it stays sealed. */
  readonly orderedOn: string;
  /** Random identifier of who records it. */
  readonly by: string;
  readonly origin: AuthorityOrigin | null;
}

/**
 * Records an adoption order (docs/domain/01 §1.9). The identity is retired for good: its numbers answer to nothing, it is out of
 * every search, nobody holds parental responsibility for it, nobody decides for it, and no decision about it that is under way
 * can be recorded or sent.
 *
 * The identity that comes after is registered like anybody else, by a request of its own: this room is never told of both at
 * once, so that nothing here could ever link the two.
 */
export async function recordAdoption(
  deps: FamiliesDeps,
  { person, orderedOn, by, origin }: Adoption,
): Promise<Result<RecordedAuthority, FamilyRefusal>> {
  const at = deps.clock.now();
  const factId = randomUUID();
  const entry = await prepareFamilyEntry(deps, at, [person], {
    event: 'IDENTITY_RETIRED',
    person,
    orderedOn,
    by,
  });
  const note = await prepareNote(deps, { person, answerId: factId, at, events: [], origin });
  try {
    return await refuseRepeated(origin, async () => {
      await recordAdoptionRow(deps.pool, { person, at }, note, entry);
      return { factId, recordedAt: at };
    });
  } catch (error) {
    if (!isTaken(error, 'person_retirements_pkey')) throw error;
    return refuse({ code: 'family-ended', message: 'That has ended already.' });
  }
}

/** What sealed demographics are bound to. */
export function demographicsContext(person: PersonId, version: number): string {
  return `families demographics ${person} ${String(version)}`;
}

/** The keyed hash by which a number is found. */
export function hashIdentifier(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  identifier: { readonly system: string; readonly normalised: string },
): Buffer {
  return deps.keyStore.lookupHash(`families.${identifier.system}`, identifier.normalised);
}

interface CheckedIdentifier {
  readonly system: PersonIdentifierSystem;
  readonly raw: string;
  readonly normalised: string;
  readonly validFrom: string | null;
}

function checkIdentifiers(
  deps: FamiliesDeps,
  given: readonly GivenIdentifier[],
): Result<readonly CheckedIdentifier[], RegistrationRefusal> {
  const checked: CheckedIdentifier[] = [];
  for (const { system, value, validFrom } of given) {
    const parsed = parseIdentifier(system, value, 'OWN_USER');
    if (!parsed.ok) return parsed;
    const fits = checkEnvironment(parsed.value, deps.mode);
    if (!fits.ok) return fits;
    const { raw, normalised } = fits.value;
    checked.push({ system, raw, normalised, validFrom: validFrom ?? null });
  }
  return ok(checked);
}

async function sealIdentifier(
  deps: FamiliesDeps,
  person: PersonId,
  identifier: CheckedIdentifier,
): Promise<StoredIdentifier> {
  const identifierId = randomUUID();
  const value = Buffer.from(JSON.stringify({ raw: identifier.raw, normalised: identifier.normalised }));
  return {
    identifierId,
    system: identifier.system,
    lookupHash: hashIdentifier(deps, identifier),
    sealedValue: await deps.keyStore.sealForPerson(person, value, `families identifier ${identifierId}`),
    validFrom: identifier.validFrom,
  };
}

function sealDemographics(
  deps: FamiliesDeps,
  person: PersonId,
  version: number,
  demographics: Demographics,
): Promise<Buffer> {
  return deps.keyStore.sealForPerson(
    person,
    encodeDemographics(demographics),
    demographicsContext(person, version),
  );
}

function hashSearches(deps: FamiliesDeps, demographics: Demographics): readonly StoredSearch[] {
  return deriveSearchKeys({
    birthDate: demographics.birthDate,
    familyName: demographics.familyName,
    givenName: demographics.givenNames[0],
    postcode: demographics.address?.postcode ?? undefined,
  }).map(({ kind, value }) => ({ kind, hash: deps.keyStore.lookupHash(`families.${kind}`, value) }));
}

async function refuseTaken(write: () => Promise<PersonId>): Promise<Result<PersonId, RegistrationRefusal>> {
  try {
    return ok(await write());
  } catch (error) {
    if (!isTaken(error, 'person_identifiers_lookup')) throw error;
    return refuse({ code: 'identifier-taken', message: 'One of the numbers is registered already.' });
  }
}

function unknownPerson(): Result<never, RegistrationRefusal> {
  return refuse({ code: 'person-unknown', message: 'There is no such person.' });
}
