import { z } from 'zod';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildTransitionReferral } from '../examples/build-care-examples.ts';
import { always, definePath, defineRecordType, oneOf } from '../record-type.ts';
import { healthCategories, workContact } from './shared-content.ts';
import { viewParts } from './shared-parts.ts';

const need = z.strictObject({ rowId: uuid, text: longText });
const needFloor = oneOf('SEN', 'DIS', 'EDU', 'LAC', 'CIN', 'CON', ...healthCategories);

/** The day on which somebody turns 18; on 1 March for who was born on 29 February (docs/domain/04). */
function findEighteenth(birthDate: string): string {
  const [year = 0, month = 1, date = 1] = birthDate.split('-').map(Number);
  return new Date(Date.UTC(year + 18, month - 1, date)).toISOString().slice(0, 10);
}

/** M15: a young person goes on to adult services (docs/domain/02 §2.3). */
export const transitionReferral = defineRecordType({
  code: 'M15',
  plain: "A referral from children's to adult services",
  clock: 'From Year 9; the named adult contact answers within 10 working days.',
  senders: [{ type: 'COUNCIL' }, { type: 'NHS_TRUST' }, { type: 'SCHOOL' }, { type: 'COLLEGE' }],
  paths: [
    definePath({
      path: '/referral',
      plain: 'When they turn 18, on which ground adult services are asked, and whether there is a plan',
      required: true,
      content: z.strictObject({
        eighteenOn: day,
        ground: z.enum(['CONSENT_S58', 'BEST_INTERESTS_S58', 'NEGLECT_OR_ABUSE']),
        ehcPlan: z.enum(['NONE', 'IN_FORCE', 'CEASING']),
      }),
      floor: always('SEN'),
      breaches: ({ eighteenOn }, { subject: { demographics } }) =>
        demographics?.birthDate === undefined || findEighteenth(demographics.birthDate) === eighteenOn
          ? []
          : [{ pointer: '/eighteenOn', rule: 'eighteenth' }],
    }),
    definePath({
      path: '/needs/{id}',
      plain: 'One need now',
      content: need,
      marked: true,
      floor: needFloor,
    }),
    definePath({
      path: '/adult-needs/{id}',
      plain: 'One need that is likely as an adult',
      content: need,
      marked: true,
      floor: needFloor,
    }),
    definePath({
      path: '/capacity',
      plain: 'What is known of the capacity to decide, decision by decision',
      content: z.strictObject({ text: longText, decision: shortText }),
      marked: true,
      floor: always('DEV'),
    }),
    definePath({
      path: '/adult-contact',
      plain: 'The named contact in adult services',
      content: workContact,
      floor: always('SEN'),
    }),
    ...viewParts,
  ],
  examples: [
    {
      title: 'The hospital refers Josh to adult social care (after AC10)',
      sentAt: '2026-11-23T10:00:00Z',
      build: buildTransitionReferral,
    },
  ],
});
