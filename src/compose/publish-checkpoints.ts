import type { Ledger } from '../ledger/index.ts';
import type { Logger, Metrics } from '../platform/index.ts';

/** Milliseconds between checkpoints that nobody asked for. */
const checkpointInterval = 3_000;

/**
 * Entries that nobody asks a receipt for are covered by a signed checkpoint all the same (reliability.md I1). The age that is
 * published is the time since the ledger's head was last found signed: it grows when that fails, not when nothing happens.
 */
export function publishCheckpoints(
  ledger: Pick<Ledger, 'publishCheckpoint'>,
  log: Pick<Logger, 'fault'>,
  metrics: Pick<Metrics, 'checkpointAgeSeconds' | 'ledgerEntries'>,
): { stop(): void } {
  let published = performance.now();
  const publish = async (): Promise<void> => {
    try {
      const note = await ledger.publishCheckpoint();
      published = performance.now();
      // The second line of a checkpoint is the number of entries (c2sp.org/tlog-checkpoint).
      metrics.ledgerEntries.set(Number(note.split('\n')[1]));
    } catch (fault) {
      log.fault('checkpoint-not-published', fault);
    }
    metrics.checkpointAgeSeconds.set((performance.now() - published) / 1000);
  };
  const publishing = setInterval(() => void publish(), checkpointInterval);
  publishing.unref();
  return {
    stop: () => {
      clearInterval(publishing);
    },
  };
}
