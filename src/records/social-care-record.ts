import { z } from 'zod';
import type { CategoryCode } from '../vocabulary/index.ts';
import { day, longText, shortText, uuid } from './base-schemas.ts';
import { buildJackieCarePlan } from './examples/build-jackie-care-plan.ts';
import { buildJackiePlan } from './examples/build-jackie-plan.ts';
import { planRowSchema } from './plan-row.ts';
import { type RecordType, always, definePath } from './record-type.ts';
import { segmentedMessageSchema } from './segmented-message-schema.ts';
import { findSectionFloor, socialCareSectionNames } from './social-care-sections.ts';

/** Record kinds (docs/domain/02 §2.7). */
const recordKinds = ['INFORMATION', 'ASSESSMENT', 'PLAN', 'REVIEW'] as const;

/** What stands behind a record; that it exists is information of this kind. */
const bases = {
  CHILD_IN_NEED: 'CIN',
  CHILD_PROTECTION: 'CPR',
  LOOKED_AFTER: 'LAC',
  CARE_LEAVER: 'LAC',
  ADOPTION: 'ADO',
  DISABILITY: 'DIS',
} as const satisfies Record<string, CategoryCode>;

const header = z.strictObject({
  kind: z.enum(recordKinds),
  basis: z.enum([
    'CHILD_IN_NEED',
    'CHILD_PROTECTION',
    'LOOKED_AFTER',
    'CARE_LEAVER',
    'ADOPTION',
    'DISABILITY',
  ]),
  title: shortText,
  recordId: uuid,
  version: z.int().min(1),
  date: day,
  /** The record that this one was made from by review and updating, instead of starting again. */
  derivedFrom: z.strictObject({ recordId: uuid, version: z.int().min(1) }).optional(),
});

const money = z.strictObject({
  amount: z.string().regex(/^[0-9]{1,9}(?:\.[0-9]{2})?$/),
  currency: z.literal('GBP'),
  per: z.enum(['SESSION', 'WEEK', 'MONTH', 'TERM', 'YEAR', 'ONCE']),
});

const note = z.strictObject({ text: longText, date: day.optional() });
const sections = { section: socialCareSectionNames };

function sectionFloor(
  _content: unknown,
  captured: Readonly<Record<string, string>>,
): ReturnType<typeof findSectionFloor> {
  return findSectionFloor(captured['section']);
}

const paths = [
  definePath({
    path: '/header',
    plain: 'That this record exists, what it is, and what it was made from',
    required: true,
    content: header,
    floor: ({ basis }) => ({ always: [bases[basis]] }),
  }),
  definePath({
    path: '/overall/{section}',
    plain: 'The overall strength or need of a section',
    content: note,
    choices: sections,
    floor: sectionFloor,
  }),
  definePath({
    path: '/plan/{section}/rows/{id}',
    plain: 'One row of the plan',
    content: planRowSchema,
    choices: sections,
    floor: sectionFloor,
  }),
  definePath({
    path: '/plan/{section}/rows/{id}/cost',
    plain: 'What a row costs',
    content: money,
    choices: sections,
    floor: always('HFN'),
  }),
  definePath({
    path: '/information/{section}/{id}',
    plain: 'One fact of the record',
    content: note,
    choices: sections,
    floor: sectionFloor,
  }),
  definePath({
    path: '/assessment/{section}/{id}',
    plain: 'Strengths, needs and the evidence for them',
    content: z.strictObject({
      strengths: longText.optional(),
      needs: longText.optional(),
      evidence: longText.optional(),
      whoseView: shortText.optional(),
    }),
    choices: sections,
    floor: sectionFloor,
  }),
  definePath({
    path: '/review/{section}/{id}',
    plain: 'What a review found and decided',
    content: z.strictObject({ progress: longText, decision: longText.optional(), date: day.optional() }),
    choices: sections,
    floor: sectionFloor,
  }),
  definePath({
    path: '/views/child',
    plain: "The child's words, wishes and feelings",
    content: z.strictObject({ words: longText, saidTo: shortText.optional(), date: day.optional() }),
    floor: always('VOI'),
  }),
  definePath({
    path: '/views/{ref}',
    plain: "A family member's words, wishes and feelings",
    content: z.strictObject({ words: longText, saidTo: shortText.optional(), date: day.optional() }),
    floor: always('VOI'),
  }),
  definePath({
    path: '/people/{ref}/health',
    plain: "A parent's or other adult's health",
    content: note,
    floor: { always: [], oneOf: { codes: ['PMH', 'PSU', 'PPH'], otherwise: 'PMH' } },
  }),
  definePath({
    path: '/people/{ref}/offending',
    plain: 'Offending of an adult',
    content: note,
    floor: always('POF'),
  }),
  definePath({
    path: '/people/{ref}/risk',
    plain: 'A person who may pose a risk',
    content: note,
    floor: always('RSK'),
  }),
];

/** M09: what a council's social care records about a child: information, assessment, plan or review (docs/domain/02 §2.7). */
export const socialCareRecord: RecordType = {
  code: 'M09',
  plain: "Information, an assessment, a plan or a review from a child's social-care record",
  versions: ['1.0'],
  clock:
    'None of its own; a plan that replaces another is acknowledged within 2 working days (docs/domain/07 AC2).',
  schema: segmentedMessageSchema('M09'),
  paths,
  familyInformedFloor: [],
  examples: [
    { title: "Jackie's Child's Plan reaches her school (AC1)", build: () => buildJackiePlan() },
    { title: "Jackie's Care Plan, derived from her Child's Plan (AC2)", build: () => buildJackieCarePlan() },
  ],
};
