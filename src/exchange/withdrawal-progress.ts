import type { ConsentVersion } from '../consent/index.ts';
import type { WithdrawalAnswer } from './exchange.ts';
import type { House } from './house.ts';
import { findClosing } from './record/dispatch-sql.ts';
import { hashReliance } from './record/find-reliances.ts';

/**
 * How far a withdrawal has got (rulings 12). It is recorded at once: from then on no dispatch starts on the choice, on any
 * replica. It is final when every dispatch that had started on it has ended, or can no longer be accepted by a recipient that
 * checks. Absent where the choice was not taken back.
 */
export async function findWithdrawalProgress(
  house: Pick<House, 'pool' | 'keyStore' | 'timing'>,
  { consentId, status, recordedAt }: ConsentVersion,
): Promise<WithdrawalAnswer | undefined> {
  if (status !== 'withdrawn') return undefined;
  const { clockMarginSeconds } = house.timing;
  const hash = hashReliance(house.keyStore, consentId);
  const { deliveries, lastEnd } = await findClosing(house.pool, hash, clockMarginSeconds);
  const end = (lastEnd === null || lastEnd < recordedAt ? recordedAt : lastEnd).toISOString();
  return {
    recordedAt: recordedAt.toISOString(),
    deliveriesClosing: deliveries,
    ...(deliveries === 0 ? { state: 'FINAL', finalAt: end } : { state: 'CLOSING', finalBy: end }),
  };
}
