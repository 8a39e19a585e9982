import { z } from 'zod';
import type { JsonValue } from '../platform/index.ts';
import type { SegmentedMessage } from './message.ts';
import { readSegment } from './read-segment.ts';
import { versionNumber } from './base-schemas.ts';

/** Which plan a record is, as its author counts (docs/domain/02 §2.4, §2.7). */
export interface PlanHeader {
  readonly recordId: string;
  readonly version: number;
  /** The plan that this one was made from by review and updating, instead of starting again. */
  readonly derivedFrom?: { readonly recordId: string; readonly version: number } | undefined;
}

const headerSchema = z.looseObject({
  /** Of a social-care record: only plans are kept version by version. */
  kind: z.string().optional(),
  recordId: z.string(),
  version: versionNumber,
  derivedFrom: z.strictObject({ recordId: z.string(), version: versionNumber }).optional(),
});

/** The types of record that are plans: an education, health and care plan, and a plan of social care. */
const planTypes = ['M03', 'M09'] as const;

/** The header of a plan; absent where the message is none, such as a review in a social-care record. */
export function readPlanHeader({
  type,
  segments = [],
}: {
  readonly type: string;
  readonly segments?: readonly { readonly path: string; readonly content: JsonValue }[];
}): PlanHeader | undefined {
  if (!isPlanType(type)) return undefined;
  const header = readSegment(segments, '/header', headerSchema);
  if (header === undefined) return undefined;
  const { kind, recordId, version, derivedFrom } = header.content;
  if (type === 'M09' && kind !== 'PLAN') return undefined;
  return { recordId, version, ...(derivedFrom === undefined ? {} : { derivedFrom }) };
}

/** Whether records of this type may be plans. */
export function isPlanType(type: string): type is SegmentedMessage['type'] & (typeof planTypes)[number] {
  return planTypes.some((each) => each === type);
}
