import { z } from 'zod';
import { categoryCodes } from '../../vocabulary/index.ts';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { type LabelFloor, type PathRule, always, definePath, oneOf } from '../record-type.ts';
import { checkOutcome, outcomeSchema } from './outcome.ts';
import { healthCategories, money, provision } from './shared-content.ts';

/**
 * The sections of an education, health and care plan and what each is labelled with at least (docs/domain/02 §2.4). Where a
 * section holds information of very different kinds its author says which.
 */
const sections = {
  A: always('VOI'),
  B: { always: [], oneOf: { codes: ['SEN', 'DEV', 'EDU'], otherwise: 'SEN' } },
  C: oneOf(...healthCategories),
  D: oneOf('DIS', 'CIN', 'LAC', 'CPR', 'YCR'),
  E: always('SEN'),
  F: always('SEN'),
  G: oneOf(...healthCategories),
  H1: always('DIS'),
  H2: { always: [], oneOf: { codes: ['DIS', 'CIN', 'LAC', 'CPR'], otherwise: 'CIN' } },
  I: always('EDU'),
  J: always('HFN'),
  K: oneOf(...categoryCodes),
} as const satisfies Record<string, LabelFloor>;

/** The letter of a section. */
type PlanSection = keyof typeof sections;

/** All sections, in their order. */
export const planSectionNames = Object.keys(sections) as readonly PlanSection[];

/** The floor of a section, or undefined where there is no such section. */
export function findPlanSectionFloor(name: string | undefined): LabelFloor | undefined {
  return planSectionNames.flatMap((each) => (each === name ? [sections[each]] : []))[0];
}

const statement = z.strictObject({ rowId: uuid, text: longText });
const provisionRow = provision.required({ rowId: true });

function section<Content extends z.ZodType>(
  name: PlanSection,
  plain: string,
  content: Content,
  more: Partial<Parameters<typeof definePath<Content>>[0]> = {},
): PathRule {
  return definePath({ path: `/sections/${name}/{id}`, plain, content, floor: sections[name], ...more });
}

/** The rows of sections A to K. Each is decided on by itself and keeps its identifier from version to version. */
export const planSectionParts: readonly PathRule[] = [
  section('A', 'Section A: views, interests and aspirations of the child and the parents', statement),
  section('B', 'Section B: one special educational need', statement),
  section('C', 'Section C: one health need related to the special educational needs', statement),
  section('D', 'Section D: one social-care need related to the special educational needs', statement),
  section('E', 'Section E: one outcome', outcomeSchema.required({ rowId: true }), { breaches: checkOutcome }),
  section('F', 'Section F: one special educational provision', provisionRow),
  section('G', 'Section G: one health provision, which the health body has agreed', provisionRow),
  section(
    'H1',
    'Section H1: one provision under the Chronically Sick and Disabled Persons Act 1970',
    provisionRow,
  ),
  section('H2', 'Section H2: one other social-care provision', provisionRow),
  section(
    'I',
    'Section I: the setting, or the type of setting',
    z.strictObject({
      rowId: uuid,
      name: shortText.optional(),
      type: shortText,
      from: day.optional(),
      /** Where the child goes to school must not become known. */
      shielded: z.boolean().optional(),
    }),
    {
      floor: ({ shielded }) =>
        shielded === true ? { always: ['EDU', 'CON'], flags: ['SHIELDED_LOCATION'] } : always('EDU'),
    },
  ),
  section(
    'J',
    'Section J: personal budget and direct payments',
    z.strictObject({
      rowId: uuid,
      payment: money,
      for: longText,
      from: z.enum(['EDUCATION', 'HEALTH', 'CARE']),
    }),
  ),
  section(
    'K',
    'Section K: one report that the plan rests on',
    z.strictObject({ rowId: uuid, title: shortText, author: shortText, date: day }),
  ),
];
