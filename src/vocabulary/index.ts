export { type EntryOutcome, entryOutcomes } from './entry-outcomes.ts';
export { type ConfidentialityLevel, higherLevel } from './confidentiality.ts';
export {
  type Category,
  type CategoryCode,
  type PlainGroup,
  categories,
  categoryCodes,
  getCategory,
  isCategoryCode,
  plainGroups,
} from './categories.ts';
export {
  type ConsentEffect,
  type Purpose,
  type PurposeCode,
  purposes,
  purposeCodes,
  getPurpose,
  isPurposeCode,
} from './purposes.ts';
export {
  type HandlingFlag,
  type AssertionType,
  type SegmentSource,
  type Urgency,
  type DutyKind,
  type DisclosureMode,
  handlingFlags,
  assertionTypes,
  segmentSources,
  urgencies,
  dutyKinds,
  disclosureModes,
} from './handling.ts';
export {
  type OrganisationType,
  type Department,
  type DutyStatus,
  type RoleCode,
  organisationTypes,
  departments,
  dutyStatuses,
  roles,
} from './organisations.ts';
export {
  type OptOutSource,
  type ProtectionKind,
  type TellingChannel,
  type TellingFormat,
  optOutSources,
  protectionKinds,
  tellingChannels,
  tellingFormats,
} from './protections.ts';
export { type LegalPower, type LegalPowerCode, legalPowers, legalPowerCodes } from './legal-powers.ts';
export { nhsNumberSystem } from './person-identifiers.ts';
export { type MessageTypeCode, messageTypes, messageTypeCodes, isMessageTypeCode } from './message-types.ts';
export {
  type Reason,
  type ReasonAudience,
  type ReasonCode,
  reasons,
  reasonCodes,
  findToldReasons,
  getReason,
} from './reason-codes.ts';
export {
  type Problem,
  type ProblemCode,
  type ProblemDetail,
  type ProblemKind,
  problems,
} from './problem-codes.ts';
export {
  type AuthorityEvidenceType,
  type CapacityBasis,
  type CapacityOutcome,
  type LegalStatusCode,
  type OrderEffect,
  authorityEvidenceTypes,
  tellEvidence,
  capacityBases,
  capacityOutcomes,
  legalStatusCodes,
  orderEffects,
  sharingStatuses,
} from './authority.ts';
export { type Reg17ExceptionCode, reg17ExceptionCodes } from './reg17-exceptions.ts';
export { type Scope, type ScopeCode, scopes, scopeCodes } from './scopes.ts';
export { type RelationshipBasis, relationshipBasisCodes } from './relationships.ts';
export {
  type CaseFinding,
  type CaseKind,
  type CaseLimit,
  type CaseSanction,
  type CaseState,
  type SayingKind,
  caseFindings,
  caseKindCodes,
  caseKinds,
  caseSanctions,
  caseStates,
  sayingKinds,
  sayings,
} from './cases.ts';
export { type WebhookKind, webhookKinds } from './webhooks.ts';
export {
  type DeadlineOutcome,
  type ExcuseCode,
  deadlineOutcomes,
  excuseCodes,
  excuses,
} from './deadlines.ts';
export { type SaidInNotice, saidInNotices } from './said-in-notices.ts';
