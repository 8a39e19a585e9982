import type { Ledger } from '../ledger/index.ts';
import type { Logger } from '../platform/index.ts';

/** Milliseconds between checkpoints that nobody asked for. */
const checkpointInterval = 3_000;

/** Entries that nobody asks a receipt for are covered by a signed checkpoint all the same (reliability.md I1). */
export function publishCheckpoints(ledger: Ledger, log: Logger): { stop(): void } {
  const publishing = setInterval(() => {
    ledger.publishCheckpoint().catch((fault: unknown) => {
      log.fault('checkpoint-not-published', fault);
    });
  }, checkpointInterval);
  publishing.unref();
  return {
    stop: () => {
      clearInterval(publishing);
    },
  };
}
