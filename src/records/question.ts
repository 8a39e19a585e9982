import { z } from 'zod';
import { type JsonValue, type Result, ok, refuse, isJsonObject } from '../platform/index.ts';
import { messageTypeCodes } from '../vocabulary/index.ts';
import { type DeepReadonly, uuid } from './base-schemas.ts';
import { checkRecipients } from './check-envelope.ts';
import { checkJsonShape } from './check-json-shape.ts';
import { authorSchema, commonShape, familyInformedSchema, organisationRecipient } from './envelope-schema.ts';
import { findNamedParts } from './find-named-parts.ts';
import { labelFamilyInformed, labelRelatedPerson, labelSubject } from './label-envelope.ts';
import { labelQuestionPart } from './label-segment.ts';
import type { LabelledSegment } from './labelled-segment.ts';
import { questionPart } from './segment-schema.ts';
import { type ValidationProblem, problemAt, problemsFromIssues } from './validation-problem.ts';

/** The roles in which a person reads for themselves or for somebody (docs/domain/03 §3.2 P17). */
const readerRoles = [
  'CHILD',
  'YP',
  'PARENT_PR',
  'CARER_NO_PR',
  'REPRESENTATIVE',
  'ADVOCATE',
  'SENDIASS',
] as const;

/** A person who would read under P17: the data subject, or a related person of the question. */
const personRecipient = z.strictObject({
  person: z.strictObject({ ref: z.union([z.literal('SELF'), uuid]) }),
  role: z.enum(readerRoles),
});

/**
 * The question form of a message: the same envelope for any type of the catalogue, the parts by their labels, and no
 * content. What is asked in it is decided by the very stages that decide a message.
 */
export const questionSchema = z.strictObject({
  form: z.literal('question'),
  type: z.enum(messageTypeCodes),
  ...commonShape,
  author: authorSchema.optional(),
  recipients: z
    .array(z.union([organisationRecipient, personRecipient]))
    .min(1)
    .max(20),
  familyInformed: familyInformedSchema.optional(),
  segments: z.array(questionPart).min(1).max(500),
});

/** “Can I share?” without what would be shared. */
export type Question = DeepReadonly<z.infer<typeof questionSchema>>;

/** Whether a body is a question by its own account, so that it is read as one and refused as one. */
export function isQuestionForm(json: JsonValue): boolean {
  return isJsonObject(json) && Object.hasOwn(json, 'form');
}

/** Reads untrusted JSON as a question, or says everything that is wrong with it, with pointers and rules and no values. */
export function parseQuestion(json: JsonValue): Result<Question, readonly ValidationProblem[]> {
  const misshapen = checkJsonShape(json);
  if (misshapen !== undefined) return refuse([misshapen]);
  const parsed = questionSchema.safeParse(json, { reportInput: true });
  if (!parsed.success) return refuse(problemsFromIssues(parsed.error.issues));
  const question = parsed.data as Question;
  const problems = checkQuestion(question);
  return problems.length > 0 ? refuse(problems) : ok(question);
}

/** Labels every part of a question as the same part of a message would be labelled. */
export function labelQuestion(question: Question): readonly LabelledSegment[] {
  return [
    ...labelSubject(question.subject),
    ...(question.relatedPersons ?? []).flatMap(labelRelatedPerson),
    ...(question.familyInformed === undefined ? [] : labelFamilyInformed(question.familyInformed, undefined)),
    ...question.segments.map(labelQuestionPart),
  ];
}

function checkQuestion(question: Question): readonly ValidationProblem[] {
  const problems: ValidationProblem[] = [];
  const people = new Set((question.relatedPersons ?? []).map(({ ref }) => ref));
  const isPerson = (ref: string): boolean => ref === 'subject' || people.has(ref);
  if (people.size < (question.relatedPersons ?? []).length)
    problems.push(problemAt('/relatedPersons', 'duplicate-id'));
  const ids = new Set<string>();
  for (const [position, part] of question.segments.entries()) {
    const pointer = `/segments/${position}`;
    if (ids.has(part.segmentId)) problems.push(problemAt(`${pointer}/segmentId`, 'duplicate-id'));
    ids.add(part.segmentId);
    for (const [place, ref] of (part.about ?? []).entries()) {
      if (!isPerson(ref)) problems.push(problemAt(`${pointer}/about/${place}`, 'unknown-person'));
    }
    const embargoed = part.flags?.includes('EMBARGO_UNTIL') === true;
    if (embargoed !== (part.embargoUntil !== undefined))
      problems.push(problemAt(`${pointer}/embargoUntil`, 'embargo-date'));
  }
  problems.push(...checkRecipients(question.recipients));
  for (const [position, recipient] of question.recipients.entries()) {
    if (!('person' in recipient)) continue;
    const { ref } = recipient.person;
    const pointer = `/recipients/${position}`;
    if (ref !== 'SELF' && !people.has(ref))
      problems.push(problemAt(`${pointer}/person/ref`, 'unknown-person'));
    if (question.purposeCode !== 'P17') problems.push(problemAt(`${pointer}/person`, 'own-access-only'));
  }
  const { status, reasonIfNo } = question.familyInformed ?? { status: 'PENDING' };
  if ((status === 'NO' || status === 'UNSAFE') && reasonIfNo === undefined)
    problems.push(problemAt('/familyInformed/reasonIfNo', 'not-informed-reason'));
  return [...problems, ...checkNamedParts(question)];
}

/** Statements name parts; a part that is not there would be a statement about nothing. */
function checkNamedParts(question: Question): readonly ValidationProblem[] {
  const parts = new Set(labelQuestion(question).map(({ segmentId }) => segmentId));
  return findNamedParts(question).flatMap(({ pointer, segmentId }) =>
    parts.has(segmentId) ? [] : [problemAt(pointer, 'unknown-part')],
  );
}
