import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExchangeAnswer, createMeshClient } from '../../src/exchange/index.ts';
import { type SystemId, systemClock } from '../../src/platform/index.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import { writeCarriers } from '../support/carriers.ts';
import { createTestAuthority } from '../support/certificates.ts';
import {
  asExchange,
  eventually,
  findKinds,
  findNotices,
  freshPlan,
  onlyRecipient,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { type StartedMeshServer, startMeshServer } from '../support/start-mesh-server.ts';

const own = { mailbox: 'ASSENT01', password: 'the-password-of-a-mailbox', sharedKey: 'the-key-of-all' };
const workflow = 'ASSENT_DELIVERY';
const school = 'SCHOOL01';
let system: TestGateway;
let mesh: StartedMeshServer;
let wmc: Peer;
let schoolSystem: { readonly systemId: SystemId; readonly url: string };
let terms: Parameters<typeof createMeshClient>[0];

beforeAll(async () => {
  const authority = await createTestAuthority();
  const [server, client] = await Promise.all([
    authority.issue({ commonName: 'localhost', use: 'server' }),
    authority.issue({ commonName: 'assent', use: 'client' }),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'assent-mesh-'));
  const certificateFile = join(directory, 'server.pem');
  const authorityFile = join(directory, 'authority.pem');
  await writeFile(certificateFile, `${server.certificatePem}\n${server.privateKeyPem}`);
  await writeFile(authorityFile, authority.certificatePem);
  mesh = await startMeshServer({
    certificateFile,
    authorityFile,
    sharedKey: own.sharedKey,
    mailboxes: { [own.mailbox]: own.password, [school]: 'the-password-of-a-school' },
  });
  const { mailbox, password, sharedKey } = own;
  terms = {
    url: mesh.url,
    mailbox,
    password,
    sharedKey,
    certificate: client.certificatePem,
    key: client.privateKeyPem,
    authority: authority.certificatePem,
    workflow,
    chunkBytes: 1_000,
  };
  const file = await writeCarriers({
    mesh: {
      url: mesh.url,
      mailbox,
      passwordFile: password,
      sharedKeyFile: sharedKey,
      certificateFile: client.certificatePem,
      keyFile: client.privateKeyPem,
      authorityFile: authority.certificatePem,
      workflow,
      chunkBytes: 1_000,
    },
  });
  system = await startTestGateway({ ASSENT_CARRIERS_FILE: file }, quickTiming);
  wmc = system.region.peers.WMC;
  const found = await system.rooms.agreements.findSystemByClientId('fps-school-records');
  if (found?.endpoint == null) throw new Error('the school has no endpoint');
  schoolSystem = { systemId: found.systemId, url: found.endpoint.url };
  await receiveAt(`mesh:${school}`);
});

afterAll(async () => {
  await system.stop();
  mesh.stop();
});

/** Every test leaves nothing behind that waits. */
afterEach(async () => {
  await mesh.tell({ kind: 'answer-with', status: 0 });
  await receiveAt(`mesh:${school}`);
  await eventually(async () => {
    await mesh.collect(school);
    await round();
    return (await countWaiting()) === 0 ? true : undefined;
  }, 'nothing waits any more');
});

async function receiveAt(url: string): Promise<void> {
  expect(await system.rooms.agreements.changeEndpoint(schoolSystem.systemId, { url })).toMatchObject({
    ok: true,
  });
}

async function countWaiting(): Promise<number> {
  const { rows } = await system.database.owner.query<{ waiting: number }>(
    "select count(*)::int as waiting from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
  );
  return rows[0]?.waiting ?? 0;
}

/** The worker looks after MESH now, and not within a minute. */
async function round(): Promise<void> {
  const job = "select graphile_worker.add_job('mesh-round', job_key => 'mesh-round-now')";
  await system.rooms.pool.query(job);
  await eventually(async () => {
    const { rows } = await system.database.owner.query(
      "select 1 from graphile_worker._private_jobs where key = 'mesh-round-now'",
    );
    return rows.length === 0 ? true : undefined;
  }, 'the worker has looked after MESH');
}

async function sendPlan(): Promise<ExchangeAnswer> {
  return asExchange(await wmc.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
}

async function seen({ exchangeId }: ExchangeAnswer): Promise<ReturnType<typeof onlyRecipient>> {
  return onlyRecipient(asExchange(await wmc.send({ method: 'GET', path: `/v1/exchanges/${exchangeId}` })));
}

function waitUntil(exchange: ExchangeAnswer, expected: object): Promise<true> {
  return eventually(
    async () => {
      const recipient = await seen(exchange);
      const isSo = Object.entries(expected).every(
        ([name, value]) => JSON.stringify(Reflect.get(recipient, name)) === JSON.stringify(value),
      );
      return isSo ? true : undefined;
    },
    `it is ${JSON.stringify(expected)}`,
  );
}

async function countDispatches({ exchangeId }: ExchangeAnswer): Promise<number> {
  const { rows } = await system.database.owner.query<{ count: number }>(
    `select count(*)::int as count from exchange.dispatches s
       join exchange.deliveries d on d.delivery_id = s.delivery_id where d.exchange_id = $1`,
    [exchangeId],
  );
  return rows[0]?.count ?? 0;
}

describe('a message for a system with a mailbox in MESH', () => {
  it('arrives when its recipient has collected it, and not before', async () => {
    const sent = await sendPlan();
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    await round();
    // It lies there: nothing has arrived, nothing is sent again, and no family was told.
    expect(await seen(sent)).toMatchObject({ delivery: 'QUEUED' });
    expect(await countDispatches(sent)).toBe(1);
    expect(await findNotices(system.rooms, system.database, sent.exchangeId)).toEqual([]);

    const [collected, ...more] = await mesh.collect(school);
    expect(more).toEqual([]);
    expect(collected).toMatchObject({ from: own.mailbox, workflow });
    expect(collected?.chunks).toBeGreaterThan(1);
    const { headers, body } = JSON.parse(collected?.content ?? '') as {
      headers: Record<string, string>;
      body: string;
    };
    expect(headers['assent-exchange-id']).toBe(sent.exchangeId);
    expect(headers['assent-delivery-id']).toBe(collected?.localId);
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(['assent-receipt', 'assent-dispatch']));
    const digest = createHash('sha256').update(body).digest('base64');
    expect(headers['content-digest']).toBe(`sha-256=:${digest}:`);

    await round();
    await waitUntil(sent, { delivery: 'DELIVERED' });
    expect(await findKinds(system.rooms, sent.exchangeId)).toEqual(
      expect.arrayContaining(['DECISION', 'OUTCOME', 'NOTICE']),
    );
    const { refused, handshakes } = await mesh.look();
    expect(refused).toEqual([]);
    expect(handshakes).toBe(1);
  });

  it('is reported to its sender when MESH gives it up, and our mailbox is left empty', async () => {
    const sent = await sendPlan();
    await mesh.tell({ kind: 'give-up', mailbox: school });
    await round();
    await waitUntil(sent, { delivery: 'NOT_SENT' });
    expect((await seen(sent)).report).toMatchObject({ kind: 'NON_DELIVERY' });
    expect((await mesh.look()).inbox[own.mailbox]).toBe(0);
  });

  it('that was given up too early has arrived after all once it is collected', async () => {
    const sent = await sendPlan();
    await system.database.owner.query(
      'update exchange.deliveries set expires_at = now() where exchange_id = $1',
      [sent.exchangeId],
    );
    await system.database.owner.query(
      "select exchange.schedule_redelivery(delivery_id, 0) from exchange.deliveries where state = 'DUE'",
    );
    await waitUntil(sent, { delivery: 'NOT_SENT' });
    expect(await mesh.collect(school)).toHaveLength(1);
    await round();
    await waitUntil(sent, { delivery: 'DELIVERED' });
    expect((await seen(sent)).report).toMatchObject({ kind: 'ARRIVED_AFTER_ALL' });
  });

  it('is not sent where MESH knows no such mailbox', async () => {
    await receiveAt('mesh:NOBODY99');
    const sent = await sendPlan();
    expect(onlyRecipient(sent).delivery).toBe('NOT_SENT');
    expect((await seen(sent)).report).toMatchObject({ kind: 'NON_DELIVERY' });
  });

  it('is tried again where MESH is down', async () => {
    await mesh.tell({ kind: 'answer-with', status: 503 });
    const sent = await sendPlan();
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    await mesh.tell({ kind: 'answer-with', status: 0 });
    await eventually(
      async () => (((await mesh.look()).inbox[school] ?? 0) > 0 ? true : undefined),
      'MESH has it',
    );
    await mesh.collect(school);
    await round();
    await waitUntil(sent, { delivery: 'DELIVERED' });
  });
});

it('what others put into our mailbox stays there for MESH to return it', async () => {
  for (let count = 0; count < 3; count += 1) await mesh.tell({ kind: 'put', mailbox: own.mailbox });
  await round();
  expect((await mesh.look()).inbox[own.mailbox]).toBe(3);
  expect(system.readLog().match(/mesh-message-unknown/g)).toHaveLength(3);
  await mesh.collect(own.mailbox);
});

describe('MESH is spoken to', () => {
  const file = { to: school, localId: 'local-1', content: Buffer.from('x') };

  it.each([
    ['another password', { password: 'another' }],
    ['another shared key', { sharedKey: 'another' }],
    ['a mailbox that is not ours', { mailbox: 'NOBODY99' }],
  ])('with the right credentials only: not with %s', async (_name, wrong) => {
    const client = createMeshClient({ ...terms, ...wrong }, systemClock);
    await expect(client.handshake()).rejects.toMatchObject({ status: 403 });
    await expect(client.send(file, AbortSignal.timeout(5_000))).rejects.toMatchObject({ status: 403 });
    await client.close();
  });

  it('at the hour that it is only', async () => {
    const late = { now: () => new Date(Date.now() - 3 * 3_600_000) };
    const client = createMeshClient(terms, late);
    await expect(client.handshake()).rejects.toMatchObject({ status: 403 });
    await client.close();
    const onTime = createMeshClient(terms, systemClock);
    await onTime.handshake();
    // The same again with a token of its own.
    await onTime.handshake();
    await onTime.close();
  });

  it('with a certificate that it knows only', async () => {
    const other = await createTestAuthority('Other');
    const { certificatePem, privateKeyPem } = await other.issue({ commonName: 'assent', use: 'client' });
    const client = createMeshClient(
      { ...terms, certificate: certificatePem, key: privateKeyPem },
      systemClock,
    );
    await expect(client.handshake()).rejects.toThrow();
    await client.close();
    const distrustful = createMeshClient({ ...terms, authority: other.certificatePem }, systemClock);
    await expect(distrustful.handshake()).rejects.toThrow();
    await distrustful.close();
  });

  it.each(['mesh:school01', 'mesh:', 'mesh:AB', 'mesh:SCHOOL01/x', 'mesh://SCHOOL01'])(
    'under an address that is one: %s is none',
    async (url) => {
      const changed = await system.rooms.agreements.changeEndpoint(schoolSystem.systemId, { url });
      expect(changed.ok).toBe(false);
    },
  );
});
