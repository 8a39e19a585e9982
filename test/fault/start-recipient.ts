import { askChild, startChild } from '../support/child-process.ts';
import type { FaultyRecipient, RecipientReport } from './faulty-recipient.ts';

/** A recipient that runs as a process of its own. */
export interface StartedRecipient {
  readonly port: number;
  /** What it kept so far. */
  ask(): Promise<Extract<RecipientReport, { readonly kind: 'kept' }>>;
  stop(): void;
}

/** Starts one and waits until it listens. */
export async function startRecipient(settings: FaultyRecipient): Promise<StartedRecipient> {
  const { child, said } = await startChild(
    new URL('./faulty-recipient.ts', import.meta.url),
    JSON.stringify(settings),
  );
  const listening = said as RecipientReport;
  if (listening.kind !== 'listening') throw new Error('a recipient did not say where it listens');
  return {
    port: listening.port,
    ask: async () => {
      const report = (await askChild(child, 'kept')) as RecipientReport;
      if (report.kind !== 'kept') throw new Error('a recipient said something else');
      return report;
    },
    stop: () => {
      child.disconnect();
    },
  };
}
