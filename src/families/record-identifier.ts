import { randomUUID } from 'node:crypto';
import { ok, refuse, type PersonId, type Result } from '../platform/index.ts';
import { checkEnvironment } from './check-environment.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { prepareFamilyEntry } from './family-entry.ts';
import { recordIdentifierRow, type PersonIdentifierSystem, type StoredIdentifier } from './families-sql.ts';
import { findDemographicsRows, findIdentifierId } from './find-families-sql.ts';
import { isTaken } from './is-taken.ts';
import { parseIdentifier } from './parse-identifiers.ts';
import { unknownPerson, type RegistrationRefusal } from './registration-refusal.ts';

/** A number as its register writes it. */
export interface GivenIdentifier {
  readonly system: PersonIdentifierSystem;
  readonly value: string;
  /** First London day (YYYY-MM-DD). Leave out what would tell a birthday: it stands in clear. */
  readonly validFrom?: string;
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

/** The keyed hash by which a number is found. */
export function hashIdentifier(
  deps: Pick<FamiliesDeps, 'keyStore'>,
  identifier: { readonly system: string; readonly normalised: string },
): Buffer {
  return deps.keyStore.lookupHash(`families.${identifier.system}`, identifier.normalised);
}

/** A number that is well typed and fits the environment. */
export interface CheckedIdentifier {
  readonly system: PersonIdentifierSystem;
  readonly raw: string;
  readonly normalised: string;
  readonly validFrom: string | null;
}

/** Checks numbers by the rules of their registers and of the environment; the first that breaks one is refused. */
export function checkIdentifiers(
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

/** Seals a number for its person, with the keyed hash by which it is found. */
export async function sealIdentifier(
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

/** Writes what holds numbers; one of them that belongs to somebody already is a refusal. */
export async function refuseTaken(
  write: () => Promise<PersonId>,
): Promise<Result<PersonId, RegistrationRefusal>> {
  try {
    return ok(await write());
  } catch (error) {
    if (!isTaken(error, 'person_identifiers_lookup')) throw error;
    return refuse({ code: 'identifier-taken', message: 'One of the numbers is registered already.' });
  }
}
