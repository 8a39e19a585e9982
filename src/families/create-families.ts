import { askTogether, type OrganisationId, type PersonId, type Result } from '../platform/index.ts';
import {
  closeDay,
  findDuePeople,
  findOpenDays,
  recordAuthorityEvents,
  type DuePerson,
} from './due-events.ts';
import type { AuthorityFacts } from './authority-facts.ts';
import type { AuthorityEndingBody, AuthorityFactBody } from './authority-fact-body.ts';
import { hashRecorder, type AuthorityOrigin, type RecordedAuthority } from './authority-note.ts';
import { findConcernedPersons, findRequestRow, hasRecorder, type RequestRow } from './authority-sql.ts';
import type { Demographics } from './demographics.ts';
import type { FamiliesDeps } from './families-deps.ts';
import type { PersonIdentifierSystem } from './families-sql.ts';
import {
  findHeldRows,
  findResponsibilityRows,
  type HeldNumbers,
  type ResponsibilityRow,
} from './find-families-sql.ts';
import { findNumbered, holdsIdentifier } from './holds-identifier.ts';
import {
  endFamilyLink,
  findFamilyLinks,
  linkFamily,
  linksOf,
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
  type NewClaim,
  type RecordedClaim,
  type Verification,
} from './parental-responsibility.ts';
import { endAuthorityFact, recordAuthorityFact, type AuthorityFactDraft } from './record-authority-fact.ts';
import type { ProtectionBody, ProtectionEndingBody } from './protection-body.ts';
import type { Protections } from './protections-in-force.ts';
import {
  endProtection,
  findProtection,
  loadProtections,
  recordProtection,
  type RecordedProtection,
} from './protections.ts';
import { recordAdoption, type Adoption } from './record-adoption.ts';
import { findDemographics, recordDemographics } from './record-demographics.ts';
import { recordIdentifier, type GivenIdentifier } from './record-identifier.ts';
import { recordMatchRestriction, registerPerson, type NewPerson } from './register-person.ts';
import type { RegistrationRefusal } from './registration-refusal.ts';

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
  /** Records an adoption order: retires the identity for good, with no link to what comes after (docs/domain/01 §1.9). */
  recordAdoption(adoption: Adoption): Promise<Result<RecordedAuthority, FamilyRefusal>>;
  /** One person for certain, or nobody: the same work and time class whatever comes of it (docs/domain/04 §4.6). */
  matchDataSubject(candidate: MatchCandidate): Promise<MatchResult>;
  /** Whether one of these numbers is in force for a known person. */
  holdsIdentifier(person: PersonId, identifiers: MatchCandidate['identifiers']): Promise<boolean>;
  /** Whoever these numbers stand for and may still be found by them; a badly typed number is nobody's. In one time class. */
  findNumbered(identifiers: MatchCandidate['identifiers']): Promise<readonly PersonId[]>;
  /** Connects two people. */
  linkFamily(link: Omit<FamilyLink, 'linkId' | 'validTo'> & { readonly by: string }): Promise<FamilyLink>;
  /** Ends a connection on a London day, once. */
  endFamilyLink(linkId: string, validTo: string, by: string): Promise<Result<FamilyLink, FamilyRefusal>>;
  /** The connections of a person that hold on the London day of an instant. */
  findFamilyLinks(person: PersonId, at: Date): Promise<readonly FamilyLink[]>;
  /** Records a claim to parental responsibility, verified or not. */
  recordParentalResponsibility(
    claim: NewClaim,
    origin?: AuthorityOrigin,
  ): Promise<Result<RecordedClaim, FamilyRefusal>>;
  /** Records that the evidence of a claim was seen and is good. */
  verifyParentalResponsibility(
    responsibilityId: string,
    evidence: AuthorityEvidence,
    verification: Verification,
    origin?: AuthorityOrigin,
  ): Promise<Result<RecordedClaim, FamilyRefusal>>;
  /** The open claims of one person to parental responsibility for another. */
  findClaims(child: PersonId, holder: PersonId): Promise<readonly ResponsibilityRow[]>;
  /** Ends a claim from a London day on, once. */
  endParentalResponsibility(
    responsibilityId: string,
    validTo: string,
    by: string,
    origin?: AuthorityOrigin,
  ): Promise<Result<RecordedClaim, FamilyRefusal>>;
  /** Records a fact about who may decide for somebody: competence, capacity, a representative, an order and so on. */
  recordAuthorityFact(draft: AuthorityFactDraft): Promise<Result<RecordedAuthority, FamilyRefusal>>;
  /** Ends a fact from a London day on, once, for the organisation that recorded it. */
  endAuthorityFact(
    dataSubject: PersonId,
    factId: string,
    kind: AuthorityFactBody['kind'],
    ending: AuthorityEndingBody,
    origin: AuthorityOrigin | null,
  ): Promise<Result<RecordedAuthority, FamilyRefusal>>;
  /** What became of a request to record authority. */
  findAuthorityRequest(requestId: string): Promise<RequestRow | undefined>;
  /** Whether an organisation recorded something of a person's authority. */
  isAuthorityRecorder(person: PersonId, organisation: OrganisationId): Promise<boolean>;
  /** The London days up to this one for which something may still be due, the earliest first. */
  findOpenDays(today: string): Promise<readonly string[]>;
  /** Who has something due on a London day, after a person in the order of identifiers; empty at the end. */
  findDuePeople(day: string, after: PersonId | null): Promise<readonly DuePerson[]>;
  /** Writes that what was due for a person is done; answers whether this call did it. */
  recordAuthorityEvents(due: DuePerson, at: Date, notices: readonly object[]): Promise<boolean>;
  /** Writes that a day is done, once it is over for good. */
  closeDay(day: string, today: string): Promise<void>;
  /** Records what protects a person, and closes their consent epoch. */
  recordProtection(
    dataSubject: PersonId,
    body: ProtectionBody,
    origin: AuthorityOrigin,
  ): Promise<Result<RecordedProtection, FamilyRefusal>>;
  /** Ends a protection from a London day on, once, for the organisation that recorded it. */
  endProtection(
    protectionId: string,
    ending: ProtectionEndingBody,
    origin: AuthorityOrigin,
  ): Promise<Result<RecordedProtection, FamilyRefusal>>;
  /** One protection, for the organisation that recorded it. */
  findProtection(protectionId: string, organisation: OrganisationId): Promise<RecordedProtection | undefined>;
  /** What protects each of some people on the London day of an instant; everybody asked for is in the answer. */
  loadProtections(persons: readonly PersonId[], at: Date): Promise<ReadonlyMap<PersonId, Protections>>;
  /** Somebody themselves and everybody for whom they may decide, or once might or claimed to: candidates, judged by `decideAuthority`. */
  findConcerned(person: PersonId): Promise<readonly PersonId[]>;
  /** What is known about who may decide for each of some people; judged by `decideAuthority`. */
  loadAuthorityFacts(persons: readonly PersonId[]): Promise<ReadonlyMap<PersonId, AuthorityFacts>>;
}

/** Makes the room of families over its dependencies. */
export function createFamilies(deps: FamiliesDeps): Families {
  const matcher = new DataSubjectMatcher(deps);
  const findHeld = askTogether((asked: readonly HeldNumbers[]) => findHeldRows(deps.pool, asked));
  const findLinks = linksOf(deps);
  return {
    registerPerson: (person) => registerPerson(deps, person),
    recordDemographics: (person, demographics, by) => recordDemographics(deps, person, demographics, by),
    findDemographics: (person) => findDemographics(deps, person),
    recordIdentifier: (person, identifier, by, supersedes) =>
      recordIdentifier(deps, person, identifier, by, supersedes),
    recordMatchRestriction: (person, restricted, by) => recordMatchRestriction(deps, person, restricted, by),
    recordAdoption: (adoption) => recordAdoption(deps, adoption),
    matchDataSubject: (candidate) => matcher.matchDataSubject(candidate),
    holdsIdentifier: (person, identifiers) => holdsIdentifier(deps, findHeld, person, identifiers),
    findNumbered: (identifiers) => findNumbered(deps, identifiers),
    linkFamily: (link) => linkFamily(deps, link),
    endFamilyLink: (linkId, validTo, by) => endFamilyLink(deps, linkId, validTo, by),
    findFamilyLinks: (person, at) => findFamilyLinks(findLinks, person, at),
    recordParentalResponsibility: (claim, origin) => recordParentalResponsibility(deps, claim, origin),
    verifyParentalResponsibility: (responsibilityId, evidence, verification, origin) =>
      verifyParentalResponsibility(deps, responsibilityId, evidence, verification, origin),
    findClaims: async (child, holder) =>
      (await findResponsibilityRows(deps.pool, [child])).filter(
        (claim) => claim.holder === holder && claim.validTo === null,
      ),
    endParentalResponsibility: (responsibilityId, validTo, by, origin) =>
      endParentalResponsibility(deps, responsibilityId, validTo, by, origin),
    recordAuthorityFact: (draft) => recordAuthorityFact(deps, draft),
    endAuthorityFact: (dataSubject, factId, kind, ending, origin) =>
      endAuthorityFact(deps, dataSubject, factId, kind, ending, origin),
    findAuthorityRequest: (requestId) => findRequestRow(deps.pool, requestId),
    isAuthorityRecorder: (person, organisation) =>
      hasRecorder(deps.pool, hashRecorder(deps, person, organisation)),
    findOpenDays: (today) => findOpenDays(deps, today),
    findDuePeople: (day, after) => findDuePeople(deps, day, after),
    recordAuthorityEvents: (due, at, notices) => recordAuthorityEvents(deps, due, at, notices),
    closeDay: (day, today) => closeDay(deps, day, today),
    recordProtection: (dataSubject, body, origin) => recordProtection(deps, dataSubject, body, origin),
    endProtection: (protectionId, ending, origin) => endProtection(deps, protectionId, ending, origin),
    findProtection: (protectionId, organisation) => findProtection(deps, protectionId, organisation),
    loadProtections: (persons, at) => loadProtections(deps, persons, at),
    findConcerned: (person) => findConcernedPersons(deps.pool, person),
    loadAuthorityFacts: (persons) => loadAuthorityFacts(deps, persons),
  };
}
