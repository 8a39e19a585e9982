import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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
  const path = fileURLToPath(new URL('./faulty-recipient.ts', import.meta.url));
  const child = fork(path, [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = (): Promise<RecipientReport> =>
    new Promise((resolve, reject) => {
      child.once('message', (report: RecipientReport) => {
        resolve(report);
      });
      child.once('exit', (code) => {
        reject(new Error(`a recipient ended with code ${code ?? 'none'}`));
      });
    });
  const listening = await next();
  if (listening.kind !== 'listening') throw new Error('a recipient did not say where it listens');
  return {
    port: listening.port,
    ask: async () => {
      const answer = next();
      child.send('kept');
      const report = await answer;
      if (report.kind !== 'kept') throw new Error('a recipient said something else');
      return report;
    },
    stop: () => {
      child.disconnect();
    },
  };
}
