import { z } from 'zod';
import { categoryCodes } from '../../vocabulary/index.ts';
import { longText, messageIdentifier, partId, uuid } from '../base-schemas.ts';
import { buildCorrection } from '../examples/build-care-examples.ts';
import { always, definePath, defineRecordType, oneOf } from '../record-type.ts';

/** What it comes to for whoever has it: other words stand in its place, it was wrong, or it was about somebody else. */
const correctionKinds = ['CORRECTION', 'RETRACTION', 'WRONG_PERSON'] as const;

/** Which message was wrong, and in which way. */
export const frameSchema = z.strictObject({
  kind: z.enum(correctionKinds),
  originalMessageId: messageIdentifier,
});

/** What was wrong in one part, and what stands in its place. */
export const correctionPartSchema = z.strictObject({
  rowId: uuid,
  /** The part of the original, by the identifier that its author gave it. */
  segmentId: partId,
  whatWasWrong: longText,
  reason: longText,
  replacement: longText.optional(),
});

const framePath = '/correction';
/** Where the parts that were wrong are spoken of. */
export const correctionPartPath = '/corrections/';

/**
 * M19: something that was sent was wrong (UK GDPR Art 16, 19; docs/domain/02 §2.3). The frame says nothing but which message is
 * spoken of. What was wrong is said part by part, so that nobody learns from it of a part that they never received.
 */
export const correction = defineRecordType({
  code: 'M19',
  plain: 'A correction or a retraction of what was sent before',
  clock:
    'Without delay, to everybody who was given what was wrong; each acknowledges it within 2 working days.',
  paths: [
    definePath({
      path: framePath,
      plain:
        'Which message was wrong, and in which way. A correction says of each part what was wrong and what stands in its place; a retraction may take back the whole message',
      required: true,
      content: frameSchema,
      // Whoever has the message knows of whom it was; that it was wrong is said of nobody else.
      floor: always('DEM'),
      breaches: ({ kind }, { segments }) => {
        const parts = segments.filter(({ path }) => path.startsWith(correctionPartPath));
        return kind === 'CORRECTION' && parts.length === 0 ? [{ pointer: '/kind', rule: 'replacement' }] : [];
      },
    }),
    definePath({
      path: `${correctionPartPath}{id}`,
      plain: 'One part that was wrong: what was wrong in it, why, and what stands in its place',
      content: correctionPartSchema,
      marked: true,
      // What was wrong can be of any kind: its author says of which, and nothing is assumed.
      floor: oneOf(...categoryCodes),
      breaches: ({ replacement }, { segments }) => {
        const frame = segments.find(({ path }) => path === framePath)?.content;
        const replaces = frameSchema.safeParse(frame).data?.kind === 'CORRECTION';
        return replaces === (replacement !== undefined)
          ? []
          : [{ pointer: '/replacement', rule: 'replacement' }];
      },
    }),
  ],
  examples: [
    { title: "A date in Jackie's plan is put right", sentAt: '2028-01-12T10:00:00Z', build: buildCorrection },
  ],
});
