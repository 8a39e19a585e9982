export {
  type IdentifierRefusal,
  type IdentifierSystem,
  type IdentifierWarning,
  type ParsedIdentifier,
  type UpnOrigin,
  parseIdentifier,
  parseNhsNumber,
  parseUln,
  parseUpn,
  parseUprn,
} from './parse-identifiers.ts';
export { type EnvironmentMode, type EnvironmentRefusal, checkEnvironment } from './check-environment.ts';
export {
  type AnsweringOrder,
  type Assessor,
  type AuthorityFacts,
  type AuthorityFinding,
  type AuthorityQuestion,
  type AuthorityRuleName,
  type CapacityFact,
  type CompetenceFact,
  type CourtOrderFact,
  type Decider,
  type DecidingOrganisation,
  type DecisionTerms,
  type DelegationFact,
  type LegalStatusFact,
  type ParentalResponsibilityFact,
  type RepresentativeFact,
  authorityRuleNames,
  noAuthorityFacts,
} from './authority-facts.ts';
export { askAuthority, isSendDecision } from './ask-authority.ts';
export { type Holders, findHolders } from './find-holders.ts';
export { decideAuthority } from './decide-authority.ts';
export {
  type AuthorityEvent,
  type AuthorityEventKind,
  type DueEvent,
  type EventStage,
  listAuthorityEvents,
  planEvent,
} from './authority-events.ts';
export {
  birthdayOf,
  endOfCompulsorySchoolAge,
  endOfPlanLongStop,
  startOfCompulsorySchoolAge,
} from './authority-days.ts';
export type { AuthorityEndingBody, AuthorityFactBody } from './authority-fact-body.ts';
export { type AuthorityOrigin, type RecordedAuthority, hashRecorder } from './authority-note.ts';
export type { ProtectionBody, ProtectionEndingBody } from './protection-body.ts';
export { type NotifyPreferences, type Protections, unprotected } from './protections-in-force.ts';
export type { RecordedProtection } from './protections.ts';
export type { DuePerson } from './due-events.ts';
export type { AuthorityFactDraft } from './record-authority-fact.ts';
export type { Demographics } from './demographics.ts';
export type { FamilyLinkKind, PersonIdentifierSystem } from './families-sql.ts';
export type { FamilyLink, FamilyRefusal } from './family-links.ts';
export type {
  AuthorityEvidence,
  NewClaim,
  RecordedClaim,
  ResponsibilityClaim,
  Verification,
} from './parental-responsibility.ts';
export type { Adoption } from './record-adoption.ts';
export type { GivenIdentifier } from './record-identifier.ts';
export type { NewPerson } from './register-person.ts';
export type { RegistrationRefusal } from './registration-refusal.ts';
export type { MatchCandidate, MatchResult, NoMatchReason } from './match-data-subject.ts';
export type { FamiliesDeps } from './families-deps.ts';
export { type Families, createFamilies } from './create-families.ts';
