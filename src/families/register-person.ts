import { newId, type PersonId, type Result } from '../platform/index.ts';
import { eventsOfAge } from './authority-events.ts';
import { prepareNote } from './authority-note.ts';
import type { Demographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { recordMatchRestrictionRow, recordPersonRow } from './families-sql.ts';
import { findMatchRestrictionVersion } from './find-families-sql.ts';
import { hashSearches, sealDemographics } from './record-demographics.ts';
import { checkIdentifiers, refuseTaken, sealIdentifier, type GivenIdentifier } from './record-identifier.ts';
import type { RegistrationRefusal } from './registration-refusal.ts';

/** A person to register. */
export interface NewPerson {
  readonly identifiers: readonly GivenIdentifier[];
  readonly demographics: Demographics;
  /** Never to be matched by machine: a person at the source confirms every time. */
  readonly restricted?: boolean;
  /** Random identifier of the member of staff or system that registers. */
  readonly by: string;
}

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
