import type { Pool } from '../database/index.ts';
import { countWaitingDeliveries } from '../exchange/index.ts';
import type { Logger, Metrics } from '../platform/index.ts';

/** Milliseconds between two counts. */
const countInterval = 5_000;

/** Publishes how many deliveries wait for their recipient. While the database cannot be asked the last figure stands. */
export function countDeliveries(
  pool: Pool,
  log: Pick<Logger, 'fault'>,
  metrics: Pick<Metrics, 'deliveriesWaiting'>,
): { stop(): void } {
  const count = (): void => {
    countWaitingDeliveries(pool).then(
      (waiting) => {
        metrics.deliveriesWaiting.set(waiting);
      },
      (fault: unknown) => {
        log.fault('deliveries-not-counted', fault);
      },
    );
  };
  const counting = setInterval(count, countInterval);
  counting.unref();
  return {
    stop: () => {
      clearInterval(counting);
    },
  };
}
