import { setTimeout as wait } from 'node:timers/promises';
import { type Runner, Logger as WorkerLogger, run } from 'graphile-worker';
import { z } from 'zod';
import type { Pool } from '../../database/index.ts';
import { asId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { rescheduleStranded } from '../record/exchange-sql.ts';
import { redeliver } from './redeliver.ts';

const jobSchema = z.strictObject({ deliveryId: z.uuid() });

/** What tries deliveries again in the background. */
export interface RedeliveryWorker {
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}

/** Deliveries tried at the same time by one process. */
const concurrency = 4;
/** Milliseconds between two looks into the queue. */
const pollInterval = 1000;
/** Milliseconds until the worker is started again after it ended by itself. */
const restartDelay = 1000;

/**
 * Starts the worker on the PostgreSQL queue. Every replica may run one: a delivery is taken by one of them at a time. The
 * library's worker ends by itself when it could not write to its queue; it is started again until it is told to stop. A
 * job that a killed process took with it is found and scheduled anew, so that no delivery is left without a next attempt.
 */
export async function startRedeliveryWorker(house: House, pool: Pool): Promise<RedeliveryWorker> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isStopping = (): boolean => signal.aborted;
  const logFault = (fault: unknown): undefined => {
    house.log.fault('redelivery-worker-failed', fault);
  };
  let runner: Runner | undefined = await startRunner(house, pool);

  async function keepRunning(): Promise<void> {
    while (!isStopping()) {
      await runner?.promise.catch(logFault);
      if (isStopping()) return;
      house.log.warn('redelivery-worker-ended');
      await wait(restartDelay, undefined, { signal }).catch(() => undefined);
      runner = isStopping() ? undefined : await startRunner(house, pool).catch(logFault);
    }
    await runner?.stop();
  }

  async function sweep(): Promise<void> {
    const { leaseSeconds } = house.timing;
    while (!isStopping()) {
      await wait(leaseSeconds * 1000, undefined, { signal, ref: false }).catch(() => undefined);
      const count = isStopping() ? 0 : await rescheduleStranded(pool, 2 * leaseSeconds).catch(logFault);
      if (count !== undefined && count > 0) house.log.warn('deliveries-rescheduled', { count });
    }
  }

  const running = Promise.all([keepRunning(), sweep()]);
  return {
    stop: async () => {
      stopping.abort();
      await runner?.stop().catch(() => undefined);
      await running;
    },
  };
}

function startRunner(house: House, pool: Pool): Promise<Runner> {
  return run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    pollInterval,
    // Its own log lines name jobs and their payloads; ours say what matters.
    logger: new WorkerLogger(() => () => undefined),
    taskList: {
      redeliver: async (payload) => {
        const deliveryId = asId<'Delivery'>(jobSchema.parse(payload).deliveryId);
        try {
          await redeliver(house, deliveryId);
        } catch (fault) {
          // Said here, since the library's words are not logged. The next attempt is scheduled already.
          house.log.fault('redelivery-failed', fault, { deliveryId });
        }
      },
    },
  });
}
