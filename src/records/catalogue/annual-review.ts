import { z } from 'zod';
import { day, longText, shortText, uuid, versionNumber } from '../base-schemas.ts';
import { buildAnnualReview } from '../examples/build-send-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { findPlanSectionFloor, planSectionNames } from './plan-sections.ts';
import { viewParts } from './shared-parts.ts';

const aims = z.strictObject({ text: longText, support: longText.optional() });

/** M05: the review of an education, health and care plan (docs/domain/02 §2.3). */
export const annualReview = defineRecordType({
  code: 'M05',
  plain: 'The review of an education, health and care plan',
  clock: 'Report within 2 weeks of the meeting, decision within 4, amended plan within 12.',
  senders: [{ type: 'SCHOOL' }, { type: 'EARLY_YEARS' }, { type: 'COLLEGE' }, { type: 'COUNCIL' }],
  paths: [
    definePath({
      path: '/meeting',
      plain: 'When the review met and who was there',
      required: true,
      content: z.strictObject({
        planId: uuid,
        planVersion: versionNumber,
        meetingDate: day,
        attendees: z
          .array(z.strictObject({ name: shortText, role: shortText, organisation: shortText.optional() }))
          .max(40),
      }),
      floor: always('SEN'),
    }),
    definePath({
      path: '/progress/{id}',
      plain: 'How far one outcome of the plan was reached',
      content: z.strictObject({
        rowId: uuid,
        progress: z.enum(['REACHED', 'ON_TRACK', 'PARTLY', 'NOT_REACHED', 'NO_LONGER_RELEVANT']),
        text: longText,
      }),
      marked: true,
      floor: always('SEN'),
    }),
    definePath({
      path: '/recommendations/{section}',
      plain: 'What should change in one section of the plan',
      content: z.strictObject({
        change: z.enum(['NONE', 'AMEND', 'ADD', 'REMOVE', 'CEASE']),
        text: longText,
      }),
      choices: { section: planSectionNames },
      marked: true,
      floor: (_content, { section }) => findPlanSectionFloor(section),
    }),
    definePath({
      path: '/dissent/{id}',
      plain: 'Where somebody at the review saw it otherwise',
      content: z.strictObject({ rowId: uuid, role: shortText, text: longText }),
      marked: true,
      floor: always('SEN'),
    }),
    ...(['EMPLOYMENT', 'LIVING', 'COMMUNITY', 'HEALTH'] as const).map((aim) =>
      definePath({
        path: `/adulthood/${aim.toLowerCase()}`,
        plain: `Preparing for adulthood, from Year 9: ${aim.toLowerCase()}`,
        content: aims,
        floor: aim === 'HEALTH' ? { always: [], oneOf: { codes: ['PHY', 'DEV', 'MHC'] } } : always('SEN'),
      }),
    ),
    ...viewParts,
  ],
  examples: [
    {
      title: "Ben's plan is reviewed at his school",
      sentAt: '2028-01-10T10:00:00Z',
      build: buildAnnualReview,
    },
  ],
});
