import type { PersonId, Result } from '../platform/index.ts';
import type { AuthorityFacts } from './authority-facts.ts';
import type { Demographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import type { PersonIdentifierSystem } from './families-sql.ts';
import { holdsIdentifier } from './holds-identifier.ts';
import {
  endFamilyLink,
  findFamilyLinks,
  linkFamily,
  type FamilyLink,
  type FamilyRefusal,
} from './family-links.ts';
import { loadAuthorityFacts } from './load-authority-facts.ts';
import { DataSubjectMatcher, type MatchCandidate, type MatchResult } from './match-data-subject.ts';
import {
  endParentalResponsibility,
  recordParentalResponsibility,
  verifyParentalResponsibility,
  type AuthorityEvidence,
  type ResponsibilityClaim,
  type Verification,
} from './parental-responsibility.ts';
import {
  findDemographics,
  recordDemographics,
  recordIdentifier,
  recordMatchRestriction,
  registerPerson,
  retireIdentity,
  type GivenIdentifier,
  type NewPerson,
  type RegistrationRefusal,
} from './register-person.ts';

/**
 * People, how they are connected, and what is known of who may decide for them. Every change is one statement that writes
 * its ledger entry with it. `by` is always the random identifier of who acts.
 */
export interface Families {
  /** Registers a person; the numbers must be well typed, fit the environment and belong to nobody. */
  registerPerson(person: NewPerson): Promise<Result<PersonId, RegistrationRefusal>>;
  /** Writes the next version of a person's demographics. */
  recordDemographics(
    person: PersonId,
    demographics: Demographics,
    by: string,
  ): Promise<Result<{ readonly version: number }, RegistrationRefusal>>;
  /** The newest demographics; nothing where the person is unknown or erased. */
  findDemographics(person: PersonId): Promise<Demographics | undefined>;
  /** Gives a person a number, in place of another of theirs where one is named. */
  recordIdentifier(
    person: PersonId,
    identifier: GivenIdentifier,
    by: string,
    supersedes?: { readonly system: PersonIdentifierSystem; readonly value: string },
  ): Promise<Result<PersonId, RegistrationRefusal>>;
  /** Says whether a person may be matched by machine. */
  recordMatchRestriction(person: PersonId, restricted: boolean, by: string): Promise<void>;
  /** Retires an identity for good, with no link to what comes after (docs/domain/01 §1.9). */
  retireIdentity(person: PersonId, by: string): Promise<void>;
  /** One person for certain, or nobody: the same work and time class whatever comes of it (docs/domain/04 §4.6). */
  matchDataSubject(candidate: MatchCandidate): Promise<MatchResult>;
  /** Whether one of these numbers is in force for a known person. */
  holdsIdentifier(person: PersonId, identifiers: MatchCandidate['identifiers']): Promise<boolean>;
  /** Connects two people. */
  linkFamily(link: Omit<FamilyLink, 'linkId' | 'validTo'> & { readonly by: string }): Promise<FamilyLink>;
  /** Ends a connection on a London day, once. */
  endFamilyLink(linkId: string, validTo: string, by: string): Promise<Result<FamilyLink, FamilyRefusal>>;
  /** The connections of a person that hold on the London day of an instant. */
  findFamilyLinks(person: PersonId, at: Date): Promise<readonly FamilyLink[]>;
  /** Records a claim to parental responsibility, verified or not. */
  recordParentalResponsibility(
    claim: ResponsibilityClaim & ({ readonly verification: null } | { readonly evidence: AuthorityEvidence }),
  ): Promise<{ readonly responsibilityId: string }>;
  /** Records that the evidence of a claim was seen and is good. */
  verifyParentalResponsibility(
    responsibilityId: string,
    evidence: AuthorityEvidence,
    verification: Verification,
  ): Promise<Result<{ readonly responsibilityId: string }, FamilyRefusal>>;
  /** Ends a claim from a London day on, once. */
  endParentalResponsibility(
    responsibilityId: string,
    validTo: string,
    by: string,
  ): Promise<Result<{ readonly responsibilityId: string }, FamilyRefusal>>;
  /** What is known about who may decide for each of some people; judged by `decideAuthority`. */
  loadAuthorityFacts(persons: readonly PersonId[]): Promise<ReadonlyMap<PersonId, AuthorityFacts>>;
}

/** Makes the room of families over its dependencies. */
export function createFamilies(deps: FamiliesDeps): Families {
  const matcher = new DataSubjectMatcher(deps);
  return {
    registerPerson: (person) => registerPerson(deps, person),
    recordDemographics: (person, demographics, by) => recordDemographics(deps, person, demographics, by),
    findDemographics: (person) => findDemographics(deps, person),
    recordIdentifier: (person, identifier, by, supersedes) =>
      recordIdentifier(deps, person, identifier, by, supersedes),
    recordMatchRestriction: (person, restricted, by) => recordMatchRestriction(deps, person, restricted, by),
    retireIdentity: (person, by) => retireIdentity(deps, person, by),
    matchDataSubject: (candidate) => matcher.matchDataSubject(candidate),
    holdsIdentifier: (person, identifiers) => holdsIdentifier(deps, person, identifiers),
    linkFamily: (link) => linkFamily(deps, link),
    endFamilyLink: (linkId, validTo, by) => endFamilyLink(deps, linkId, validTo, by),
    findFamilyLinks: (person, at) => findFamilyLinks(deps, person, at),
    recordParentalResponsibility: (claim) => recordParentalResponsibility(deps, claim),
    verifyParentalResponsibility: (responsibilityId, evidence, verification) =>
      verifyParentalResponsibility(deps, responsibilityId, evidence, verification),
    endParentalResponsibility: (responsibilityId, validTo, by) =>
      endParentalResponsibility(deps, responsibilityId, validTo, by),
    loadAuthorityFacts: (persons) => loadAuthorityFacts(deps, persons),
  };
}
