export type {
  AccessDecision,
  AccessDecisions,
  AuthorityAnswer,
  AuthorityQuestionAnswer,
  ChoiceAnswer,
  ChoiceRequestAnswer,
  Exchange,
  EmergencyAnswer,
  ExchangeAnswer,
  FhirBundleAnswer,
  FhirConsentAnswer,
  HoldAnswer,
  HoldListAnswer,
  ObligationAnswer,
  ProtectionAnswer,
  PulledRecord,
  ReasonAnswer,
  RecipientAnswer,
  RelationshipAnswer,
  SegmentAnswer,
  SystemCall,
} from './exchange.ts';
export { accessEvaluationSchema, accessEvaluationsSchema } from './access/access-evaluation.ts';
export type { CaseAnswer, CaseListAnswer, FamilyNoticeAnswer } from './cases/case-answers.ts';
export { makeClockJobs } from './clocks/clock-jobs.ts';
export { makeCaseJobs } from './cases/case-jobs.ts';
export { createExchange } from './create-exchange.ts';
export { findLanes, resumeLane, stopLane } from './record/lane-sql.ts';
export { countWaitingDeliveries } from './record/delivery-sql.ts';
export { hashReliance } from './record/find-reliances.ts';
export { isLedgerFault } from './tell-fault.ts';
export type { House } from './house.ts';
export { tellOfChoice } from './tell-of-choice.ts';
export {
  type OpenedDecision,
  type ReplayRefusal,
  type ReadDecision,
  type ReplayedDecision,
  readDecision,
  replayContents,
  replayDecision,
} from './record/replay-decision.ts';
export { isUncertain } from './record/is-uncertain.ts';
export { readOpenHalf, replayOpenHalf } from './record/read-open-half.ts';
export { obligationWords } from './compose-answer.ts';
export { type Stage, stages } from './stages.ts';
export { databaseTime } from './deadline.ts';
export { exchangesByKey } from './record/exchange-sql.ts';
export { type DeliveryTiming, usualTiming } from './deliver/delivery-timing.ts';
export { type SharedCounts, createSharedCounts } from './shared-counts.ts';
export { createAdmission } from './admission.ts';
export { createRequestSigner } from './webhooks/sign-request.ts';
export { createMeshClient } from './deliver/mesh/mesh-client.ts';
export { createMeshJob } from './deliver/mesh/mesh-job.ts';
export { createKnownPeople } from './resolve/known-people.ts';
export { type Dispatcher, createDispatcher } from './deliver/dispatcher.ts';
export { createTurns } from './deliver/turns.ts';
export type { PeerIdentity } from './deliver/peer-agent.ts';
export { type RecordHolders, createRecordHolders } from './pull/record-holders.ts';
export { type BackgroundWorker, startBackgroundWorker } from './background-worker.ts';
export {
  type TokenIssuer,
  createIdentifyRequester,
  forgetSpentAssertions,
  readKeySetFrom,
  remoteKeys,
  spentAssertions,
  tokenIssuer,
} from './identify/index.ts';
export { authorityEventsJob } from './authority/index.ts';
export { authorityQuestionSchema, authorityRequestSchema } from './receive/authority-request.ts';
export { choiceDataSubjectSchema, consentRequestSchema, decidedBySchema } from './receive/consent-request.ts';
export { organisationSystems } from './fhir-consent/consent-terms.ts';
export { consentResourceSchema } from './fhir-consent/resource-schema.ts';
export { withdrawalRequestSchema } from './receive/withdrawal-request.ts';
export { choiceRequestSchema } from './receive/choice-request-request.ts';
export { noticeRequestSchema } from './receive/notice-request.ts';
export { reuseAgreementSchema, reuseEndingSchema, reuseRequestSchema } from './receive/reuse-request.ts';
export { reviewRequestSchema } from './receive/review-request.ts';
export { relationshipEndingSchema, relationshipRequestSchema } from './receive/relationship-request.ts';
export { protectionEndingRequestSchema, protectionRequestSchema } from './receive/protection-request.ts';
export { emergencyRequestSchema } from './receive/emergency-request.ts';
export { caseOutcomeSchema } from './receive/case-outcome-request.ts';
export { locatorRequestSchema } from './locator/locate.ts';
export type { LocatedServices, LocatorAnswer } from './locator/locator-answers.ts';
export { deadlineNoteSchema } from './receive/deadline-note-request.ts';
export type { DeadlineAnswer, DeadlineListAnswer } from './clocks/deadline-answers.ts';
export { familyNoticeSchema } from './receive/family-notice-request.ts';
export { holdDecisionSchema } from './receive/hold-decision-request.ts';
export { createRefusalsJob } from './refusals/sum-up-refusals.ts';
export { makeHoldJobs } from './holds/hold-jobs.ts';
export { readHoldDays } from './holds/hold-rules.ts';
export {
  type EvidenceDeps,
  type EvidenceOrder,
  type EvidenceRefusal,
  composeEvidence,
  evidenceFaults,
  verifyEvidence,
} from './evidence/index.ts';
export { type Look, type Looking, recordLooks } from './record-look.ts';
export { officerRoles } from './cases/case-rules.ts';
export { type OwnAccount, createOwnAccount } from './own-account/own-account.ts';
export type { OwnPeople, OwnPerson, WhoDecidesHere } from './own-account/find-own-people.ts';
export type { SignedInIdentity } from './own-account/match-identity.ts';
export type { ChoicePlan, ChosenRecipient } from './own-account/choice-plan.ts';
export type { NoticeWords } from './own-account/own-choices.ts';
export type { DisclosureFilter, OwnDisclosure } from './own-account/own-disclosures.ts';
export type { OwnRequest } from './own-account/own-requests.ts';
export type { OwnSight } from './own-account/record-own-look.ts';
export type { ReadNotice as ToldNotice } from '../notices/index.ts';
export type { OwnChoice } from './own-account/own-choices.ts';
export type { OwnSaying, SayingDraft } from './own-account/own-sayings.ts';
export type { PreviewedSight } from './own-account/preview-sharing.ts';
export { type Desk, type OpenDesk, askAtDesk, createDesks } from './desk/open-desks.ts';
export { type OfferedRole, listOfferedRoles } from './own-account/offered-roles.ts';
