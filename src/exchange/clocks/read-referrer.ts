import { type SegmentedMessage, readReferral } from '../../records/index.ts';

/** Who is behind a referral. */
export interface Referrer {
  /** They hear that it arrived and nothing else, and nobody may learn who they are (docs/domain/02 §2.6, docs/domain/07 X7). */
  readonly unnamed: boolean;
}

/** Individuals, anonymous and unknown referrers, as the children-in-need census codes them (docs/domain/02 §2.6). */
const publicSources: readonly string[] = ['1A', '1B', '1C', '1D', '9', '10'];

/** Who is behind a referral; absent where the message is none. */
export function readReferrer(message: Pick<SegmentedMessage, 'type' | 'segments'>): Referrer | undefined {
  const referral = readReferral(message);
  return referral && { unnamed: referral.wishesAnonymity || publicSources.includes(referral.sourceCode) };
}
