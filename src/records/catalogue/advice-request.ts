import { z } from 'zod';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import { buildAdviceRequest } from '../examples/build-send-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { checkDays } from './shared-content.ts';
import { viewParts } from './shared-parts.ts';

/** The limbs of SEND Regulations 2014 reg 6(1) from whom advice is asked. */
const adviceLimbs = [
  'PARENT_OR_YOUNG_PERSON',
  'EDUCATION',
  'HEALTH',
  'PSYCHOLOGY',
  'SOCIAL_CARE',
  'OTHER',
  'YEAR_9_ADULTHOOD',
  'REQUESTED_BY_PARENT',
] as const;

/** One of them. */
export type AdviceLimb = (typeof adviceLimbs)[number];

/** What is asked for, at `/request`. */
export const adviceRequestSchema = z.strictObject({
  requestReceivedOn: day,
  requester: z.enum(['PARENT', 'YOUNG_PERSON', 'SETTING', 'OTHER']),
  limb: z.enum(adviceLimbs),
  askedOn: day,
  deadline: day,
});

const questions = z.array(longText).max(20);

/** M01: the council asks for advice for an education, health and care needs assessment (docs/domain/02 §2.3). */
export const adviceRequest = defineRecordType({
  code: 'M01',
  plain: 'A request for advice for an education, health and care needs assessment',
  clock: 'Advice is due 6 weeks after this request came in (SEND Regulations 2014 reg 8).',
  senders: [{ type: 'COUNCIL', departments: ['SEND'] }],
  paths: [
    definePath({
      path: '/request',
      plain: 'That an assessment was asked for, by whom, which advice this asks for and by when',
      required: true,
      content: adviceRequestSchema,
      floor: always('SEN'),
      breaches: ({ requestReceivedOn, askedOn, deadline }) => [
        ...(askedOn < requestReceivedOn ? [{ pointer: '/askedOn', rule: 'validity-order' as const }] : []),
        ...checkDays('/deadline', askedOn, deadline, 42),
      ],
    }),
    definePath({
      path: '/questions',
      plain: 'What is asked about needs, provision and outcomes',
      required: true,
      content: z.strictObject({ needs: questions, provision: questions, outcomes: questions }),
      floor: always('SEN'),
    }),
    definePath({
      path: '/existing-advice/{id}',
      plain: 'Advice that exists already and is offered for reuse, and who agreed that it suffices',
      content: z.strictObject({
        rowId: uuid,
        title: shortText,
        givenOn: day,
        agreed: z.strictObject({ author: z.boolean(), council: z.boolean(), family: z.boolean() }),
      }),
      floor: always('SEN'),
    }),
    definePath({
      path: '/permitted-recipients',
      plain: 'To whom the family agreed that the advice may be shown',
      content: z.strictObject({ names: z.array(shortText).min(1).max(30) }),
      floor: always('SEN'),
    }),
    ...viewParts,
  ],
  examples: [
    {
      title: "Amara's school is asked for advice",
      sentAt: '2027-03-22T09:00:00Z',
      build: buildAdviceRequest,
    },
  ],
});
