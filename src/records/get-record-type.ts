import type { MessageTypeCode } from '../vocabulary/index.ts';
import { advice } from './catalogue/advice.ts';
import { adviceRequest } from './catalogue/advice-request.ts';
import { annualReview } from './catalogue/annual-review.ts';
import { attendanceSummary } from './catalogue/attendance-summary.ts';
import { camhsSummary } from './catalogue/camhs-summary.ts';
import { consentEventRecord } from './catalogue/consent-event-record.ts';
import { correction } from './catalogue/correction.ts';
import { earlyHelpAssessment } from './catalogue/early-help-assessment.ts';
import { earlyNotification } from './catalogue/early-notification.ts';
import { familyRequest } from './catalogue/family-request.ts';
import { healthVisitorSummary } from './catalogue/health-visitor-summary.ts';
import { locatorQuery } from './catalogue/locator-query.ts';
import { meetingInvitation } from './catalogue/meeting-invitation.ts';
import { placementNotice } from './catalogue/placement-notice.ts';
import { plan } from './catalogue/plan.ts';
import { pupilTransfer } from './catalogue/pupil-transfer.ts';
import { referralOutcome } from './catalogue/referral-outcome.ts';
import { safeguardingAlert } from './catalogue/safeguarding-alert.ts';
import { safeguardingReferral } from './catalogue/safeguarding-referral.ts';
import { settingConsultation } from './catalogue/setting-consultation.ts';
import { socialCareRecord } from './catalogue/social-care-record.ts';
import { transitionReferral } from './catalogue/transition-referral.ts';
import { fhirRecord } from './fhir/fhir-record.ts';
import type { RecordType } from './record-type.ts';

/** The record dictionary: the whole catalogue (docs/domain/02 §2.3) and FHIR. To add a type, see docs/records.md. */
export const recordTypes: readonly RecordType[] = [
  adviceRequest,
  advice,
  plan,
  settingConsultation,
  annualReview,
  earlyHelpAssessment,
  safeguardingReferral,
  referralOutcome,
  socialCareRecord,
  safeguardingAlert,
  attendanceSummary,
  healthVisitorSummary,
  camhsSummary,
  earlyNotification,
  transitionReferral,
  placementNotice,
  pupilTransfer,
  consentEventRecord,
  correction,
  locatorQuery,
  meetingInvitation,
  familyRequest,
  fhirRecord,
];

const byCode: ReadonlyMap<MessageTypeCode, RecordType> = new Map(
  recordTypes.map((type) => [type.code, type]),
);

/** What the dictionary says of a message type. Every type of the catalogue is described; a test holds the two together. */
export function getRecordType(code: MessageTypeCode): RecordType {
  const type = byCode.get(code);
  if (type === undefined) throw new Error(`the dictionary does not describe ${code}`);
  return type;
}
