export { speaking } from './base-schemas.ts';
export type { LabelledSegment } from './labelled-segment.ts';
export type { FhirMessage, Message, MessageBody, SegmentedMessage } from './message.ts';
export type { Envelope, Subject, RelatedPerson, FamilyInformed } from './envelope-schema.ts';
export type { Segment, Attachment } from './segment-schema.ts';
export type { PlanRow } from './plan-row.ts';
export type { RecordType, SenderRule } from './record-type.ts';
export { type ValidationProblem, validationRules } from './validation-problem.ts';
export { type ReferencePage, listReferencePages } from './list-reference-pages.ts';
export { type CtfPupil, parseCtf } from './ctf/parse-ctf.ts';
export { writeCtf } from './ctf/write-ctf.ts';
export { getRecordType, recordTypes } from './get-record-type.ts';
export { parseMessage } from './parse-message.ts';
export { type Question, isQuestionForm, labelQuestion, parseQuestion, questionSchema } from './question.ts';
export { type RecordRequest, parseRecordRequest, recordRequestSchema } from './record-request.ts';
export { statementNames } from './envelope-schema.ts';
export { envelopePartIds } from './label-envelope.ts';
export { labelMessage } from './label-message.ts';
export { type Doubt, findDoubts } from './find-doubts.ts';
export { diffPlan, findPlanRows } from './diff-plan.ts';
export { type VersionDiff, diffVersions, namePart, saysTheSame } from './diff-versions.ts';
export { type PlanHeader, isPlanType, readPlanHeader } from './read-plan-header.ts';
export { findRowsOfRelatives } from './find-rows-of-relatives.ts';
export { readPlacement } from './read-placement.ts';
export { type Correction, readCorrection } from './read-correction.ts';
export { readPackExpiry } from './read-pack-expiry.ts';
export type { AdviceLimb } from './catalogue/advice-request.ts';
export { readAdviceLimb } from './read-advice-limb.ts';
export { readReferral } from './read-referral.ts';
export { fhirSystems } from './fhir/fhir-systems.ts';
export { type ResourcePart, listResourceParts } from './fhir/resource-parts.ts';
export { mentionsIn, namesMentioned } from './fhir/resource-references.ts';
export { listListings, listMentioned } from './fhir/link-parts.ts';
export { isInlineLabel } from './fhir/split-resource.ts';
export { type R4Element, elementsOf, isPrimitive, resourceTypeOf } from './fhir/r4-structure.ts';
export type { CodeTable } from './fhir/code-table.ts';
export { loadCodeTable } from './fhir/load-code-table.ts';
export { type SearchParameter, findSearchParameters, searchableTypes } from './fhir/search-table.ts';
export {
  type SearchFilter,
  type SearchProblem,
  meetsFilters,
  parseSearchFilters,
} from './fhir/search-filter.ts';
export { actorTypes } from './fhir/actor-types.ts';
export { buildJackiePlan, jackieRefs, jackieRows, wendysIllness } from './examples/build-jackie-plan.ts';
export { buildAttendanceQuestion, buildOwnAccessQuestion } from './examples/build-questions.ts';
export { buildJackieCarePlan, jackieCarePlanRows } from './examples/build-jackie-care-plan.ts';
export { buildLeoReferral, leoRefs } from './examples/build-leo-referral.ts';
export { buildFhirBundle, amaraRefs } from './examples/build-fhir-bundle.ts';
