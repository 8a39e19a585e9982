import { z } from 'zod';
import type { MessageTypeCode } from '../vocabulary/index.ts';
import { envelopeShape } from './envelope-schema.ts';
import { segmentSchema } from './segment-schema.ts';

/** The form of a message of one type that its author cut into segments. */
export function segmentedMessageSchema(type: Exclude<MessageTypeCode, 'FHIR'>): z.ZodType {
  return z.strictObject({
    ...envelopeShape,
    type: z.literal(type),
    segments: z.array(segmentSchema).min(1).max(500),
  });
}
