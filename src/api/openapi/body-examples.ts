import { recordTypes } from '../../records/index.ts';
import { consentExamples, noticeExamples, reviewExamples, withdrawalExamples } from './choice-examples.ts';
import { locatorExamples } from './locator-examples.ts';
import { deadlineNoteExamples } from './deadline-examples.ts';
import { caseOutcomeExamples, familyNoticeExamples } from './case-examples.ts';
import { holdDecisionExamples } from './hold-examples.ts';
import { accessExamples, accessListExamples } from './access-examples.ts';
import { questionExamples } from './question-examples.ts';
import type { BodyShape } from './operation-contract.ts';
import { choiceRequestExamples } from './choice-request-operations.ts';
import { emergencyExamples } from './emergency-operations.ts';
import { protectionEndingExamples, protectionExamples } from './protection-examples.ts';
import { authorityExamples, authorityQuestionExamples } from './authority-examples.ts';
import { reuseAgreementExamples, reuseEndingExamples, reuseExamples } from './reuse-examples.ts';
import { recordRequestExamples } from './record-request-examples.ts';
import { relationshipEndingExamples, relationshipExamples } from './relationship-examples.ts';

/** An example of a body, with invented people. */
export interface BodyExample {
  readonly summary: string;
  readonly value: unknown;
}

const messageExamples: Readonly<Record<string, BodyExample>> = Object.fromEntries(
  recordTypes.flatMap((type) =>
    type.examples.map((example, index) => [
      `${type.code}-${index + 1}`,
      { summary: example.title, value: example.build() },
    ]),
  ),
);

/** Examples of every body that a door takes, by a name that fits a contract. */
export const bodyExamples: Readonly<Record<BodyShape, Readonly<Record<string, BodyExample>>>> = {
  Message: messageExamples,
  DecisionRequest: { ...questionExamples, ...messageExamples },
  RecordRequest: recordRequestExamples,
  ConsentRequest: consentExamples,
  WithdrawalRequest: withdrawalExamples,
  NoticeRequest: noticeExamples,
  ReviewRequest: reviewExamples,
  AuthorityRequest: authorityExamples,
  AuthorityQuestion: authorityQuestionExamples,
  EmergencyRequest: emergencyExamples,
  ProtectionRequest: protectionExamples,
  ProtectionEnding: protectionEndingExamples,
  ChoiceRequest: choiceRequestExamples,
  ReuseRequest: reuseExamples,
  ReuseAgreementRequest: reuseAgreementExamples,
  ReuseEnding: reuseEndingExamples,
  RelationshipRequest: relationshipExamples,
  RelationshipEnding: relationshipEndingExamples,
  HoldDecision: holdDecisionExamples,
  CaseOutcome: caseOutcomeExamples,
  FamilyNotice: familyNoticeExamples,
  DeadlineNote: deadlineNoteExamples,
  LocatorRequest: locatorExamples,
  AccessEvaluation: accessExamples,
  AccessEvaluations: accessListExamples,
};
