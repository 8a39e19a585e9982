import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A gateway that runs as a process of its own. */
export interface GatewayProcess {
  /** Ends it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts the process on these settings and waits until it listens. */
export async function startGatewayProcess(
  settings: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = fork(fileURLToPath(new URL('./run-gateway.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...settings },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`the gateway ended before it listened, with code ${code ?? 'none'}`));
    });
  });
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
