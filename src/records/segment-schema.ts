import { z } from 'zod';
import { assertionTypes, segmentSources } from '../vocabulary/index.ts';
import {
  type DeepReadonly,
  anyJson,
  category,
  day,
  flag,
  instant,
  longText,
  partId,
  role,
  shortText,
  uuid,
} from './base-schemas.ts';

/** Whom a part is about: the data subject, or a related person by reference. */
const about = z
  .array(z.union([z.literal('subject'), uuid]))
  .min(1)
  .max(20);

/** The author's label, which every part that is decided on can carry (docs/domain/02 §2.2). */
const labelShape = {
  categoryCodes: z.array(category).max(10).optional(),
  /** Raises the level above what the categories have; it can never lower it (docs/domain/03 §3.3). */
  level: z.enum(['N', 'R', 'V']).optional(),
  about: about.optional(),
  flags: z.array(flag).max(10).optional(),
  embargoUntil: instant.optional(),
  linkedToNeed: z.boolean().optional(),
  mandatory: z.boolean().optional(),
  safetyCritical: z.boolean().optional(),
  notForRoles: z.array(role).max(20).optional(),
  /** The day that the information is of, in Europe/London: a choice can be limited to a period of data. */
  dataDate: day.optional(),
  /** First written by health services or adult social care. What such a body sends always is. */
  healthOrigin: z.boolean().optional(),
};

/** The smallest part of a record that is decided on. */
export const segmentSchema = z.strictObject({
  segmentId: partId,
  /** JSON pointer of the part in its record, after the dictionary of the record type. */
  path: z.string().regex(/^(?:\/[A-Za-z0-9-]{1,64}){1,8}$/),
  ...labelShape,
  assertionType: z.enum(assertionTypes).optional(),
  source: z.enum(segmentSources).optional(),
  plainSummary: longText.optional(),
  content: anyJson,
  validFrom: day.optional(),
  validTo: day.optional(),
  disputed: z.boolean().optional(),
});

/** A file that goes with a message. Without categories it is unlabelled and waits for its author (docs/domain/02 §2.2). */
export const attachmentSchema = z.strictObject({
  attachmentId: partId,
  title: shortText,
  contentType: z.string().regex(/^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/),
  /** The bytes in base64. */
  data: z.base64().max(8_000_000),
  plainSummary: longText.optional(),
  ...labelShape,
});

/** A part by its label alone: what kind of information, about whom, how to handle it. No content. */
export const questionPart = z.strictObject({
  segmentId: partId,
  ...labelShape,
  assertionType: z.enum(assertionTypes).optional(),
});

/** One part of a question. */
export type QuestionPart = DeepReadonly<z.infer<typeof questionPart>>;

/** One segment of a message. */
export type Segment = DeepReadonly<z.infer<typeof segmentSchema>>;

/** One attachment of a message. */
export type Attachment = DeepReadonly<z.infer<typeof attachmentSchema>>;
