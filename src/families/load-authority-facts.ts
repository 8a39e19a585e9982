import type { PersonId } from '../platform/index.ts';
import { noAuthorityFacts, type AuthorityFacts, type ParentalResponsibilityFact } from './authority-facts.ts';
import { decodeDemographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import { findDemographicsRows, findResponsibilityRows, type ResponsibilityRow } from './find-families-sql.ts';
import { openEvidenceType } from './parental-responsibility.ts';
import { demographicsContext } from './register-person.ts';

/**
 * Loads what is known about who may decide for some people. Every person asked for is in the answer: one who is unknown or
 * erased has no birth date, and so nobody who decides. Dates are not judged here but by `decideAuthority`.
 */
export async function loadAuthorityFacts(
  deps: FamiliesDeps,
  persons: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, AuthorityFacts>> {
  const [demographics, claims] = await Promise.all([
    findDemographicsRows(deps.pool, persons),
    findResponsibilityRows(deps.pool, persons),
  ]);
  const birthDates = new Map<PersonId, string>();
  for (const { person, version, sealed } of demographics) {
    const opened = await deps.keyStore.openForPerson(person, sealed, demographicsContext(person, version));
    if (opened !== undefined) birthDates.set(person, decodeDemographics(opened).birthDate);
  }
  const facts = await Promise.all(claims.map(async (claim) => ({ claim, fact: await toFact(deps, claim) })));
  return new Map(
    persons.map((person) => [
      person,
      {
        ...noAuthorityFacts(person),
        birthDate: birthDates.get(person) ?? null,
        parentalResponsibility: facts.filter(({ claim }) => claim.child === person).map(({ fact }) => fact),
      },
    ]),
  );
}

async function toFact(deps: FamiliesDeps, claim: ResponsibilityRow): Promise<ParentalResponsibilityFact> {
  return {
    holder: claim.holder,
    evidence: await openEvidenceType(deps, claim),
    verifiedBy: claim.verifiedBy,
    verifiedOn: claim.verifiedOn,
    from: claim.validFrom,
    to: claim.validTo,
  };
}
