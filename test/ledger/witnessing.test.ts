import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkOwnWitnesses } from '../../src/compose.ts';
import {
  type Ledger,
  LedgerRollbackError,
  LedgerUnwitnessedError,
  createLedger,
} from '../../src/ledger/index.ts';
import {
  type CosignerKey,
  type TrustPolicy,
  cosignCheckpoint,
  createCosigner,
  parseTlogProof,
  parseTrustPolicy,
  readCosignatures,
} from '../../src/tlog/index.ts';
import { generateKeyPairSync } from 'node:crypto';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger, testOrigin } from '../support/ledger.ts';
import { type TestWitness, askFor, startTestWitness } from '../support/witnesses.ts';

const minute = 60_000;
let database: TestDatabase;
let test: TestLedger;
let witnesses: readonly TestWitness[];
const opened: Ledger[] = [];
let minutes = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
  const { verifierKey } = test.signer;
  witnesses = await Promise.all(
    [0, 1, 2].map((at) => startTestWitness(`witness.test/${at}`, verifierKey, test.clock)),
  );
  await append();
});
afterAll(async () => {
  await Promise.all(opened.map((ledger) => ledger.close()));
  await Promise.all(witnesses.map((witness) => witness.remove()));
  await database.drop();
});

function read(text: string): TrustPolicy {
  const policy = parseTrustPolicy(text);
  if (!policy.ok) throw new Error(policy.refusal);
  return policy.value;
}

/** A replica of the gateway that asks two of the three witnesses, or those of another policy. */
function replica(policy: string = askFor(2, witnesses), backlog = 1_000): Ledger {
  const ledger = createLedger({
    pool: database.gateway,
    keyStore: test.keyStore,
    signer: test.signer,
    origin: testOrigin,
    clock: test.clock,
    witnesses: { policy: read(policy), grace: 240 * minute, backlog },
  });
  opened.push(ledger);
  return ledger;
}

async function append(count = 1): Promise<void> {
  const people = await Promise.all(Array.from({ length: count }, () => test.makePerson()));
  await test.ledger.append(await test.ledger.prepare(people.map((person) => draftDecision([person]))));
}

/** Lets time pass for the gateway and its witnesses alike. */
function pass(more: number): void {
  minutes += more;
  test.clock.moveTo(new Date(Date.UTC(2028, 0, 7, 15, minutes)).toISOString());
}

const keysOf = (policy: TrustPolicy): readonly CosignerKey[] => policy.witnesses.map(({ key }) => key);

/** How many of the witnesses have cosigned the checkpoint that is served. */
async function countServed(ledger: Ledger): Promise<number> {
  const note = (await ledger.findResource('checkpoint'))?.body.toString() ?? '';
  const cosigned = readCosignatures(note, keysOf(read(askFor(2, witnesses))));
  return cosigned.ok ? cosigned.value.length : -1;
}

describe('a ledger with witnesses', () => {
  it('lets nothing leave before they have been asked, and then all', async () => {
    const ledger = replica();
    expect(() => {
      ledger.checkMayDisclose();
    }).toThrow(LedgerUnwitnessedError);
    expect(await ledger.askWitnesses()).toEqual({
      answers: ['cosigned', 'cosigned', 'cosigned'],
      unwitnessed: 0,
      waiting: 0,
      mayDisclose: true,
    });
    ledger.checkMayDisclose();
    expect(await countServed(ledger)).toBe(3);
  });

  it('asks again only when there is something new', async () => {
    const ledger = replica();
    await ledger.askWitnesses();
    expect((await ledger.askWitnesses())?.answers).toEqual([]);
    await append();
    expect((await ledger.askWitnesses())?.answers).toHaveLength(3);
  });

  it('has every replica’s entries vouched for, whoever asks first', async () => {
    const [one, two] = [replica(), replica()];
    for (let round = 0; round < 5; round += 1) {
      await append(3);
      const rounds = await Promise.all([one.askWitnesses(), two.askWitnesses()]);
      expect(rounds.map((each) => each?.mayDisclose)).toEqual([true, true]);
    }
    expect((await one.askWitnesses())?.unwitnessed).toBe(0);
  });

  it('gives a receipt again under a checkpoint with the cosignatures', async () => {
    const ledger = replica();
    await append(300);
    const before = parseTlogProof((await ledger.findResource('proof/3'))?.body.toString() ?? '');
    expect((await ledger.findResource('proof/3'))?.cacheControl).toBe('public, max-age=86400');
    expect(before).toMatchObject({ ok: true, value: { index: 3 } });
    const last = 300;
    // Not vouched for yet: the log's signature alone, to be asked for again.
    const early = await ledger.findResource(`proof/${last}`);
    expect(early?.cacheControl).toBe('no-cache');
    await ledger.askWitnesses();
    const late = await replica().findResource(`proof/${last}`);
    expect(late?.cacheControl).toBe('public, max-age=86400');
    const proof = parseTlogProof(late?.body.toString() ?? '');
    if (!proof.ok) throw new Error(proof.refusal);
    expect(readCosignatures(proof.value.checkpoint, keysOf(read(askFor(2, witnesses))))).toMatchObject({
      ok: true,
      value: { length: 3 },
    });
    expect(await ledger.findResource('proof/1000000')).toBeUndefined();
    expect(await ledger.findResource('proof/01')).toBeUndefined();
  });

  it('goes on with a quorum of them', async () => {
    const ledger = replica();
    await witnesses[2]?.stop();
    await append();
    expect(await ledger.askWitnesses()).toMatchObject({
      answers: ['cosigned', 'cosigned', 'no-answer'],
      unwitnessed: 0,
    });
    expect(await countServed(ledger)).toBe(2);
    await witnesses[2]?.start();
    await append();
    expect(await ledger.askWitnesses()).toMatchObject({ answers: ['cosigned', 'cosigned', 'cosigned'] });
  });

  it('goes on without a quorum for the grace, then lets nothing leave, and resumes by itself', async () => {
    const ledger = replica();
    await ledger.askWitnesses();
    await Promise.all([witnesses[0]?.stop(), witnesses[1]?.stop()]);
    await append();
    expect(await ledger.askWitnesses()).toMatchObject({ unwitnessed: 1, waiting: 0, mayDisclose: true });
    pass(240);
    expect(await ledger.askWitnesses()).toMatchObject({ waiting: 240 * minute, mayDisclose: true });
    pass(1);
    await append();
    expect(await ledger.askWitnesses()).toMatchObject({
      unwitnessed: 2,
      waiting: 241 * minute,
      mayDisclose: false,
    });
    expect(() => {
      ledger.checkMayDisclose();
    }).toThrow(LedgerUnwitnessedError);
    // Another replica, even one that starts anew, knows as much.
    const other = replica();
    expect(await other.askWitnesses()).toMatchObject({ mayDisclose: false });
    // The head that is served stays the one that is vouched for.
    expect(await countServed(ledger)).toBeGreaterThanOrEqual(2);
    await Promise.all([witnesses[0]?.start(), witnesses[1]?.start()]);
    expect(await ledger.askWitnesses()).toMatchObject({ unwitnessed: 0, waiting: 0, mayDisclose: true });
    ledger.checkMayDisclose();
    expect(await other.askWitnesses()).toMatchObject({ mayDisclose: true });
  });

  it('goes on without a quorum for so many entries only', async () => {
    const ledger = replica(undefined, 3);
    await ledger.askWitnesses();
    await Promise.all([witnesses[0]?.stop(), witnesses[1]?.stop()]);
    await append(3);
    expect(await ledger.askWitnesses()).toMatchObject({ unwitnessed: 3, mayDisclose: true });
    await append();
    expect(await ledger.askWitnesses()).toMatchObject({ unwitnessed: 4, mayDisclose: false });
    await Promise.all([witnesses[0]?.start(), witnesses[1]?.start()]);
    expect(await ledger.askWitnesses()).toMatchObject({ unwitnessed: 0, mayDisclose: true });
  });

  it('takes a witness that misbehaves for one that is missing', async () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const cosigner = createCosigner('witness.test/bad', pem);
    const textOf = (body: string): string => body.slice(body.indexOf('\n\n') + 2).split('\n\n')[0] ?? '';
    const old = new Date('2020-01-01T00:00:00Z');
    const answers: readonly (readonly [number, string, (body: string) => string | Promise<string>])[] = [
      [500, 'text/plain', () => 'broken\n'],
      [200, 'text/plain', () => ''],
      [200, 'text/plain', () => '— witness.test/bad AAAAAAA=\n'],
      [200, 'text/plain', () => cosignCheckpoint('log.test\n1\nAAAA\n', cosigner, test.clock.now())],
      [200, 'text/plain', (body) => cosignCheckpoint(`${textOf(body)}\n`, cosigner, old)],
      [200, 'text/plain', () => 'x'.repeat(100_000)],
      [409, 'text/x.tlog.size', () => `${(asked += 1)}\n`],
      [409, 'text/plain', () => '1\n'],
      [409, 'text/x.tlog.size', () => '99999999\n'],
      [422, 'text/plain', () => 'no\n'],
      [302, 'text/plain', () => ''],
    ];
    let [at, asked] = [0, 0];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [status, type, answer] = answers[at] ?? [404, 'text/plain', () => ''];
        void Promise.resolve(answer(Buffer.concat(chunks).toString())).then((text) => {
          response.writeHead(status, { 'content-type': type, location: '/add-checkpoint' });
          response.end(text);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bad = {
      verifierKey: cosigner.verifierKey,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    const [good] = witnesses;
    if (good === undefined) throw new Error('there is a witness');
    const ledger = replica(askFor(2, [good, bad]));
    for (; at < answers.length; at += 1) {
      await append();
      const round = await ledger.askWitnesses();
      expect([at, round?.answers[0], round?.answers[1] === 'cosigned']).toEqual([at, 'cosigned', false]);
      expect([at, round?.unwitnessed === 0]).toEqual([at, false]);
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect((await replica().askWitnesses())?.unwitnessed).toBe(0);
  });

  it('whose database went back lets nothing leave, though no process remembers', async () => {
    await checkOwnWitnesses(replica(), { dataDirectory: 'data' });
    const tables = [
      'part_wraps',
      'entry_parts',
      'entry_index',
      'entries',
      'head',
      'witnessed_checkpoints',
      'checkpoints',
    ];
    const { rows } = await database.owner.query<{ size: string }>(
      'select size from ledger.checkpoints order by size desc offset 2 limit 1',
    );
    const size = Number(rows[0]?.size);
    const connection = await database.owner.connect();
    await connection.query('set session_replication_role = replica');
    await connection.query('create schema saved');
    for (const table of tables)
      await connection.query(`create table saved.${table} as table ledger.${table}`);
    for (const table of ['part_wraps', 'entry_parts', 'entry_index', 'entries'])
      await connection.query(`delete from ledger.${table} where entry_index >= $1`, [size]);
    for (const table of ['witnessed_checkpoints', 'checkpoints'])
      await connection.query(`delete from ledger.${table} where size > $1`, [size]);
    await connection.query('update ledger.head set size = $1', [size]);

    const gone = replica();
    await expect(gone.askWitnesses()).rejects.toThrow(LedgerRollbackError);
    await expect(checkOwnWitnesses(gone, { dataDirectory: 'data' })).rejects.toThrow(
      'If the database was dropped on purpose, remove data/witnesses and start again.',
    );
    expect(() => {
      gone.checkMayDisclose();
    }).toThrow(LedgerRollbackError);
    // Nor once it has grown beyond what witnesses hold, in another way.
    await append(20);
    const grown = replica();
    await expect(grown.askWitnesses()).rejects.toThrow(LedgerRollbackError);

    for (const table of tables) {
      await connection.query(`delete from ledger.${table}`);
      await connection.query(`insert into ledger.${table} table saved.${table}`);
    }
    connection.release(true);
    const mended = replica();
    expect(await mended.askWitnesses()).toMatchObject({ mayDisclose: true });
  });
});
