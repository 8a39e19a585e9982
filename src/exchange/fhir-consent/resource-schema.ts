import { z } from 'zod';

/**
 * FHIR R4 datatypes as far as Consent uses them (http://hl7.org/fhir/R4/datatypes.html). Unknown members are refused, as FHIR
 * has it; `contained` is read by whoever a reference in it leads to.
 */
const text = z.string().min(1).max(100_000);
const code = z
  .string()
  .regex(/^\S+(?: \S+)*$/)
  .max(200);
const uri = z.string().regex(/^\S+$/).max(1_000);
const instantForm =
  /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?)?)?$/;
const dateTime = z
  .string()
  .regex(instantForm)
  .refine((value) => isDay(value.slice(0, 10)), { error: 'There is no such day.', params: { rule: 'form' } });

function isDay(value: string): boolean {
  if (value.length < 10) return true;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const extension = z
  .array(z.looseObject({ url: uri }))
  .min(1)
  .max(100)
  .exactOptional();
const element = { id: text.exactOptional(), extension };
const backbone = { ...element, modifierExtension: extension };
const period = z.strictObject({
  ...element,
  start: dateTime.exactOptional(),
  end: dateTime.exactOptional(),
});
const coding = z.strictObject({
  ...element,
  system: uri.exactOptional(),
  version: text.exactOptional(),
  code: code.exactOptional(),
  display: text.exactOptional(),
  userSelected: z.boolean().exactOptional(),
});
const codeableConcept = z.strictObject({
  ...element,
  coding: z.array(coding).min(1).max(50).exactOptional(),
  text: text.exactOptional(),
});
const identifier = z.strictObject({
  ...element,
  use: code.exactOptional(),
  type: codeableConcept.exactOptional(),
  system: uri.exactOptional(),
  value: text.exactOptional(),
  period: period.exactOptional(),
  assigner: z.looseObject({}).exactOptional(),
});
const reference = z.strictObject({
  ...element,
  reference: text.exactOptional(),
  type: uri.exactOptional(),
  identifier: identifier.exactOptional(),
  display: text.exactOptional(),
});
const attachment = z.strictObject({
  ...element,
  contentType: code.exactOptional(),
  language: code.exactOptional(),
  data: z.string().exactOptional(),
  url: uri.exactOptional(),
  size: z.number().int().min(0).exactOptional(),
  hash: z.string().exactOptional(),
  title: text.exactOptional(),
  creation: dateTime.exactOptional(),
});
const concepts = z.array(codeableConcept).min(1).max(200);
const codings = z.array(coding).min(1).max(200);

/** R4 asks for the role of an actor. NHS services leave it out: then it is no recipient for certain, and waits. */
const provisionFields = {
  ...backbone,
  type: z.enum(['deny', 'permit']).exactOptional(),
  period: period.exactOptional(),
  actor: z
    .array(z.strictObject({ ...backbone, role: codeableConcept.exactOptional(), reference }))
    .min(1)
    .max(200)
    .exactOptional(),
  action: concepts.exactOptional(),
  securityLabel: codings.exactOptional(),
  purpose: codings.exactOptional(),
  class: codings.exactOptional(),
  code: concepts.exactOptional(),
  dataPeriod: period.exactOptional(),
  data: z
    .array(
      z.strictObject({
        ...backbone,
        meaning: z.enum(['instance', 'related', 'dependents', 'authoredby']),
        reference,
      }),
    )
    .min(1)
    .max(200)
    .exactOptional(),
};
/** What an exception may except again is never read, so it is not looked at either. */
const exception = z.strictObject({
  ...provisionFields,
  provision: z.array(z.looseObject({})).min(1).exactOptional(),
});
const provision = z.strictObject({
  ...provisionFields,
  provision: z.array(exception).min(1).max(200).exactOptional(),
});

const consentStates = ['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error'] as const;

/** FHIR R4 Consent (http://hl7.org/fhir/R4/consent.html), with its invariants. */
export const consentResourceSchema = z
  .strictObject({
    resourceType: z.literal('Consent'),
    id: text.exactOptional(),
    meta: z.looseObject({}).exactOptional(),
    implicitRules: uri.exactOptional(),
    language: code.exactOptional(),
    text: z.looseObject({ status: code }).exactOptional(),
    contained: z
      .array(z.looseObject({ resourceType: code, id: text.exactOptional() }))
      .max(20)
      .exactOptional(),
    extension,
    modifierExtension: extension,
    identifier: z.array(identifier).min(1).max(20).exactOptional(),
    status: z.enum(consentStates),
    scope: codeableConcept,
    category: concepts,
    patient: reference.exactOptional(),
    dateTime: dateTime.exactOptional(),
    performer: z.array(reference).min(1).max(20).exactOptional(),
    organization: z.array(reference).min(1).max(20).exactOptional(),
    sourceAttachment: attachment.exactOptional(),
    sourceReference: reference.exactOptional(),
    policy: z
      .array(z.strictObject({ ...backbone, authority: uri.exactOptional(), uri: uri.exactOptional() }))
      .min(1)
      .max(20)
      .exactOptional(),
    policyRule: codeableConcept.exactOptional(),
    verification: z
      .array(
        z.strictObject({
          ...backbone,
          verified: z.boolean(),
          verifiedWith: reference.exactOptional(),
          verificationDate: dateTime.exactOptional(),
        }),
      )
      .min(1)
      .max(20)
      .exactOptional(),
    provision: provision.exactOptional(),
  })
  .superRefine((resource, context) => {
    const say = (path: string, rule: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message, params: { rule } });
    };
    if (resource.policy === undefined && resource.policyRule === undefined) {
      say('policy', 'ppc-1', 'Either a policy or a policy rule must be given.');
    }
    if (resource.sourceAttachment !== undefined && resource.sourceReference !== undefined) {
      say('source', 'one-source', 'There is one source: an attachment or a reference.');
    }
  })
  .meta({
    description:
      'A FHIR R4 Consent as the gateway reads it: scope patient-privacy, one root provision with its type, and at most one level of exceptions.',
  });

/** A well-formed Consent. */
export type ConsentResource = z.output<typeof consentResourceSchema>;
/** Its rules. */
export type Provision = z.output<typeof provision>;
/** A code with its system. */
export type Coding = z.output<typeof coding>;
/** A pointer to something else, by address or by identifier. */
export type Reference = z.output<typeof reference>;
/** Something that FHIR itself has no place for. */
export type Extension = NonNullable<ConsentResource['extension']>[number];

/** Whether a part that the schema leaves open (`contained`, an extension's value) is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
