import { z } from 'zod';
import { type JsonObject, offsetInstant } from '../../platform/index.ts';

const text = z.string().min(1).max(500);
const anyObject = z.record(z.string(), z.unknown());

/**
 * Who would receive: an organisation by one of its registered identifiers (`ods:Z9Z9A`), or, for P17, a person of the question
 * (`SELF`, or the reference of a related person). OpenID AuthZEN Authorization API 1.0, "Subject".
 */
const subjectSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('organisation'),
    id: z.string().regex(/^[a-z]{2,10}:[A-Za-z0-9]{1,20}$/),
    properties: z.strictObject({ role: text, department: text.optional() }),
  }),
  z.strictObject({
    type: z.literal('person'),
    id: text,
    properties: z.strictObject({ role: text }),
  }),
]);

/** Sharing is the one action that is asked about. Why it would be done is part of it ("Action"). */
const actionSchema = z.strictObject({
  name: z.literal('share'),
  properties: z.strictObject({
    purposeCode: text,
    urgency: text.optional(),
    legalPower: z.array(text).optional(),
    dutyKind: text.optional(),
  }),
});

/** The message that would be shared: its type, its message id, whom it is about, and its parts by their labels ("Resource"). */
const resourceSchema = z.strictObject({
  type: text,
  id: text,
  properties: z.strictObject({
    subject: anyObject,
    segments: z.array(z.unknown()),
    relatedPersons: z.array(z.unknown()).optional(),
  }),
});

/** Everything else that a question may state, under the names of the question form, and the instant to decide at ("Context"). */
const contextSchema = z.looseObject({
  source: anyObject,
  time: offsetInstant.optional(),
});

/** One access evaluation, as it stands after defaults have been filled in. */
export const accessEvaluationSchema = z.strictObject({
  subject: subjectSchema,
  action: actionSchema,
  resource: resourceSchema,
  context: contextSchema,
});

/** When the answers of several evaluations may end early ("Evaluations semantics"). */
export const evaluationsSemantics = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
export type EvaluationsSemantic = (typeof evaluationsSemantics)[number];

/** Most evaluations in one request. */
const mostEvaluations = 50;

/** Several evaluations, with defaults for each. What stands in one replaces the default whole, never member by member. */
export const accessEvaluationsSchema = z.strictObject({
  subject: z.unknown().optional(),
  action: z.unknown().optional(),
  resource: z.unknown().optional(),
  context: z.unknown().optional(),
  evaluations: z
    .array(
      z.strictObject({
        subject: z.unknown().optional(),
        action: z.unknown().optional(),
        resource: z.unknown().optional(),
        context: z.unknown().optional(),
      }),
    )
    .max(mostEvaluations)
    .optional(),
  options: z.strictObject({ evaluations_semantic: z.enum(evaluationsSemantics).optional() }).optional(),
});

type AccessEvaluation = z.infer<typeof accessEvaluationSchema>;

/** Where each member of a question comes from; whatever is not named here comes from the context. */
const origins: Readonly<Record<string, string>> = {
  type: '/resource/type',
  messageId: '/resource/id',
  purposeCode: '/action/properties/purposeCode',
  urgency: '/action/properties/urgency',
  legalPower: '/action/properties/legalPower',
  dutyKind: '/action/properties/dutyKind',
  subject: '/resource/properties/subject',
  relatedPersons: '/resource/properties/relatedPersons',
  segments: '/resource/properties/segments',
};

/** Members of the context that would say a second time what subject, action and resource say. */
export const takenMembers: readonly string[] = ['form', 'recipients', ...Object.keys(origins)];

/** The same question in our own form, so that it is read, refused and decided like any other. */
export function toQuestion({ subject, action, resource, context }: AccessEvaluation): JsonObject {
  const stated = Object.entries(context).filter(([member]) => member !== 'time');
  const [system = '', value = ''] = subject.id.split(':');
  const whom =
    subject.type === 'person' ? { person: { ref: subject.id } } : { organisation: { system, value } };
  const question = {
    ...Object.fromEntries(stated),
    form: 'question',
    type: resource.type,
    messageId: resource.id,
    recipients: [{ ...whom, ...subject.properties }],
    urgency: 'ROUTINE',
    ...action.properties,
    ...resource.properties,
  };
  return JSON.parse(JSON.stringify(question)) as JsonObject;
}

/** Turns a pointer into a question into the pointer into the evaluation that it was made from. */
export function toEvaluationPointer(pointer: string): string {
  const [, member = '', ...rest] = pointer.split('/');
  if (member === '') return pointer;
  if (member === 'recipients') {
    if (rest[1] === 'role' || rest[1] === 'department') return `/subject/properties/${rest[1]}`;
    return rest[1] === undefined ? '/subject' : '/subject/id';
  }
  return [origins[member] ?? `/context/${member}`, ...rest].join('/');
}
