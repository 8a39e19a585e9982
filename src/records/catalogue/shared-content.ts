import { z } from 'zod';
import { day, instant, longText, shortText, uuid } from '../base-schemas.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import type { Breach } from '../record-type.ts';

/** A narrative and the day that it is of. */
export const note = z.strictObject({ text: longText, date: day.optional() });

/** What somebody saw or heard, when, and who. */
export const account = z.strictObject({
  text: longText,
  observedAt: instant.optional(),
  observedBy: shortText.optional(),
});

/** Somebody's own words. */
export const ownWords = z.strictObject({
  words: longText,
  saidTo: shortText.optional(),
  date: day.optional(),
});

/** Strengths, needs and the evidence for them (docs/domain/02 §2.5). */
export const appraisal = z.strictObject({
  strengths: longText.optional(),
  needs: longText.optional(),
  evidence: longText.optional(),
  whoseView: shortText.optional(),
});

/** An amount of money and for what time. */
export const money = z.strictObject({
  amount: z.string().regex(/^[0-9]{1,9}(?:\.[0-9]{2})?$/),
  currency: z.literal('GBP'),
  per: z.enum(['SESSION', 'WEEK', 'MONTH', 'TERM', 'YEAR', 'ONCE']),
});

/** A named person or office at work, and how to reach them. */
export const workContact = z.strictObject({
  name: shortText.optional(),
  role: shortText.optional(),
  organisation: shortText.optional(),
  phone: shortText.optional(),
  outOfHoursPhone: shortText.optional(),
  email: shortText.optional(),
});

/** One provision: what, how often, by whom, from when, until when it is looked at again, who pays (docs/domain/02 §2.4). */
export const provision = z.strictObject({
  /** Stays the same from version to version as long as it is about the same provision. */
  rowId: uuid.optional(),
  what: longText,
  frequency: shortText,
  duration: shortText,
  byWhom: workContact,
  start: day.optional(),
  reviewBy: day.optional(),
  /** Who pays, never how much. */
  funding: shortText.optional(),
});

/** Need types of the school census (docs/domain/02 §2.3 M11). */
export const needTypes = [
  ...['SPLD', 'MLD', 'SLD', 'PMLD', 'SEMH', 'SLCN'],
  ...['HI', 'VI', 'MSI', 'PD', 'ASD', 'OTH'],
] as const;

/** Where a child's health is spoken of without saying which kind, its author must say which. */
export const healthCategories: readonly CategoryCode[] = [
  'PHY',
  'DEV',
  'UHP',
  'MHC',
  'PSY',
  'SFH',
  'SHR',
  'SUC',
  'GID',
];

/** A breach where the end of something does not lie after its beginning, or too far after it; days as YYYY-MM-DD. */
export function checkDays(pointer: string, from: string, to: string, mostDays: number): readonly Breach[] {
  if (to < from) return [{ pointer, rule: 'validity-order' }];
  const last = new Date(Date.parse(from) + mostDays * 86_400_000).toISOString().slice(0, 10);
  return to > last ? [{ pointer, rule: 'deadline', named: `${mostDays} days` }] : [];
}
