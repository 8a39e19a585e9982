import { referrerSchema } from './catalogue/safeguarding-referral.ts';
import type { SegmentedMessage } from './message.ts';
import { readSegment } from './read-segment.ts';

/** Who made a referral, as far as it matters to what they may hear of it. */
export interface Referral {
  readonly sourceCode: string;
  readonly wishesAnonymity: boolean;
}

/** Reads who made a referral (M07); absent where the message is none, or does not say so. */
export function readReferral(message: Pick<SegmentedMessage, 'type' | 'segments'>): Referral | undefined {
  if (message.type !== 'M07') return undefined;
  const referrer = readSegment(message.segments, '/referrer', referrerSchema);
  if (referrer === undefined) return undefined;
  const { sourceCode, wishesAnonymity } = referrer.content;
  return { sourceCode, wishesAnonymity };
}
