import { z } from 'zod';
import { categoryCodes } from '../../vocabulary/index.ts';
import { day, longText, messageIdentifier, partId, uuid } from '../base-schemas.ts';
import { buildCorrection } from '../examples/build-care-examples.ts';
import { definePath, defineRecordType, oneOf } from '../record-type.ts';

// What was wrong can be of any kind: its author says of which, and nothing is assumed.
const anyKind = oneOf(...categoryCodes);

/** M19: something that was sent was wrong (UK GDPR Art 16, 19; docs/domain/02 §2.3). */
export const correction = defineRecordType({
  code: 'M19',
  plain: 'A correction or a retraction of what was sent before',
  clock: 'Without delay; each recipient acknowledges it.',
  paths: [
    definePath({
      path: '/correction',
      plain: 'Which message was wrong, what was wrong in it, and why it is put right',
      required: true,
      content: z.strictObject({
        kind: z.enum(['CORRECTION', 'RETRACTION', 'WRONG_PERSON']),
        originalMessageId: messageIdentifier,
        whatWasWrong: longText,
        reason: longText,
        acknowledgeBy: day,
      }),
      marked: true,
      floor: anyKind,
      breaches: ({ kind }, { segments }) => {
        const replaces = segments.some(({ path }) => path.startsWith('/replacements/'));
        return replaces === (kind === 'CORRECTION') ? [] : [{ pointer: '/kind', rule: 'replacement' }];
      },
    }),
    definePath({
      path: '/replacements/{id}',
      plain: 'What stands in place of one part that was wrong',
      content: z.strictObject({ rowId: uuid, segmentId: partId, text: longText }),
      marked: true,
      floor: anyKind,
    }),
  ],
  examples: [
    { title: "A date in Jackie's plan is put right", sentAt: '2028-01-12T10:00:00Z', build: buildCorrection },
  ],
});
