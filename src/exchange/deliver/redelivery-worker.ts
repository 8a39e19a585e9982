import { type Runner, Logger as WorkerLogger, run } from 'graphile-worker';
import { z } from 'zod';
import type { Pool } from '../../database/index.ts';
import { asId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { redeliver } from './redeliver.ts';

const jobSchema = z.strictObject({ deliveryId: z.uuid() });

/** What tries deliveries again in the background. */
export interface RedeliveryWorker {
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}

/** Deliveries tried at the same time by one process. */
const concurrency = 4;

/**
 * Starts the worker on the PostgreSQL queue. Every replica may run one: a delivery is taken by one of them at a time, and a
 * job that a killed process left behind is taken up again by the queue, or by its lease running out.
 */
export async function startRedeliveryWorker(house: House, pool: Pool): Promise<RedeliveryWorker> {
  const runner: Runner = await run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    // Its own log lines name jobs and their payloads; ours say what matters.
    logger: new WorkerLogger(() => () => undefined),
    taskList: {
      redeliver: async (payload) => {
        const { deliveryId } = jobSchema.parse(payload);
        await redeliver(house, asId<'Delivery'>(deliveryId));
      },
    },
  });
  return { stop: () => runner.stop() };
}
