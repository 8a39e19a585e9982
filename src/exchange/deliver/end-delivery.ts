import type { DeliveryId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { type TakenDelivery, recordAttempt } from '../record/delivery-sql.ts';
import { draftOutcomeEntry } from '../record/draft-outcome-entry.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';

/** Ends a delivery without trying it, with its outcome entry. Where another process has taken it over, it is theirs to end. */
export async function endDelivery(
  house: House,
  deliveryId: DeliveryId,
  { exchangeId, attempt, isUrgent }: TakenDelivery,
  exchange: ResolvedExchange | null,
  outcome: 'CANCELLED' | 'EXPIRED',
  why: string,
): Promise<void> {
  const entries = await house.ledger.prepare([
    draftOutcomeEntry({
      at: house.clock.now(),
      exchangeId,
      dataSubject: exchange?.dataSubject ?? null,
      content: { schema: 'assent.outcome/1', deliveryId, outcome, why, attempts: attempt },
      index: { outcome },
    }),
  ]);
  const recorded = await recordAttempt(house.pool, { deliveryId, attempt, state: outcome, entries });
  if (recorded.ok && isUrgent) house.pageOnCall('safeguarding-never-arrived');
  house.log.warn(recorded.ok ? 'delivery-ended' : 'delivery-lease-lost', {
    exchangeId,
    deliveryId,
    outcome,
    problem: why,
  });
}
