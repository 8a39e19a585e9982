import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { systemClock } from '../../src/platform/index.ts';
import { openWitness } from '../../src/witness/index.ts';
import { WatchedLog } from '../support/watched-log.ts';

const name = 'witness.test/killed';
const folders: string[] = [];
afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

interface Killed {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** Starts a witness in a process that kills itself before so many file operations of its next request. */
async function startKilled(folder: string, log: WatchedLog, killBefore: number): Promise<Killed> {
  const main = fileURLToPath(new URL('./kill-witness-main.ts', import.meta.url));
  const child = fork(main, [folder, name, log.signer.verifierKey], { execArgv: ['--import', 'tsx'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_code, signal) => {
      resolve(signal);
    }),
  );
  const { port } = await new Promise<{ port: number }>((resolve) =>
    child.once('message', (message) => {
      resolve(message as { port: number });
    }),
  );
  await new Promise((resolve) => {
    child.once('message', resolve);
    child.send({ killBefore });
  });
  return { child, url: `http://127.0.0.1:${port}`, ended };
}

async function ask(url: string, body: string): Promise<'cosigned' | 'no answer' | number> {
  try {
    const answer = await request(`${url}/add-checkpoint`, { method: 'POST', body });
    await answer.body.dump();
    return answer.statusCode === 200 ? 'cosigned' : answer.statusCode;
  } catch {
    return 'no answer';
  }
}

// Open, write, sync, close; rename; open, sync and close of the folder; and the moment before the answer.
const points = [1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('a witness that is killed between its check and its answer', () => {
  it.each(points)('never cosigns a rollback, killed at point %i', async (point) => {
    const folder = await mkdtemp(join(tmpdir(), 'assent-killed-'));
    folders.push(folder);
    const log = new WatchedLog().grow(8);
    const first = await openWitness({ folder, name, logs: [log.key], clock: systemClock });
    expect((await first.addCheckpoint(await log.ask(0, 3))).ok).toBe(true);
    await first.close();

    const killed = await startKilled(folder, log, point);
    expect(await ask(killed.url, await log.ask(3))).toBe('no answer');
    expect(await killed.ended).toBe('SIGKILL');

    // It starts again on what is there: the old checkpoint or the new one, whole.
    const again = await openWitness({ folder, name, logs: [log.key], clock: systemClock });
    const sizes = [3, 8];
    const probe = await again.addCheckpoint(await log.ask(0));
    const size = !probe.ok && probe.refusal.status === 409 ? probe.refusal.size : -1;
    expect(sizes).toContain(size);
    // Once the new one is in its place, no other history passes; before that nobody has been given anything of it.
    const fork = log.forkAt(3).grow(5, 'other');
    const forked = await again.addCheckpoint(await fork.ask(3));
    expect(forked.ok).toBe(size === 3);
    const smaller = await again.addCheckpoint(await log.ask(3, 5));
    expect(smaller.ok).toBe(false);
    expect(size).toBe(point <= 5 ? 3 : 8);
    await again.close();
  });

  it('that is not killed answers, so that the points are all there are', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assent-killed-'));
    folders.push(folder);
    const log = new WatchedLog().grow(8);
    const living = await startKilled(folder, log, points.length + 1);
    expect(await ask(living.url, await log.ask(0, 3))).toBe('cosigned');
    living.child.disconnect();
    expect(await living.ended).toBe(null);
  });
});
