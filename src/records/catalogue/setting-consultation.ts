import { z } from 'zod';
import { day, shortText } from '../base-schemas.ts';
import { buildConsultation } from '../examples/build-send-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { planSectionParts } from './plan-sections.ts';
import { checkDays } from './shared-content.ts';

/** M04: the council consults a setting that a plan might name (docs/domain/02 §2.3). */
export const settingConsultation = defineRecordType({
  code: 'M04',
  plain: 'A consultation of a setting that an education, health and care plan might name',
  clock: 'An answer within 15 days.',
  senders: [{ type: 'COUNCIL', departments: ['SEND'] }],
  paths: [
    definePath({
      path: '/consultation',
      plain: 'That the setting is consulted, and by when it answers',
      required: true,
      content: z.strictObject({ consultedOn: day, replyBy: day }),
      floor: always('SEN'),
      breaches: ({ consultedOn, replyBy }) => checkDays('/replyBy', consultedOn, replyBy, 15),
    }),
    definePath({
      path: '/placement',
      plain: 'The placement that is proposed',
      required: true,
      content: z.strictObject({
        setting: shortText,
        type: shortText,
        from: day,
        yearGroup: shortText.optional(),
      }),
      floor: always('EDU'),
    }),
    ...planSectionParts,
  ],
  examples: [
    {
      title: 'A school is consulted about a place for Ben',
      sentAt: '2028-01-10T10:00:00Z',
      build: buildConsultation,
    },
  ],
});
