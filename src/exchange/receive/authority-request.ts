import { z } from 'zod';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import {
  type ProblemDetail,
  authorityEvidenceTypes,
  capacityOutcomes,
  categoryCodes,
  legalStatusCodes,
  organisationTypes,
  purposeCodes,
} from '../../vocabulary/index.ts';
import { choiceDataSubjectSchema } from './consent-request.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

const day = calendarDay;
const listOf = <Item extends z.ZodType<string>>(item: Item): z.ZodArray<Item> => z.array(item).min(1).max(50);

/** Parents seldom have a number that a practitioner knows: name, birth date and postcode together are as certain. */
export const namedPersonSchema = choiceDataSubjectSchema
  .extend({ identifiers: z.array(choiceDataSubjectSchema.shape.identifiers.element).max(5).default([]) })
  .meta({ description: 'Somebody whom the event names. They must be known here for certain.' });

const organisationSchema = z.strictObject({
  system: z.enum(['ods', 'gss', 'urn', 'laestab', 'la', 'ukprn']),
  value: words(12),
});

const narrowing = {
  categories: z
    .union([z.literal('ALL'), listOf(z.enum(categoryCodes))])
    .default('ALL')
    .meta({ description: 'For which kinds of information. All where it is left out.' }),
  recipients: z
    .union([
      z.literal('ALL'),
      z.strictObject({
        organisations: z.union([z.literal('ALL'), z.array(organisationSchema).min(1).max(50)]).default('ALL'),
        organisationTypes: z.union([z.literal('ALL'), listOf(z.enum(organisationTypes))]).default('ALL'),
      }),
    ])
    .default('ALL')
    .meta({ description: 'For sharing with whom. Anybody where it is left out.' }),
};

const particularTerms = z.strictObject({ purposes: listOf(z.enum(purposeCodes)), ...narrowing }).meta({
  description: 'For which decisions it was made. Purposes must be named: it is never for everything.',
});

const terms = z
  .strictObject({
    purposes: z.union([z.literal('ALL'), listOf(z.enum(purposeCodes))]).default('ALL'),
    ...narrowing,
  })
  .meta({ description: 'For which decisions it holds.' });

const from = day.meta({ description: 'First day, in London, on which it holds.' });
const to = day
  .exactOptional()
  .meta({ description: 'First day on which it no longer holds. Open where it is left out.' });
const fact = z.uuid().meta({ description: 'The `factId` of the answer when it was recorded.' });

/** Every event of authority that a practitioner may record, by its kind. */
const authorityEventSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('PARENTAL_RESPONSIBILITY_RECORDED'),
      holder: namedPersonSchema,
      evidence: z.enum(authorityEvidenceTypes).exactOptional(),
      from: day
        .exactOptional()
        .meta({ description: 'The day of the order or agreement. Leave it out where it is since birth.' }),
      verified: z.boolean().meta({
        description:
          'Whether the practitioner has seen the evidence. Until somebody has, it gives no authority.',
      }),
    }),
    z.strictObject({
      kind: z.literal('PARENTAL_RESPONSIBILITY_VERIFIED'),
      holder: namedPersonSchema,
      evidence: z.enum(authorityEvidenceTypes),
    }),
    z.strictObject({ kind: z.literal('PARENTAL_RESPONSIBILITY_ENDED'), holder: namedPersonSchema, to: day }),
    z.strictObject({
      kind: z.literal('COMPETENCE_RECORDED'),
      outcome: z.enum(['COMPETENT', 'NOT_COMPETENT']),
      terms: particularTerms,
      assessedOn: day,
      expiresOn: day.meta({ description: 'Twelve months after the assessment at the latest.' }),
      questions: z.array(words(2_000)).min(1).max(50).meta({ description: 'What the child was asked.' }),
      notes: words(10_000).exactOptional(),
    }),
    z.strictObject({ kind: z.literal('COMPETENCE_REVOKED'), fact, to: day }),
    z.strictObject({
      kind: z.literal('CAPACITY_FOUND'),
      finding: z.enum(capacityOutcomes),
      terms,
      from,
      to,
      notes: words(10_000).exactOptional(),
    }),
    z.strictObject({ kind: z.literal('CAPACITY_FINDING_ENDED'), fact, to: day }),
    z.strictObject({
      kind: z.literal('REPRESENTATIVE_RECORDED'),
      representative: namedPersonSchema,
      as: z.enum(['LPA', 'DEPUTY']).meta({
        description: 'Attorney for health and welfare, or deputy whom the Court of Protection appointed.',
      }),
      terms,
      from,
      to,
    }),
    z.strictObject({ kind: z.literal('REPRESENTATIVE_ENDED'), fact, to: day }),
    z.strictObject({
      kind: z.literal('LEGAL_STATUS_STARTED'),
      code: z.enum(legalStatusCodes).meta({ description: 'As the SSDA903 return codes it.' }),
      from,
      to,
    }),
    z.strictObject({ kind: z.literal('LEGAL_STATUS_ENDED'), fact, to: day }),
    z.strictObject({
      kind: z.literal('COURT_ORDER_FILED'),
      order: z.enum(['SPECIFIC_ISSUE', 'PROHIBITED_STEPS', 'OTHER']),
      effect: z.enum(['GIVES_DECISION', 'PERMITS', 'FORBIDS']),
      decider: namedPersonSchema
        .exactOptional()
        .meta({ description: 'To whom the order gives the decision.' }),
      terms,
      from,
      to,
      documentHash: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .meta({ description: 'SHA-256 of the order as it was filed, in hex.' }),
    }),
    z.strictObject({ kind: z.literal('COURT_ORDER_ENDED'), fact, to: day }),
    z.strictObject({
      kind: z.literal('DELEGATED_AUTHORITY_RECORDED'),
      carer: namedPersonSchema,
      matters: z.array(words(500)).min(1).max(50).meta({
        description: 'What the placement plan lets the carer settle. It is never a consent to sharing.',
      }),
      from,
      to,
    }),
    z.strictObject({ kind: z.literal('DELEGATED_AUTHORITY_ENDED'), fact, to: day }),
    z.strictObject({
      kind: z.literal('ADOPTION'),
      orderedOn: day.meta({
        description:
          'The day of the order. The new identity is registered by a request of its own that names none of the old.',
      }),
    }),
    z.strictObject({ kind: z.literal('DEATH'), diedOn: day }),
  ])
  .meta({ description: 'What happened to who may decide.' });

/** A change of who may decide for somebody, with where its evidence lies (docs/domain/01 §1.7). */
export const authorityRequestSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    evidenceRef: words(200).meta({ description: 'Where the evidence lies in your own records.' }),
    event: authorityEventSchema,
  })
  .superRefine(({ event }, context) => {
    for (const { path, rule, message } of findBrokenRules(event)) {
      context.addIssue({ code: 'custom', path: ['event', ...path], message, params: { rule } });
    }
  })
  .meta({ description: 'A change of who may decide for somebody, recorded by a practitioner.' });

/** A well-formed request to record a change of authority. Nothing in it is believed yet. */
export type AuthorityRequest = z.output<typeof authorityRequestSchema>;
export type RequestedAuthorityEvent = AuthorityRequest['event'];

/** "Who may decide for this child, for this purpose, on this day, and why?" */
export const authorityQuestionSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    purpose: z.enum(purposeCodes),
    category: z.enum(categoryCodes).exactOptional(),
    recipient: organisationSchema.exactOptional().meta({ description: 'With whom it would be shared.' }),
    on: day.exactOptional().meta({ description: 'The day, in London. Today where it is left out.' }),
  })
  .meta({ description: 'Who may decide for this person, for this purpose.' });

/** A well-formed question. */
export type AuthorityQuestionRequest = z.output<typeof authorityQuestionSchema>;

/** Parses the body of `POST /v1/authority`, or lists everything that is wrong with it. */
export function parseAuthorityRequest(json: unknown): Result<AuthorityRequest, ProblemDetail[]> {
  const parsed = authorityRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}

/** Parses the body of `POST /v1/authority/questions`, or lists everything that is wrong with it. */
export function parseAuthorityQuestion(json: unknown): Result<AuthorityQuestionRequest, ProblemDetail[]> {
  const parsed = authorityQuestionSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}

interface BrokenRule {
  readonly path: readonly string[];
  readonly rule: string;
  readonly message: string;
}

/** The rules that bind several members together. */
function findBrokenRules(event: z.output<typeof authorityEventSchema>): readonly BrokenRule[] {
  const broken: BrokenRule[] = [];
  if ('from' in event && 'to' in event && event.to <= event.from) {
    broken.push({
      path: ['to'],
      rule: 'period-order',
      message: 'It must end after it begins. Give a later day, or leave it out.',
    });
  }
  if (event.kind === 'COMPETENCE_RECORDED' && event.expiresOn <= event.assessedOn) {
    broken.push({
      path: ['expiresOn'],
      rule: 'period-order',
      message: 'It must expire after the day on which it was made. Give a later day.',
    });
  }
  if (event.kind === 'PARENTAL_RESPONSIBILITY_RECORDED' && event.verified && event.evidence === undefined) {
    broken.push({
      path: ['evidence'],
      rule: 'evidence-missing',
      message: 'Name the evidence that was seen, or record the claim as not verified.',
    });
  }
  if (event.kind === 'COURT_ORDER_FILED') {
    if ((event.effect === 'GIVES_DECISION') !== (event.decider !== undefined)) {
      broken.push({
        path: ['decider'],
        rule: 'decider-of-order',
        message:
          'An order with the effect GIVES_DECISION names in `decider` to whom; any other names nobody. Give it, or leave it out.',
      });
    }
    if (!effectsOfOrders[event.order].includes(event.effect)) {
      broken.push({
        path: ['effect'],
        rule: 'effect-of-order',
        message:
          'An order of this kind does not have this effect. A prohibited steps order only forbids; a specific issue order alone gives the decision to somebody.',
      });
    }
  }
  return broken;
}

/** Children Act 1989 s.8(1): a prohibited steps order forbids, a specific issue order settles a question. */
const effectsOfOrders: Readonly<Record<'SPECIFIC_ISSUE' | 'PROHIBITED_STEPS' | 'OTHER', readonly string[]>> =
  {
    SPECIFIC_ISSUE: ['GIVES_DECISION', 'PERMITS', 'FORBIDS'],
    PROHIBITED_STEPS: ['FORBIDS'],
    OTHER: ['PERMITS', 'FORBIDS'],
  };
