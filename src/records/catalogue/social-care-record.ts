import { z } from 'zod';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { day, longText, shortText, uuid, versionNumber } from '../base-schemas.ts';
import { buildJackieCarePlan } from '../examples/build-jackie-care-plan.ts';
import { buildJackiePlan } from '../examples/build-jackie-plan.ts';
import { planRowSchema } from '../plan-row.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { appraisal, money, note } from './shared-content.ts';
import { familyFactParts, peopleParts, viewParts } from './shared-parts.ts';
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
  version: versionNumber,
  date: day,
  /** The record that this one was made from by review and updating, instead of starting again. */
  derivedFrom: z.strictObject({ recordId: uuid, version: versionNumber }).optional(),
});

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
    content: appraisal,
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
  ...familyFactParts,
  ...viewParts,
  ...peopleParts,
];

/** M09: what a council's social care records about a child: information, assessment, plan or review (docs/domain/02 §2.7). */
export const socialCareRecord = defineRecordType({
  code: 'M09',
  plain: "Information, an assessment, a plan or a review from a child's social-care record",
  clock:
    'None of its own; a plan that replaces another is acknowledged within 2 working days (docs/domain/07 AC2).',
  paths,
  examples: [
    {
      title: "Jackie's Child's Plan reaches her school (AC1)",
      sentAt: '2028-01-07T15:00:00Z',
      build: buildJackiePlan,
    },
    {
      title: "Jackie's Care Plan, derived from her Child's Plan (AC2)",
      sentAt: '2028-01-20T08:00:00Z',
      build: buildJackieCarePlan,
    },
  ],
});
