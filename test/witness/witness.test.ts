import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { movableClock } from '../../src/platform/index.ts';
import {
  type CosignerKey,
  addSignatures,
  formatAddCheckpoint,
  parseCosignerKey,
  readCosignatures,
  signCheckpoint,
  verifyCheckpoint,
} from '../../src/tlog/index.ts';
import { type Witness, type WitnessOptions, openWitness, serveWitness } from '../../src/witness/index.ts';
import { makeSigner } from '../support/ledger.ts';
import { WatchedLog } from '../support/watched-log.ts';

const clock = movableClock('2028-01-07T15:00:00Z');
const name = 'witness.test/w1';
let folder: string;
let witness: Witness;
let server: Server;
let key: CosignerKey;
let url: string;
const faults: unknown[] = [];
const logs: WatchedLog[] = Array.from(
  { length: 12 },
  (_, at) => new WatchedLog(makeSigner(`log.test/${at}`)),
);
let unused = 0;

/** A log that this witness has not seen yet. */
function nextLog(): WatchedLog {
  const log = logs[unused];
  unused += 1;
  if (log === undefined) throw new Error('the tests need more logs');
  return log;
}

function options(given: Partial<WitnessOptions> = {}): WitnessOptions {
  return { folder, name, logs: logs.map((log) => log.key), clock, ...given };
}

async function start(): Promise<void> {
  witness = await openWitness(options());
  server = serveWitness(witness, null, (fault) => faults.push(fault));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  await witness.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assent-witness-'));
  await start();
  const parsed = parseCosignerKey(witness.verifierKey);
  if (!parsed.ok) throw new Error(parsed.refusal);
  key = parsed.value;
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function post(body: string | Buffer, path = '/add-checkpoint'): Promise<Answer> {
  const answer = await request(`${url}${path}`, { method: 'POST', body });
  const type = answer.headers['content-type'];
  return { status: answer.statusCode, type: String(type), text: await answer.body.text() };
}

/** Asks for a continuation that must be cosigned, and proves that it was. */
async function cosign(log: WatchedLog, from: number, to: number = log.size): Promise<void> {
  const answer = await post(await log.ask(from, to));
  expect([from, to, answer.status]).toEqual([from, to, 200]);
  expect(answer.text).toMatch(/^— witness\.test\/w1 [A-Za-z0-9+/]+=*\n$/);
  expect(readCosignatures(addSignatures(await log.sign(to), [answer.text]), [key])).toEqual({
    ok: true,
    value: [{ key, at: clock.now() }],
  });
}

const plain = 'text/plain; charset=utf-8';

describe('a witness', () => {
  it('cosigns a log from its first checkpoint on, each as a continuation of the last', async () => {
    const log = nextLog().grow(5);
    await cosign(log, 0);
    await cosign(log.grow(1), 5);
    await cosign(log.grow(300), 6);
    await cosign(log.grow(7), 306, 310);
  });

  it('cosigns the same checkpoint again, with another time', async () => {
    const log = nextLog().grow(3);
    await cosign(log, 0);
    clock.moveTo('2028-01-07T15:01:00Z');
    await cosign(log, 3);
    clock.moveTo('2028-01-07T15:00:00Z');
  });

  it('cosigns an empty log, and what it grows into', async () => {
    const log = nextLog();
    await cosign(log, 0);
    await cosign(log, 0);
    await cosign(log.grow(2), 0);
  });

  it('answers 409 and its size, as text/x.tlog.size, where the log believes another one', async () => {
    const log = nextLog().grow(9);
    const conflict = { status: 409, type: 'text/x.tlog.size' };
    expect(await post(await log.ask(4))).toEqual({ ...conflict, text: '0\n' });
    await cosign(log, 0, 6);
    expect(await post(await log.ask(0))).toEqual({ ...conflict, text: '6\n' });
    expect(await post(await log.ask(5))).toEqual({ ...conflict, text: '6\n' });
    expect(await post(await log.ask(7))).toEqual({ ...conflict, text: '6\n' });
    // A log that went back is told what was cosigned of it.
    expect(await post(await log.ask(3, 4))).toEqual({ ...conflict, text: '6\n' });
    await cosign(log, 6);
  });

  it('answers 422 to another history, to a wrong proof and to a surplus one', async () => {
    const log = nextLog().grow(8);
    await cosign(log, 0, 5);
    const refused = { status: 422, type: plain };
    const fork = log.forkAt(4).grow(6, 'other');
    expect(await post(await fork.ask(5))).toMatchObject(refused);
    expect(await post(await fork.ask(5, 5))).toMatchObject(refused);
    const honest = await log.sign();
    const ask = (proof: readonly Buffer[]): string =>
      formatAddCheckpoint({ oldSize: 5, proof, checkpoint: honest });
    expect(await post(ask([]))).toMatchObject(refused);
    expect(await post(ask([...log.prove(5)].reverse()))).toMatchObject(refused);
    expect(await post(ask([...log.prove(5), Buffer.alloc(32)]))).toMatchObject(refused);
    const same = formatAddCheckpoint({
      oldSize: 5,
      proof: [Buffer.alloc(32)],
      checkpoint: await log.sign(5),
    });
    expect(await post(same)).toMatchObject(refused);
    await cosign(log, 5);
  });

  it('answers 422 to a proof from size 0 and to an empty log with another root', async () => {
    const log = nextLog().grow(2);
    const surplus = formatAddCheckpoint({
      oldSize: 0,
      proof: [Buffer.alloc(32)],
      checkpoint: await log.sign(),
    });
    expect((await post(surplus)).status).toBe(422);
    const head = { origin: log.signer.name, size: 0, root: Buffer.alloc(32) };
    const empty = formatAddCheckpoint({
      oldSize: 0,
      proof: [],
      checkpoint: await signCheckpoint(head, log.signer),
    });
    expect((await post(empty)).status).toBe(422);
  });

  it('answers 404 to a log that it does not know, and 403 to one that another key signed', async () => {
    const log = nextLog().grow(2);
    expect(await post(await new WatchedLog(makeSigner('stranger.test')).grow(1).ask(0))).toMatchObject({
      status: 404,
      type: plain,
    });
    const imposter = new WatchedLog(makeSigner(log.signer.name)).grow(2);
    expect((await post(await imposter.ask(0))).status).toBe(403);
    // A wrong signature under the known key, even beside a right one.
    const other = (await log.sign(1)).split('\n\n')[1] ?? '';
    const spoilt = formatAddCheckpoint({
      oldSize: 0,
      proof: [],
      checkpoint: addSignatures(await log.sign(), [other]),
    });
    expect((await post(spoilt)).status).toBe(403);
    await cosign(log, 0);
  });

  it('ignores signatures of unknown keys', async () => {
    const log = nextLog().grow(2);
    const head = { origin: log.signer.name, size: 2, root: log.rootAt(2) };
    const strange = (await signCheckpoint(head, makeSigner('stranger.test'))).split('\n\n')[1] ?? '';
    const checkpoint = addSignatures(await log.sign(), [strange]);
    expect((await post(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).status).toBe(200);
    const kept = witness.findCheckpoint(await hashOf(log));
    expect(kept).not.toContain('stranger.test');
  });

  it('answers 400 to what is no request, and to an old size beyond the new one', async () => {
    const log = nextLog().grow(4);
    const good = await log.ask(0);
    for (const body of [
      '',
      'old 0\n',
      'old 0\n\nno note',
      good.replace('old 0', 'old 00'),
      good.slice(0, -1),
      Buffer.of(0xff),
    ])
      expect((await post(body)).status).toBe(400);
    const behind = formatAddCheckpoint({ oldSize: 5, proof: [], checkpoint: await log.sign() });
    expect((await post(behind)).status).toBe(400);
    await cosign(log, 0);
  });

  it('answers nothing else', async () => {
    expect((await post('x', '/')).status).toBe(404);
    expect((await request(`${url}/add-checkpoint`)).statusCode).toBe(405);
    expect((await post('x', `/${'0'.repeat(64)}/checkpoint`)).status).toBe(405);
    expect((await post(Buffer.alloc(300 * 1024, 'a'))).status).toBe(413);
  });

  it('gives anyone the last checkpoint that it cosigned, with the signatures of the log and its own', async () => {
    const log = nextLog().grow(4);
    const address = `${url}/${await hashOf(log)}/checkpoint`;
    expect((await request(address)).statusCode).toBe(404);
    await cosign(log, 0);
    await cosign(log.grow(3), 4);
    const answer = await request(address);
    const note = await answer.body.text();
    expect(answer.statusCode).toBe(200);
    expect(verifyCheckpoint(note, log.signer.name, [log.key])).toMatchObject({
      ok: true,
      value: { size: 7 },
    });
    expect(readCosignatures(note, [key])).toMatchObject({ ok: true, value: [{ key }] });
  });

  it('lets of many at once exactly one continue from a size, and cosigns no two histories', async () => {
    const log = nextLog().grow(10);
    await cosign(log, 0, 4);
    const forks = [log, log.forkAt(4).grow(6, 'a'), log.forkAt(4).grow(6, 'b'), log.forkAt(4).grow(2, 'c')];
    const bodies = await Promise.all(forks.flatMap((fork) => [fork.ask(4), fork.ask(4, 5), fork.ask(4, 6)]));
    const answers = await Promise.all(bodies.map((body) => post(body)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(bodies.length - 1);
  });

  it('remembers all of it when it starts again', async () => {
    const notes = await Promise.all(logs.map(async (log) => witness.findCheckpoint(await hashOf(log))));
    const { verifierKey } = witness;
    await stop();
    await start();
    expect(witness.verifierKey).toBe(verifierKey);
    expect(await Promise.all(logs.map(async (log) => witness.findCheckpoint(await hashOf(log))))).toEqual(
      notes,
    );
    expect(notes.filter((note) => note !== undefined).length).toBeGreaterThan(8);
    expect(faults).toEqual([]);
  });
});

describe('the folder of a witness', () => {
  it('is one process’s alone, one name’s alone, and for its owner’s eyes', async () => {
    await expect(openWitness(options())).rejects.toThrow(`is already run by process ${process.pid}`);
    expect((await stat(join(folder, 'witness.pem'))).mode & 0o077).toBe(0);
    await stop();
    await expect(openWitness(options({ name: 'witness.test/w2' }))).rejects.toThrow(
      'is that of witness.test/w1+',
    );
    await start();
  });

  it('is not gone on with once its key or what it remembers was changed', async () => {
    await stop();
    const checkpoints = join(folder, 'checkpoints');
    const [file = ''] = await readdir(checkpoints);
    const kept = await readFile(join(checkpoints, file), 'utf8');
    await writeFile(join(checkpoints, file), kept.replace(/\n\d+\n/, '\n1\n'));
    await expect(openWitness(options())).rejects.toThrow('is not what this witness wrote');
    await writeFile(join(checkpoints, file), '');
    await expect(openWitness(options())).rejects.toThrow('is not what this witness wrote');
    await writeFile(join(checkpoints, file), kept);
    const pem = await readFile(join(folder, 'witness.pem'), 'utf8');
    await rm(join(folder, 'witness.pem'));
    await expect(openWitness(options())).rejects.toThrow('is gone from');
    const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(join(folder, 'witness.pem'), other, { mode: 0o600 });
    await expect(openWitness(options())).rejects.toThrow('is that of witness.test/w1+');
    await writeFile(join(folder, 'witness.pem'), pem, { mode: 0o600 });
    await start();
  });
});

async function hashOf(log: WatchedLog): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', Buffer.from(log.signer.name));
  return Buffer.from(bytes).toString('hex');
}
