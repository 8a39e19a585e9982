import { z } from 'zod';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildAdvice } from '../examples/build-send-examples.ts';
import { always, definePath, defineRecordType, oneOf } from '../record-type.ts';
import { checkOutcome, outcomeSchema } from './outcome.ts';
import { healthCategories, provision } from './shared-content.ts';
import { peopleParts, viewParts } from './shared-parts.ts';

const professions = [
  'TEACHER',
  'EDUCATIONAL_PSYCHOLOGIST',
  'PAEDIATRICIAN',
  'THERAPIST',
  'NURSE',
  'MENTAL_HEALTH',
  'SOCIAL_WORKER',
  'OTHER',
] as const;

/** Professions whose members have a number in a register. */
const registered: readonly (typeof professions)[number][] = [
  'EDUCATIONAL_PSYCHOLOGIST',
  'PAEDIATRICIAN',
  'THERAPIST',
  'NURSE',
  'MENTAL_HEALTH',
  'SOCIAL_WORKER',
];

const findings: readonly CategoryCode[] = [
  ...(['SEN', 'EDU', 'ATT', 'BEH', 'DIS', 'CIN', 'LAC'] as const),
  ...healthCategories,
];

/** M02: advice for an education, health and care needs assessment, which those outside health can read too (docs/domain/02 §2.3). */
export const advice = defineRecordType({
  code: 'M02',
  plain: 'Advice for an education, health and care needs assessment',
  clock: 'Stops the clock of the request for advice (M01): 6 weeks.',
  plainAttachments: true,
  paths: [
    definePath({
      path: '/advice',
      plain: 'Who advises, in which profession, when they saw the child, and on what it rests',
      required: true,
      content: z.strictObject({
        name: shortText,
        profession: z.enum(professions),
        registrationNumber: shortText.optional(),
        dateSeen: day,
        evidence: z.array(shortText).max(20),
        /** The exception to the six weeks that is claimed. */
        exception: z
          .enum(['NOT_PRACTICABLE', 'AWAY_FROM_AREA', 'NOT_KNOWN_TO_SERVICE', 'SCHOOL_CLOSED'])
          .optional(),
      }),
      floor: ({ profession }) => always('SEN', ...(profession === 'MENTAL_HEALTH' ? ['MHC' as const] : [])),
      breaches: ({ profession, registrationNumber }) =>
        registered.includes(profession) && registrationNumber === undefined
          ? [{ pointer: '/registrationNumber', rule: 'required' }]
          : [],
    }),
    definePath({
      path: '/needs/{id}',
      plain: 'One need, and what it means in class and at home',
      content: z.strictObject({ rowId: uuid, text: longText, effect: longText.optional() }),
      plainSummary: true,
      marked: true,
      floor: oneOf(...findings),
    }),
    definePath({
      path: '/findings/{id}',
      plain: 'One finding of an examination or assessment',
      content: z.strictObject({ rowId: uuid, text: longText, foundOn: day.optional() }),
      plainSummary: true,
      marked: true,
      floor: oneOf(...findings),
    }),
    definePath({
      path: '/outcomes/{id}',
      plain: 'One outcome that is recommended',
      content: outcomeSchema,
      plainSummary: true,
      floor: always('SEN'),
      breaches: checkOutcome,
    }),
    definePath({
      path: '/provision/{id}',
      plain: 'Special educational or social-care provision that is recommended',
      content: provision,
      plainSummary: true,
      floor: { always: [], oneOf: { codes: ['SEN', 'DIS', 'CIN'], otherwise: 'SEN' } },
    }),
    definePath({
      path: '/health-provision/{id}',
      plain: 'Health provision that is recommended, for section G of the plan',
      content: provision,
      plainSummary: true,
      floor: oneOf(...healthCategories),
    }),
    ...viewParts,
    ...peopleParts,
  ],
  examples: [
    {
      title: "Amara's paediatrician advises, with a confidence kept (AC3)",
      sentAt: '2027-04-30T10:00:00Z',
      build: buildAdvice,
    },
  ],
});
