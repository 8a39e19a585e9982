export type { LabelledSegment } from './labelled-segment.ts';
export type { Message, SegmentedMessage, FhirMessage, MessageBody } from './message.ts';
export type { Envelope, Subject, RelatedPerson, FamilyInformed } from './envelope-schema.ts';
export type { Segment, Attachment } from './segment-schema.ts';
export type { PlanRow } from './plan-row.ts';
export type { RecordType } from './record-type.ts';
export { type ValidationProblem, validationRules } from './validation-problem.ts';
export { findRecordType, recordTypes } from './find-record-type.ts';
export { parseMessage } from './parse-message.ts';
export {
  type Question,
  type QuestionPart,
  isQuestionForm,
  labelQuestion,
  parseQuestion,
  questionSchema,
  readerRoles,
} from './question.ts';
export { envelopePartIds } from './label-envelope.ts';
export { labelMessage } from './label-message.ts';
export { diffPlan, findPlanRows } from './diff-plan.ts';
export { fhirSystems } from './fhir/fhir-systems.ts';
export { type ResourcePart, listResourceParts } from './fhir/resource-parts.ts';
export { namesMentioned } from './fhir/resource-references.ts';
export { actorTypes } from './fhir/label-resources.ts';
export { buildJackiePlan, jackieRefs, jackieRows, wendysIllness } from './examples/build-jackie-plan.ts';
export { buildAttendanceQuestion, buildOwnAccessQuestion } from './examples/build-questions.ts';
export { buildJackieCarePlan, jackieCarePlanRows } from './examples/build-jackie-care-plan.ts';
export { buildLeoReferral, leoRefs } from './examples/build-leo-referral.ts';
export { buildFhirBundle, amaraRefs } from './examples/build-fhir-bundle.ts';
