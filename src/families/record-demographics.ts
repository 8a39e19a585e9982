import { ok, type PersonId, type Result } from '../platform/index.ts';
import { eventsOfAge } from './authority-events.ts';
import { prepareNote } from './authority-note.ts';
import { decodeDemographics, encodeDemographics, type Demographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { recordDemographicsRow, type StoredSearch } from './families-sql.ts';
import { findDemographicsRows } from './find-families-sql.ts';
import { unknownPerson, type RegistrationRefusal } from './registration-refusal.ts';
import { deriveSearchKeys } from './search-keys.ts';

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

/** What sealed demographics are bound to. */
export function demographicsContext(person: PersonId, version: number): string {
  return `families demographics ${person} ${String(version)}`;
}

/** Seals one version of a person’s demographics. */
export function sealDemographics(
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

/** The keyed hashes by which demographics are searched. */
export function hashSearches(deps: FamiliesDeps, demographics: Demographics): readonly StoredSearch[] {
  return deriveSearchKeys({
    birthDate: demographics.birthDate,
    familyName: demographics.familyName,
    givenName: demographics.givenNames[0],
    postcode: demographics.address?.postcode ?? undefined,
  }).map(({ kind, value }) => ({ kind, hash: deps.keyStore.lookupHash(`families.${kind}`, value) }));
}
