import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/platform/index.ts';
import { parseVerifierKey } from '../../src/tlog/index.ts';
import { openWitness, serveWitness } from '../../src/witness/index.ts';

/** A real witness, listening, that a test can take away and bring back. */
export interface TestWitness {
  readonly verifierKey: string;
  readonly url: string;
  /** Ends it; what it remembers stays on its disk. */
  stop(): Promise<void>;
  /** Starts it again at the same address, on what it remembers. */
  start(): Promise<void>;
  /** Ends it for good. */
  remove(): Promise<void>;
}

/** Starts a witness of a log in a folder of its own. */
export async function startTestWitness(
  name: string,
  log: string,
  clock: Clock = systemClock,
): Promise<TestWitness> {
  const folder = await mkdtemp(join(tmpdir(), 'assent-witness-'));
  const key = parseVerifierKey(log);
  if (!key.ok) throw new Error(key.refusal);
  const open = async (
    port: number,
  ): Promise<{
    readonly verifierKey: string;
    readonly port: number;
    readonly close: () => Promise<void>;
  }> => {
    const witness = await openWitness({ folder, name, logs: [key.value], clock });
    const server = serveWitness(witness, null, () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return {
      verifierKey: witness.verifierKey,
      port: (server.address() as AddressInfo).port,
      close: async () => {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
        await witness.close();
      },
    };
  };
  const { verifierKey, port, close } = await open(0);
  let stop: (() => Promise<void>) | undefined = close;
  const end = async (): Promise<void> => {
    await stop?.();
    stop = undefined;
  };
  return {
    verifierKey,
    url: `http://127.0.0.1:${port}`,
    stop: end,
    start: async () => {
      stop = (await open(port)).close;
    },
    remove: async () => {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The policy that asks for so many of these witnesses. */
export function askFor(
  least: number,
  witnesses: readonly Pick<TestWitness, 'verifierKey' | 'url'>[],
): string {
  return [
    ...witnesses.map(({ verifierKey, url }, at) => `witness w${at} ${verifierKey} ${url}`),
    `group enough ${least} ${witnesses.map((_, at) => `w${at}`).join(' ')}`,
    'quorum enough',
    '',
  ].join('\n');
}
