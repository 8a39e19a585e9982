import { z } from 'zod';
import { longText, shortText } from '../base-schemas.ts';
import { buildEarlyNotification } from '../examples/build-help-examples.ts';
import { always, definePath, defineRecordType } from '../record-type.ts';
import { workContact } from './shared-content.ts';

const opinions = { SPECIAL_NEEDS: ['SEN'], DISABILITY: ['DEV'], BOTH: ['SEN', 'DEV'] } as const;

/**
 * M14: a health body tells the council that a young child probably has special needs or a disability. When the parent was told,
 * and offered to talk, stands in the envelope (`parentInformed`), because it decides whether this goes at all
 * (Children and Families Act 2014 s.23; docs/domain/02 §2.3).
 */
export const earlyNotification = defineRecordType({
  code: 'M14',
  plain: 'A health body tells the council that a young child probably has special needs or a disability',
  clock: 'The parent is told first, and offered to talk.',
  senders: [{ type: 'NHS_TRUST' }, { type: 'ICB' }],
  paths: [
    definePath({
      path: '/opinion',
      plain: 'The opinion, and on what it rests',
      required: true,
      content: z.strictObject({
        opinion: z.enum(['SPECIAL_NEEDS', 'DISABILITY', 'BOTH']),
        reasons: longText,
      }),
      marked: true,
      floor: ({ opinion }) => always(...opinions[opinion]),
    }),
    definePath({
      path: '/voluntary-body',
      plain: 'A voluntary body that the parent was told of',
      content: z.strictObject({ name: shortText, contact: workContact.optional() }),
      floor: always('SEN'),
    }),
  ],
  examples: [
    {
      title: 'The hospital tells the council about Ivy',
      sentAt: '2027-05-10T10:00:00Z',
      build: buildEarlyNotification,
    },
  ],
});
