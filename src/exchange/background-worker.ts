import { setTimeout as wait } from 'node:timers/promises';
import { type Runner, type TaskList, Logger as WorkerLogger, parseCronItems, run } from 'graphile-worker';
import { z } from 'zod';
import type { Pool } from '../database/index.ts';
import { type RecurringJob, asId } from '../platform/index.ts';
import { createChangesJob, followChange } from './consent-event/follow-change.ts';
import { redeliver } from './deliver/redeliver.ts';
import { createAcknowledgementsJob } from './earlier/chase-acknowledgements.ts';
import { createFollowupsJob, followMessage } from './earlier/follow-message.ts';
import { holdPolicy } from './hold-policy.ts';
import type { House } from './house.ts';
import { createCollectionsJob } from './mailbox/mailbox.ts';
import { runRehearsal } from './rehearse/run-rehearsal.ts';
import { rescheduleLapsed, rescheduleStranded } from './record/delivery-sql.ts';
import { sendWebhook } from './webhooks/send-webhook.ts';
import { planTurns } from './plan-turns.ts';

const withdrawalSchema = z.strictObject({ consentId: z.uuid() });
const messageSchema = z.strictObject({ exchangeId: z.uuid() });
const personSchema = z.strictObject({ personId: z.uuid() });
const webhookSchema = z.strictObject({ webhookId: z.uuid() });
const rehearsalSchema = z.strictObject({ rehearsalId: z.uuid() });
const jobSchema = z.strictObject({ deliveryId: z.uuid() });

/** What tries deliveries again, and does what recurs, in the background. */
export interface BackgroundWorker {
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Jobs done at the same time by one process. Of these two at most are at one recipient, of which routine deliveries take one
 * (`exchange.take_delivery`): whatever a recipient does, it holds no more than a tenth.
 */
const concurrency = 20;
/** Milliseconds between two looks into the queue. */
const pollInterval = 1000;
/** How often, while one lease lasts, each process looks for leases that have run out: a tenth of it late at most. */
const looksInLease = 10;
/** Milliseconds until the worker is started again after it ended by itself. */
const restartDelay = 1000;

/**
 * Starts the worker on the PostgreSQL queue. Every replica may run one: a delivery is taken by one of them at a time, and
 * they share the turns of the recurring jobs. The library's worker ends by itself when it could not write to its queue; it is
 * started again until it is told to stop. What a killed process had under way, or took with it, is found and scheduled anew, so that no
 * delivery is left without a next attempt; of a recurring job the next turn makes up for it.
 * @throws Error when two recurring jobs share a name, or one is to come more seldom than once a day
 */
export async function startBackgroundWorker(
  house: House,
  pool: Pool,
  jobs: readonly RecurringJob[],
): Promise<BackgroundWorker> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isStopping = (): boolean => signal.aborted;
  const logFault = (fault: unknown): undefined => {
    house.log.fault('background-worker-failed', fault);
  };
  const all = [
    ...jobs,
    createChangesJob(house),
    createFollowupsJob(house),
    createAcknowledgementsJob(house),
    createCollectionsJob(house),
  ];
  const start = (): Promise<Runner> => startRunner(house, pool, all);
  let runner: Runner | undefined = await start();

  async function keepRunning(): Promise<void> {
    while (!isStopping()) {
      await runner?.promise.catch(logFault);
      if (isStopping()) return;
      house.log.warn('background-worker-ended');
      await wait(restartDelay, undefined, { signal }).catch(() => undefined);
      runner = isStopping() ? undefined : await start().catch(logFault);
    }
    await runner?.stop();
  }

  /** What was under way under a process that was killed is seen by its lease; what waited without a job is looked for more seldom. */
  async function sweep(): Promise<void> {
    const { leaseSeconds } = house.timing;
    for (let look = 0; !isStopping(); look += 1) {
      const isLong = look % looksInLease === looksInLease - 1;
      const found = isLong ? rescheduleStranded(pool, 2 * leaseSeconds) : rescheduleLapsed(pool);
      const count = await found.catch(logFault);
      if (count !== undefined && count > 0) house.log.warn('deliveries-rescheduled', { count });
      await wait((leaseSeconds * 1000) / looksInLease, undefined, { signal, ref: false }).catch(
        () => undefined,
      );
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

function startRunner(house: House, pool: Pool, jobs: readonly RecurringJob[]): Promise<Runner> {
  const taskList: TaskList = {
    redeliver: async (payload: unknown) => {
      const deliveryId = asId<'Delivery'>(jobSchema.parse(payload).deliveryId);
      try {
        await redeliver(holdPolicy(house), deliveryId);
      } catch (fault) {
        // Said here, since the library's words are not logged. The next attempt is scheduled already.
        house.log.fault('redelivery-failed', fault, { deliveryId });
      }
    },
  };
  taskList['follow-withdrawal'] = async (payload: unknown) => {
    try {
      await followChange(holdPolicy(house), asId<'Consent'>(withdrawalSchema.parse(payload).consentId));
    } catch (fault) {
      house.log.fault('withdrawal-not-followed', fault);
      throw fault;
    }
  };
  taskList['follow-message'] = async (payload: unknown) => {
    const { exchangeId } = messageSchema.parse(payload);
    try {
      await followMessage(holdPolicy(house), asId<'Exchange'>(exchangeId));
    } catch (fault) {
      house.log.fault('message-not-followed', fault, { exchangeId: asId<'Exchange'>(exchangeId) });
      throw fault;
    }
  };
  taskList['notify-system'] = async (payload: unknown) => {
    const { webhookId } = webhookSchema.parse(payload);
    try {
      await sendWebhook(house, webhookId);
    } catch (fault) {
      // The next attempt is scheduled already.
      house.log.fault('webhook-failed', fault);
    }
  };
  taskList['rehearse-policy'] = (payload: unknown) =>
    runRehearsal(house, rehearsalSchema.parse(payload).rehearsalId);
  taskList['tell-person'] = async (payload: unknown, { job }) => {
    const person = asId<'Person'>(personSchema.parse(payload).personId);
    if (await house.bringNotices(person, job.attempts >= job.max_attempts)) return;
    // The queue asks again, later and later.
    throw new Error('the carrier did not take it');
  };
  for (const job of jobs) {
    taskList[job.name] = async () => {
      try {
        await job.run(house.clock.now());
      } catch (fault) {
        house.log.fault('recurring-job-failed', fault, { task: job.name });
        // The queue tries this turn again, later and later, until the next one takes its place.
        throw fault;
      }
    };
  }
  return run({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    pollInterval,
    // Its own log lines name jobs and their payloads; ours say what matters.
    logger: new WorkerLogger(() => () => undefined),
    taskList,
    // Ends of jobs go through the library's batches: elsewhere it waits for nothing that fails to be written, and a database that
    // stands still at that moment would end the whole process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    parsedCronItems: parseCronItems(planTurns(jobs)),
  });
}
