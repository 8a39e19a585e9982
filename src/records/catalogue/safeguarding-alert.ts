import { z } from 'zod';
import { day, instant, shortText } from '../base-schemas.ts';
import { buildAlert } from '../examples/build-help-examples.ts';
import { type LabelFloor, definePath, defineRecordType } from '../record-type.ts';

const planKinds = {
  CHILD_PROTECTION: 'CPR',
  LOOKED_AFTER: 'LAC',
  UNBORN: 'CPR',
} as const;

const eitherPlan: LabelFloor = { always: [], oneOf: { codes: ['CPR', 'LAC'], otherwise: 'CPR' } };

/** M10: the council tells health services that a child is protected or looked after, and hears who looked (docs/domain/02 §2.3). */
export const safeguardingAlert = defineRecordType({
  code: 'M10',
  plain:
    'An alert between council and health services: a child is protected, looked after, or will be when born',
  clock: 'In real time.',
  senders: [{ type: 'COUNCIL' }, { type: 'NHS_TRUST' }],
  familyInformedFloor: ['CPR'],
  paths: [
    definePath({
      path: '/alert',
      plain: 'The kind of plan, from when and until when',
      required: true,
      content: z.strictObject({
        plan: z.enum(['CHILD_PROTECTION', 'LOOKED_AFTER', 'UNBORN']),
        start: day,
        end: day.optional(),
      }),
      floor: ({ plan }) => ({ always: [planKinds[plan]] }),
      breaches: ({ start, end }) =>
        end !== undefined && end < start ? [{ pointer: '/end', rule: 'validity-order' }] : [],
    }),
    definePath({
      path: '/office',
      plain: 'Which council it is, and how to reach it by day and by night',
      required: true,
      content: z.strictObject({ authority: shortText, officePhone: shortText, outOfHoursPhone: shortText }),
      floor: eitherPlan,
    }),
    definePath({
      path: '/accesses',
      plain: 'Who looked at the alert: the last 25',
      content: z.strictObject({
        accesses: z.array(z.strictObject({ at: instant, organisation: shortText, role: shortText })).max(25),
      }),
      floor: eitherPlan,
    }),
  ],
  examples: [
    {
      title: 'The council tells the hospital that Jackie is looked after (AC2)',
      sentAt: '2028-01-17T18:12:00Z',
      build: buildAlert,
    },
  ],
});
