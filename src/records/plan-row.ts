import { z } from 'zod';
import { type DeepReadonly, day, longText, shortText, uuid } from './base-schemas.ts';

/** One row of a plan (docs/domain/02 §2.7). What it costs stands in a segment of its own, because it is about money. */
export const planRowSchema = z.strictObject({
  /** Stays the same from version to version as long as the row is about the same need and response. */
  rowId: uuid,
  need: z.strictObject({ kind: z.enum(['STRENGTH', 'NEED']), text: longText }),
  response: z.strictObject({
    kind: z.enum(['ACTION', 'SERVICE']),
    text: longText,
    /** What is added to the response without changing it, such as transport home. */
    alongside: z.array(shortText).max(10).optional(),
  }),
  frequencyAndLength: shortText,
  responsible: z.strictObject({
    name: shortText.optional(),
    role: shortText.optional(),
    organisation: shortText.optional(),
    ref: uuid.optional(),
  }),
  /** Who pays, never how much. */
  funding: z.strictObject({ by: shortText, contact: shortText.optional() }).optional(),
  serviceStart: day,
  plannedOutcome: z.strictObject({ measure: longText, targetDate: day.optional() }),
  status: z.enum(['PLANNED', 'ACTIVE', 'DONE', 'STOPPED']),
});

/** One row of a plan. */
export type PlanRow = DeepReadonly<z.infer<typeof planRowSchema>>;
