import { referrerSchema } from './catalogue/safeguarding-referral.ts';
import type { SegmentedMessage } from './message.ts';

/** Who made a referral, as far as it matters to what they may hear of it. */
export interface Referral {
  readonly sourceCode: string;
  readonly wishesAnonymity: boolean;
}

/** Reads who made a referral (M07); absent where the message is none, or does not say so. */
export function readReferral({
  type,
  segments,
}: Pick<SegmentedMessage, 'type' | 'segments'>): Referral | undefined {
  if (type !== 'M07') return undefined;
  const read = referrerSchema.safeParse(segments.find(({ path }) => path === '/referrer')?.content);
  if (!read.success) return undefined;
  const { sourceCode, wishesAnonymity } = read.data;
  return { sourceCode, wishesAnonymity };
}
