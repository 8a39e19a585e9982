import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Config } from '../platform/index.ts';
import { createLedgerSigner } from '../tlog/index.ts';

/** The region's own witnesses: real ones, each a process with its own key and memory. */
export interface RegionWitnesses {
  /** Who they are, where they are reached, and that both are needed (c2sp.org/tlog-policy). */
  readonly policy: string;
  stop(): Promise<void>;
}

const names = ['w1', 'w2'] as const;

/**
 * Starts two witnesses (`assent witness`) beside a development gateway. They are honest and do all that a witness does; they are
 * only not somebody else's, which is what makes witnesses worth anything.
 */
export async function startWitnesses(
  config: Pick<Config, 'dataDirectory' | 'ledger'>,
): Promise<RegionWitnesses> {
  const pem = config.ledger.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { verifierKey } = createLedgerSigner(config.ledger.origin, pem);
  const started = await Promise.all(
    names.map((name) => startWitness(name, join(config.dataDirectory, 'witnesses', name), verifierKey)),
  );
  return {
    policy: [
      ...started.map(({ url, key }, at) => `witness ${names[at] ?? ''} ${key} ${url}`),
      `group both all ${names.join(' ')}`,
      'quorum both',
      '',
    ].join('\n'),
    stop: async () => {
      await Promise.all(started.map(({ child }) => endProcess(child)));
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly key: string;
}

async function startWitness(name: string, data: string, log: string): Promise<Started> {
  const child = fork(
    fileURLToPath(new URL('../cli/assent.ts', import.meta.url)),
    ['witness', '--data', data, '--name', `${name}.witness.localhost`, '--log', log, '--port', '0'],
    { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  if (child.stdout === null) throw new Error('a witness has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url, key] = /^url=(\S+) key=(\S+)$/.exec(line) ?? [];
    if (url !== undefined && key !== undefined) return { child, url, key };
  }
  throw new Error(`the witness ${name} ended before it listened`);
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
