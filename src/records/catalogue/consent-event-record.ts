import { z } from 'zod';
import { category, day, messageIdentifier, uuid } from '../base-schemas.ts';
import { buildConsentEvent } from '../examples/build-care-examples.ts';
import { definePath, defineRecordType } from '../record-type.ts';

/**
 * M18: a choice was made, changed or taken back, or who decides has changed. The gateway itself tells earlier recipients of a
 * withdrawal; this is the same said by a practitioner who learned of it elsewhere (docs/domain/02 §2.3).
 */
export const consentEventRecord = defineRecordType({
  code: 'M18',
  plain: 'A choice of the family, or who decides, has changed',
  clock: 'At once.',
  paths: [
    definePath({
      path: '/event',
      plain: 'What changed, from when, and for which kinds of information; the reason is never asked',
      required: true,
      content: z.strictObject({
        kind: z.enum(['GRANTED', 'CHANGED', 'WITHDRAWN', 'EXPIRED', 'CONFLICT', 'AUTHORITY_CHANGED']),
        consentId: uuid.optional(),
        on: day,
        categories: z.array(category).min(1).max(38),
        earlierMessageId: messageIdentifier.optional(),
        instruction: z.enum(['NONE', 'NO_LONGER_RELY', 'ASK_AGAIN']),
      }),
      // To name a kind of information is to say that there is such information.
      floor: ({ categories }) => ({ always: categories }),
      breaches: ({ kind, instruction }) =>
        kind === 'WITHDRAWN' && instruction !== 'NO_LONGER_RELY'
          ? [{ pointer: '/instruction', rule: 'choice' }]
          : [],
    }),
  ],
  examples: [
    {
      title: 'The council tells the school that a choice has changed',
      sentAt: '2028-01-12T10:00:00Z',
      build: buildConsentEvent,
    },
  ],
});
