import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A gateway that runs as a process of its own. */
export interface GatewayProcess {
  readonly pid: number;
  /** Ends it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, so that it writes what it was told to write at its end, and waits until it is gone. */
  end(): Promise<void>;
  /** Whether it stands still (SIGSTOP). */
  isStopped(): Promise<boolean>;
  /** Stops it where it is. */
  pause(): void;
  /** Lets it go on where it stood. */
  resume(): void;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

/**
 * Starts the process on these settings and waits until it listens.
 * @param flags further flags of node
 */
export async function startGatewayProcess(
  settings: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<GatewayProcess> {
  // One file in a test run (test/global-setup.mjs), the sources elsewhere.
  const bundle = process.env['ASSENT_TEST_GATEWAY'];
  const program = bundle ?? fileURLToPath(new URL('./run-gateway.ts', import.meta.url));
  const child = fork(program, [], {
    execArgv: [...(bundle === undefined ? ['--import', 'tsx'] : []), ...flags],
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
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    isStopped: async () => {
      if (child.pid === undefined) return false;
      const status = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
      // The state is the first word after the name, which stands in brackets.
      return / ([Tt]) /.test(status.slice(status.lastIndexOf(')'), status.lastIndexOf(')') + 5));
    },
    pause: () => {
      child.kill('SIGSTOP');
    },
    resume: () => {
      child.kill('SIGCONT');
    },
    ended,
  };
}
