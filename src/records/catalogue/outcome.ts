import { z } from 'zod';
import { day, longText, shortText, uuid } from '../base-schemas.ts';
import type { SegmentedMessage } from '../message.ts';
import type { Breach } from '../record-type.ts';

/**
 * What shall be reached. Each of the five things that make an outcome SMART has a member of its own, so that it can be said
 * which of them is missing (docs/domain/02 §2.3 M02, §2.4 section E).
 */
export const outcomeSchema = z.strictObject({
  rowId: uuid.optional(),
  text: longText,
  /** Specific: who will do what. */
  specific: z.strictObject({ who: shortText, does: shortText }).optional(),
  /** Measurable: how far it is now, how far it shall be, and how one sees it. */
  measure: z.strictObject({ baseline: shortText, target: shortText, how: shortText }).optional(),
  /** Achievable: why it can be reached with what is provided. */
  achievableBecause: longText.optional(),
  /** Relevant: the identifier of the need, in the same record, that it serves. */
  servesNeed: uuid.optional(),
  /** Time-bound: by when. */
  by: day.optional(),
});

/** An outcome. */
type Outcome = z.infer<typeof outcomeSchema>;

/** Whether an outcome is SMART; each of the five that fails is named by its rule. */
export function checkOutcome(outcome: Outcome, message: SegmentedMessage): readonly Breach[] {
  const { specific, measure, achievableBecause, servesNeed, by } = outcome;
  const breaches: Breach[] = [];
  if (specific === undefined || specific.does.trim().split(/\s+/).length < 2)
    breaches.push({ pointer: '/specific', rule: 'outcome-specific' });
  if (measure === undefined || measure.baseline.trim() === measure.target.trim())
    breaches.push({ pointer: '/measure', rule: 'outcome-measurable' });
  if (achievableBecause === undefined)
    breaches.push({ pointer: '/achievableBecause', rule: 'outcome-achievable' });
  if (servesNeed === undefined || !message.segments.some(({ path }) => isNeed(path, servesNeed)))
    breaches.push({ pointer: '/servesNeed', rule: 'outcome-relevant' });
  if (by === undefined) breaches.push({ pointer: '/by', rule: 'outcome-time-bound' });
  return breaches;
}

/** Needs stand at `/needs/{id}` of an advice and in sections B, C and D of a plan. */
function isNeed(path: string, id: string): boolean {
  return ['/needs/', '/sections/B/', '/sections/C/', '/sections/D/'].some(
    (place) => path === `${place}${id}`,
  );
}
