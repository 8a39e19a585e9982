import { z } from 'zod';
import { type ConsentType, consentTypes } from '../../consent/index.ts';
import { type Result, ok, refuse, calendarDay } from '../../platform/index.ts';
import {
  type ProblemDetail,
  categoryCodes,
  departments,
  organisationTypes,
  purposeCodes,
  roles,
} from '../../vocabulary/index.ts';
import { describeIssues } from './describe-issues.ts';
import { words } from './words.ts';

/** How many list members a choice may name at most. */
const listLimit = 50;

const day = calendarDay;

/** A list of codes without repetition. */
export function listOf<Item extends z.ZodType<string>>(item: Item): z.ZodArray<Item> {
  return z
    .array(item)
    .max(listLimit)
    .refine((items) => new Set(items).size === items.length, {
      error: 'The same code stands here twice. Name it once.',
      params: { rule: 'repeated' },
    });
}

/** A period of days. */
export function period(description: string): z.ZodObject<{
  from: z.ZodExactOptional<z.ZodISODate>;
  to: z.ZodExactOptional<z.ZodISODate>;
}> {
  return z
    .strictObject({ from: day.exactOptional(), to: day.exactOptional() })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      error: 'The last day lies before the first. Give a later one, or leave it out.',
      params: { rule: 'period-order' },
    })
    .meta({ description });
}

const personIdentifiersSchema = z
  .array(
    z.strictObject({
      system: z.enum(['nhs-number', 'upn', 'uln']),
      value: words(20).meta({ description: 'As text, spaces allowed.' }),
    }),
  )
  .min(1)
  .max(5);

/** Who decided: named by an identifier, or by how they stand to the person the information is about. */
export const decidedBySchema = z
  .union([
    z.strictObject({ identifiers: personIdentifiersSchema }),
    z.strictObject({
      relation: z.enum(['SELF', 'PR_HOLDER', 'DEPUTY', 'LPA']).meta({
        description:
          'The person themselves, a holder of parental responsibility, a deputy, or the holder of a lasting power of attorney. Whoever is named must be known to hold it today.',
      }),
      familyName: words(100)
        .exactOptional()
        .meta({ description: 'Tells several who stand in the same relation apart.' }),
      givenName: words(100).exactOptional(),
    }),
    z.strictObject({
      organisation: z.enum(['LA_CARE_ORDER', 'BEST_INTERESTS']).meta({
        description:
          'Your own organisation decides: a council that shares parental responsibility under a care order, or a professional’s decision in the best interests of somebody who cannot decide.',
      }),
    }),
  ])
  .meta({
    description:
      'Who chose. Authority is worked out from the family’s records on the day, never from this body.',
  });

/** An organisation by an identifier under which it is registered. */
export const organisationSchema = z.strictObject({
  system: z.enum(['ods', 'gss', 'urn', 'laestab', 'la', 'ukprn']),
  value: words(12),
});

/** To whom, by name. */
export const recipientListSchema = z.strictObject({
  organisations: z.array(organisationSchema).max(listLimit).default([]),
  departments: listOf(z.enum(departments)).default([]),
  roles: listOf(z.enum(roles)).default([]),
  organisationTypes: listOf(z.enum(organisationTypes)).default([]),
});

/** Whom a choice is about, in the form in which messages name their subject (docs/domain/02 §2.2). */
export const choiceDataSubjectSchema = z
  .strictObject({
    identifiers: personIdentifiersSchema,
    demographics: z.strictObject({
      name: z.strictObject({ family: words(100), given: z.array(words(100)).max(6).exactOptional() }),
      birthDate: day,
      contact: z
        .strictObject({
          addresses: z
            .array(
              z.strictObject({
                lines: z.array(words(200)).min(1).max(6),
                postcode: words(10).exactOptional(),
              }),
            )
            .max(10),
        })
        .exactOptional(),
    }),
  })
  .meta({ description: 'Whom the information is about.' });

/**
 * A family's choice as a practitioner records it, with its evidence (docs/domain/03 §3.6). A consent permits, refuses or both; an
 * objection only refuses. What permits must name purposes and recipients; only a refusal may say `ALL`.
 */
export const consentRequestSchema = z
  .strictObject({
    dataSubject: choiceDataSubjectSchema,
    decidedBy: decidedBySchema,
    type: z.enum(consentTypes).meta({
      description:
        'What is agreed to: sharing, a service, treatment, processing that rests on consent, or an assessment (Care Act 2014 s.58). Only `SHARE` ever permits sharing.',
    }),
    answer: z.enum(['AGREES', 'REFUSES']).exactOptional().meta({
      description: 'The answer to anything but sharing, which is answered by its categories.',
    }),
    kind: z.enum(['CONSENT', 'OBJECTION']).meta({
      description: 'An answer to a question, or an objection under UK GDPR Art 21.',
    }),
    purposes: z
      .union([z.literal('ALL'), listOf(z.enum(purposeCodes)).min(1)])
      .meta({ description: 'For which purposes. `ALL` only where nothing is permitted.' }),
    recipients: z.union([z.literal('ALL'), recipientListSchema]).meta({
      description:
        'To whom. Each list that is not empty narrows the others: one organisation and one role is that role there. `ALL` only where nothing is permitted.',
    }),
    categories: z
      .strictObject({
        permit: listOf(z.enum(categoryCodes)).default([]),
        deny: z.union([z.literal('ALL'), listOf(z.enum(categoryCodes))]).default([]),
      })
      .default({ permit: [], deny: [] })
      .meta({ description: 'Which kinds of information may go and which may not.' }),
    period: period(
      'First and last day on which the choice holds. Without a last day it holds until reviewed.',
    ),
    dataPeriod: period('First and last day of the information that is meant.').exactOptional(),
    informationGiven: z
      .strictObject({
        noticeVersion: words(40).meta({
          description: 'The version of the notice, from `/v1/consent-notices`.',
        }),
        shownText: words(10_000).exactOptional().meta({
          description: 'The words that were shown or read out, if you want them compared with the notice’s.',
        }),
        language: z
          .string()
          .max(35)
          .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
          .meta({ description: 'BCP 47 language tag.' }),
        format: z.enum(['standard', 'easyRead', 'BSL', 'symbols', 'audio']),
        interpreter: z.boolean().meta({ description: 'Whether an interpreter helped.' }),
      })
      .exactOptional()
      .meta({
        description:
          'What the person was told before they chose. Whatever is permitted must have been named in it.',
      }),
    channel: z.enum(['inPerson', 'phone', 'paper']).meta({ description: 'How the choice was made.' }),
    evidenceRef: words(200).meta({
      description: 'Where the evidence lies in your own records: a signed form, a note of the call.',
    }),
    consequencesExplained: z
      .boolean()
      .meta({ description: 'Whether the person was told what follows from saying no.' }),
    reviewOn: day.exactOptional().meta({ description: 'When the choice is to be talked about again.' }),
    childWishes: words(2_000)
      .exactOptional()
      .meta({ description: 'What the child said they want, where the child does not decide.' }),
  })
  .superRefine((request, context) => {
    for (const { path, rule, message } of findBrokenRules(request)) {
      context.addIssue({ code: 'custom', path: [...path], message, params: { rule } });
    }
  })
  .meta({
    description: 'A family’s choice, recorded by a practitioner with its evidence.',
  });

/** A well-formed request to record a choice. Nothing in it is believed yet. */
export type ConsentRequest = z.output<typeof consentRequestSchema>;

/** Parses the body of `POST /v1/consents`, or lists everything that is wrong with it. */
export function parseConsentRequest(json: unknown): Result<ConsentRequest, ProblemDetail[]> {
  const parsed = consentRequestSchema.safeParse(json, { reportInput: true });
  return parsed.success ? ok(parsed.data) : refuse(describeIssues(parsed.error.issues));
}

interface BrokenRule {
  readonly path: readonly string[];
  readonly rule: string;
  readonly message: string;
}

interface RuledParts {
  readonly kind: 'CONSENT' | 'OBJECTION';
  readonly purposes: 'ALL' | readonly string[];
  readonly recipients:
    | 'ALL'
    | {
        readonly organisations: readonly unknown[];
        readonly departments: readonly unknown[];
        readonly roles: readonly unknown[];
        readonly organisationTypes: readonly unknown[];
      };
  readonly categories: { readonly permit: readonly string[]; readonly deny: 'ALL' | readonly string[] };
  readonly type: ConsentType;
  readonly answer?: 'AGREES' | 'REFUSES';
  readonly decidedBy: object;
  readonly informationGiven?: object;
}

/** The rules that bind several members together. */
function findBrokenRules(request: RuledParts): readonly BrokenRule[] {
  const { kind, purposes, recipients, informationGiven } = request;
  const { permit, deny } = request.categories;
  const permits = permit.length > 0 || request.answer === 'AGREES';
  const broken: BrokenRule[] = [];
  if ((request.type === 'SHARE') !== (request.answer === undefined)) {
    broken.push({
      path: ['answer'],
      rule: 'answer-fits-type',
      message:
        'Sharing is answered by `categories`, everything else by `answer`. Give the one that fits the type, and not the other.',
    });
  }
  if (request.type === 'SHARE' && !permits && deny.length === 0) {
    broken.push({
      path: ['categories'],
      rule: 'no-category',
      message: 'Name at least one category that is permitted or denied.',
    });
  }
  if (deny === 'ALL' ? permit.length > 0 : deny.some((code) => permit.includes(code))) {
    broken.push({
      path: ['categories'],
      rule: 'category-twice',
      message: 'A category is both permitted and refused. Leave it in one of the two lists.',
    });
  }
  if (kind === 'OBJECTION' && permits) {
    broken.push({
      path: ['categories', 'permit'],
      rule: 'objection-permits',
      message: 'An objection refuses and cannot permit. Record what is permitted as a consent of its own.',
    });
  }
  if (permits && purposes === 'ALL') {
    broken.push({
      path: ['purposes'],
      rule: 'permit-all-purposes',
      message: 'What is permitted must name its purposes. Only a refusal may say ALL.',
    });
  }
  if (permits && recipients === 'ALL') {
    broken.push({
      path: ['recipients'],
      rule: 'permit-all-recipients',
      message: 'What is permitted must name its recipients. Only a refusal may say ALL.',
    });
  }
  if (
    recipients !== 'ALL' &&
    recipients.organisations.length +
      recipients.departments.length +
      recipients.roles.length +
      recipients.organisationTypes.length ===
      0
  ) {
    broken.push({
      path: ['recipients'],
      rule: 'no-recipient',
      message:
        'Name at least one recipient: an organisation, a department, a role or a kind of organisation.',
    });
  }
  if (permits && informationGiven === undefined && !('organisation' in request.decidedBy)) {
    broken.push({
      path: ['informationGiven'],
      rule: 'information-missing',
      message:
        'Say what the person was told before they chose: the version of the notice, from POST /v1/consent-notices.',
    });
  }
  return broken;
}
