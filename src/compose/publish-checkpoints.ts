import type { Ledger } from '../ledger/index.ts';
import type { Logger, Metrics } from '../platform/index.ts';

/** Milliseconds between checkpoints that nobody asked for. */
const checkpointInterval = 3_000;

/** What is published of the ledger's checkpoints and witnesses. */
type LedgerMetrics = Pick<
  Metrics,
  | 'checkpointAgeSeconds'
  | 'entriesUnwitnessed'
  | 'ledgerEntries'
  | 'mayDisclose'
  | 'unwitnessedSeconds'
  | 'witnessAnswers'
>;

/**
 * Entries that nobody asks a receipt for are covered by a signed checkpoint all the same, and witnesses vouch for it (reliability.md
 * I1). The age that is published is the time since the ledger's head was last found signed: it grows when that fails, not when
 * nothing happens. Gives the work back when the first round is over: before it nothing may leave.
 */
export async function publishCheckpoints(
  ledger: Pick<Ledger, 'askWitnesses' | 'publishCheckpoint'>,
  log: Pick<Logger, 'fault' | 'warn' | 'info'>,
  metrics: LedgerMetrics,
): Promise<{ stop(): Promise<void> }> {
  let published = performance.now();
  let mayDisclose: boolean | undefined;
  const tell = (may: boolean): void => {
    metrics.mayDisclose.set(may ? 1 : 0);
    if (mayDisclose === may) return;
    if (!may) log.warn('disclosure-stopped');
    else if (mayDisclose === false) log.info('disclosure-resumed');
    mayDisclose = may;
  };
  const publish = async (): Promise<void> => {
    try {
      const note = await ledger.publishCheckpoint();
      published = performance.now();
      // The second line of a checkpoint is the number of entries (c2sp.org/tlog-checkpoint).
      metrics.ledgerEntries.set(Number(note.split('\n')[1]));
      const round = await ledger.askWitnesses();
      for (const outcome of round?.answers ?? []) metrics.witnessAnswers.inc({ outcome });
      metrics.entriesUnwitnessed.set(round?.unwitnessed ?? 0);
      metrics.unwitnessedSeconds.set((round?.waiting ?? 0) / 1000);
      tell(round?.mayDisclose ?? true);
    } catch (fault) {
      tell(false);
      log.fault('checkpoint-not-published', fault);
    }
    metrics.checkpointAgeSeconds.set((performance.now() - published) / 1000);
  };
  let running: Promise<void> | undefined;
  // A round that waits for a witness is not overtaken by the next.
  const run = (): Promise<void> =>
    (running ??= publish().finally(() => {
      running = undefined;
    }));
  const publishing = setInterval(() => void run(), checkpointInterval);
  publishing.unref();
  await run();
  return {
    stop: async () => {
      clearInterval(publishing);
      await running;
    },
  };
}
