import { z } from 'zod';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildHealthVisitorSummary } from '../examples/build-help-examples.ts';
import { always, definePath, defineRecordType, oneOf } from '../record-type.ts';
import { healthCategories, note } from './shared-content.ts';
import { peopleParts } from './shared-parts.ts';

const score = z.int().min(0).max(60);

/** M12: what a health visitor knows that the next one, or an early-years setting, needs (docs/domain/02 §2.3). */
export const healthVisitorSummary = defineRecordType({
  code: 'M12',
  plain: "A health visitor's summary",
  clock: 'When the family moves, or on request.',
  senders: [{ type: 'NHS_TRUST' }],
  paths: [
    definePath({
      path: '/reviews',
      plain: 'Which of the mandated reviews were done',
      required: true,
      content: z.strictObject({
        reviews: z
          .array(
            z.strictObject({
              review: z.enum(['ANTENATAL', 'NEW_BIRTH', 'SIX_WEEKS', 'ONE_YEAR', 'TWO_YEARS']),
              on: day,
            }),
          )
          .max(10),
      }),
      floor: always('UHP'),
    }),
    definePath({
      path: '/development',
      plain: 'Growth and development, with the scores of the questionnaire',
      content: z.strictObject({
        measuredOn: day,
        heightCm: z.number().min(20).max(220).optional(),
        weightKg: z.number().min(0.3).max(200).optional(),
        asq: z
          .strictObject({
            communication: score,
            grossMotor: score,
            fineMotor: score,
            problemSolving: score,
            personalSocial: score,
          })
          .optional(),
        text: longText.optional(),
      }),
      floor: always('UHP', 'DEV'),
    }),
    definePath({
      path: '/feeding',
      plain: 'How the child is fed',
      content: z.strictObject({
        method: z.enum(['BREAST', 'BOTTLE', 'MIXED', 'SOLIDS', 'TUBE']),
        text: longText.optional(),
      }),
      floor: always('UHP'),
    }),
    definePath({
      path: '/immunisations',
      plain: 'Whether immunisation is up to date',
      content: z.strictObject({ status: z.enum(['UP_TO_DATE', 'BEHIND', 'NONE', 'NOT_KNOWN']), asOf: day }),
      floor: always('UHP'),
    }),
    definePath({
      path: '/strengths',
      plain: 'What the family is good at',
      content: note,
      floor: always('HHD'),
    }),
    definePath({
      path: '/concerns/{id}',
      plain: 'One concern about the child',
      content: z.strictObject({ rowId: uuid, text: longText }),
      marked: true,
      floor: oneOf('EHP', 'CIN', 'CPR', 'SEN', 'BEH', ...healthCategories),
    }),
    definePath({
      path: '/next-contact',
      plain: 'The next contact',
      content: z.strictObject({ on: day.optional(), what: shortText }),
      floor: always('UHP'),
    }),
    ...peopleParts,
  ],
  examples: [
    {
      title: "Ivy's health visitor to the council's family help",
      sentAt: '2027-05-10T10:00:00Z',
      build: buildHealthVisitorSummary,
    },
  ],
});
