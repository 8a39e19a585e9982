import { z } from 'zod';
import { day, longText, shortText } from '../base-schemas.ts';
import { buildFamilyRequest } from '../examples/build-care-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { checkDays } from './shared-content.ts';

/** M22: what a child, a parent or a representative asks of who holds their data (UK GDPR Arts 15–21; docs/domain/02 §2.3). */
export const familyRequest = defineRecordType({
  code: 'M22',
  plain: 'A request by the person themselves or by who acts for them',
  clock: 'An answer within 1 month.',
  paths: [
    definePath({
      path: '/request',
      plain: 'Who asks, for what, and since when',
      required: true,
      content: z.strictObject({
        asker: z.enum(['CHILD', 'YOUNG_PERSON', 'PARENT', 'REPRESENTATIVE', 'ADVOCATE']),
        right: z.enum([
          'ACCESS',
          'CORRECTION',
          'ERASURE',
          'RESTRICTION',
          'OBJECTION',
          'PORTABILITY',
          'COMPLAINT',
        ]),
        receivedOn: day,
        answerBy: day,
      }),
      floor: always('VOI'),
      breaches: ({ receivedOn, answerBy }) => checkDays('/answerBy', receivedOn, answerBy, 31),
    }),
    definePath({
      path: '/scope',
      plain: 'What it is about, in their words',
      required: true,
      content: z.strictObject({ words: longText, from: day.optional(), to: day.optional() }),
      floor: always('VOI'),
    }),
    definePath({
      path: '/proof',
      plain: 'How identity and authority were checked',
      content: z.strictObject({
        identityChecked: z.boolean(),
        authority: shortText,
        evidenceRef: shortText.optional(),
      }),
      floor: always('HHD'),
    }),
  ],
  examples: [
    {
      title: "Ben's mother asks the council for his file, at his school",
      sentAt: '2028-01-10T10:00:00Z',
      build: buildFamilyRequest,
    },
  ],
});
