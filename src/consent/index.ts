export {
  type ConsentBody,
  type ConsentChannel,
  type ConsentKind,
  type ConsentMove,
  type ConsentRef,
  type ConsentStatus,
  type ConsentType,
  type ConsentVersion,
  type DecidedBy,
  type ImportedRecord,
  type InformationGiven,
  type NamedParty,
  type OrganisationCapacity,
  type PlainAnswer,
  type RecipientScope,
  type Recorder,
  type SubjectAsNamed,
  consentChannels,
  consentKinds,
  consentStatuses,
  consentTypes,
  noticeFormats,
} from './consent-version.ts';
export { type MoveRefusal, checkMove, checkNewChoice, forwardMoves } from './consent-life.ts';
export type { ConsentRefusal, ConsentRule } from './consent-refusal.ts';
export type { ConsentDraft } from './consent-schemas.ts';
export { parseConsentDraft } from './parse-consent-draft.ts';
export type { Authority, FindAuthority } from './check-recorder.ts';
export type {
  ChoiceFinding,
  ChoiceQuestion,
  ChoiceResult,
  IgnoredAnswer,
  RecipientAsked,
  WhoDecides,
} from './choice-question.ts';
export { findChoice } from './find-choice.ts';
export { type EarlierUse, findLostPermits } from './find-lost-permits.ts';
export { findReplaced } from './supersede.ts';
export { type ReadableVersion, coreIdentity } from './read-stance.ts';
export {
  type AssessmentQuestion,
  type DisclosureGateQuestion,
  type GateFinding,
  type GateResult,
  findAssessmentOverride,
  findGate,
} from './find-gate.ts';
export { type ProcessingFinding, type ProcessingQuestion, findProcessing } from './find-processing.ts';
export { combineChoices } from './combine-choices.ts';
export type { EpochGuard } from './consent-sql.ts';
export type { MoveOrder, WithdrawalOrder } from './move-consent.ts';
export type { ConsentEvent, ConsentsDeps, SealedTelling, WrittenChoice } from './consents-deps.ts';
export { createConsentJobs } from './due-choices.ts';
export {
  type ComposedLanguage,
  type ComposedNotice,
  type NameOrganisation,
  composeNotice,
} from './notice/compose-notice.ts';
export { type NoticeInput, type NoticeVersion, parseNotice } from './notice/notice-version.ts';
export { type ReceiptContext, type ReceiptVersion, composeReceipt } from './receipt/compose-receipt.ts';
export { type ReceiptKey, type ReceiptSigner, createReceiptSigner } from './receipt/receipt-signer.ts';
export { writeReceipt } from './receipt/write-receipt.ts';
export {
  type AdviceKind,
  type ReuseAgreement,
  type ReuseAgreementId,
  type ReuseBody,
  type ReuseConsent,
  type ReuseParty,
  type ReuseQuestion,
  type ReuseState,
  adviceKinds,
  mayReuse,
  stateOfReuse,
} from './reuse/reuse-agreement.ts';
export {
  type ReuseAgreements,
  type ReuseStep,
  createReuseAgreements,
} from './reuse/create-reuse-agreements.ts';
export {
  type ChoiceRequest,
  type ChoiceRequests,
  createChoiceRequests,
} from './asked/create-choice-requests.ts';
export { type ShownScope, expandGroups } from './notice/shown-scope.ts';
export { type Consents, type GuardedChoices, createConsents } from './create-consents.ts';
export { type ShownVersion, hashBodyText, readInformationGiven } from './shown-version.ts';
export { consentRecords } from './consent-records.ts';
