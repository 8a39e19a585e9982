import { type AddressInfo, type Socket, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mailboxAddress } from '../../src/agreements/index.ts';
import { type ExchangeAnswer, findLanes, resumeLane, stopLane } from '../../src/exchange/index.ts';
import type { MailboxAnswer } from '../../src/exchange/mailbox/mailbox-answers.ts';
import type { SystemId } from '../../src/platform/index.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import {
  asExchange,
  eventually,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let fps: Peer;
let wmc: Peer;
let school: { readonly systemId: SystemId; readonly url: string };
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  ({ FPS: fps, WMC: wmc } = system.region.peers);
  const found = await system.rooms.agreements.findSystemByClientId('fps-school-records');
  if (found?.endpoint == null) throw new Error('the school has no endpoint');
  school = { systemId: found.systemId, url: found.endpoint.url };
});

afterAll(() => system.stop());

/** Every test leaves nothing behind that waits. */
afterEach(async () => {
  await Promise.all([fps.answerWith(200), wmc.answerWith(200)]);
  await resumeLane(system.rooms.pool, school.systemId, 'SEND');
  await eventually(async () => ((await countWaiting()) === 0 ? true : undefined), 'nothing waits any more');
});

async function countWaiting(): Promise<number> {
  const { rows } = await system.database.owner.query<{ waiting: number }>(
    "select count(*)::int as waiting from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
  );
  return rows[0]?.waiting ?? 0;
}

async function sendPlan(): Promise<ExchangeAnswer> {
  return asExchange(await wmc.send(push(freshPlan(), sue, at)));
}

interface Row {
  readonly delivery_id: string;
  readonly state: string;
  readonly attempts: number;
  readonly parked: boolean;
}

async function findRow({ exchangeId }: ExchangeAnswer): Promise<Row> {
  const { rows } = await system.database.owner.query<Row>(
    'select delivery_id, state, attempts, parked from exchange.deliveries where exchange_id = $1',
    [exchangeId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no delivery was planned');
  return row;
}

async function countDispatches(exchange: ExchangeAnswer): Promise<number> {
  const { rows } = await system.database.owner.query<{ count: number }>(
    'select count(*)::int as count from exchange.dispatches where delivery_id = $1',
    [(await findRow(exchange)).delivery_id],
  );
  return rows[0]?.count ?? 0;
}

async function arrivals(peer: Peer): Promise<readonly string[]> {
  return (await peer.received()).map(({ headers }) => headers['assent-exchange-id'] ?? '');
}

function waitUntilDelivered(exchange: ExchangeAnswer): Promise<true> {
  return eventually(
    async () => ((await findRow(exchange)).state === 'DELIVERED' ? true : undefined),
    'it is delivered',
  );
}

describe('messages of one family for one recipient', () => {
  it('arrive in the order in which they were sent, whatever went wrong with the first', async () => {
    await fps.answerWith(503);
    const first = await sendPlan();
    const second = await sendPlan();
    const third = await sendPlan();
    expect(onlyRecipient(second).delivery).toBe('QUEUED');
    // What comes after another is not even tried.
    expect(await countDispatches(second)).toBe(0);
    expect(await findRow(third)).toMatchObject({ state: 'DUE', parked: true });
    await fps.answerWith(200);
    for (const each of [first, second, third]) await waitUntilDelivered(each);
    const order = (await arrivals(fps)).filter((id) =>
      [first, second, third].some(({ exchangeId }) => exchangeId === id),
    );
    expect(order).toEqual([first.exchangeId, second.exchangeId, third.exchangeId]);
  });

  it('are let go when the one before ends without arriving', async () => {
    await fps.answerWith(503);
    const first = await sendPlan();
    const second = await sendPlan();
    await fps.answerWith(200);
    await system.database.owner.query(
      'update exchange.deliveries set expires_at = now() where exchange_id = $1',
      [first.exchangeId],
    );
    await waitUntilDelivered(second);
    expect((await findRow(first)).state).toMatch(/EXPIRED|DELIVERED/);
  });

  it('are overtaken by what is urgent', async () => {
    await wmc.answerWith(503);
    const { agreements } = system.rooms;
    const council = await agreements.findSystemByClientId('wmc-case-management');
    if (council === undefined) throw new Error('the council has no system');
    // Stopped, and with its circuit open: nothing routine goes.
    await stopLane(system.rooms.pool, council.systemId, 'a test');
    await wmc.answerWith(200);
    const urgent = asExchange(
      await fps.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt })),
    );
    expect(onlyRecipient(urgent).delivery).toBe('DELIVERED');
    await resumeLane(system.rooms.pool, council.systemId, 'SEND');
  });

  it('are shown in a mailbox one after the other', async () => {
    const { agreements } = system.rooms;
    await agreements.changeEndpoint(school.systemId, { url: mailboxAddress });
    const sent = [await sendPlan(), await sendPlan()];
    const ids = await Promise.all(sent.map(async (each) => (await findRow(each)).delivery_id));
    const list = async (): Promise<readonly string[]> => {
      const { body } = await fps.send({ method: 'GET', path: '/v1/mailbox' });
      return (body as MailboxAnswer).items.map(({ id }) => id).filter((id) => ids.includes(id));
    };
    expect(await list()).toEqual([ids[0]]);
    expect((await fps.send({ method: 'GET', path: `/v1/mailbox/${ids[1] ?? ''}` })).status).toBe(404);
    for (const id of ids) {
      expect((await fps.send({ method: 'GET', path: `/v1/mailbox/${id}` })).status).toBe(200);
      expect((await fps.send({ method: 'POST', path: `/v1/mailbox/${id}/acknowledgement` })).status).toBe(
        200,
      );
    }
    expect(await list()).toEqual([]);
    await agreements.changeEndpoint(school.systemId, { url: school.url });
  });
});

describe('a recipient that is down', () => {
  /** Forgets which family deliveries are of, as if each were of another. */
  async function forgetFamilies(): Promise<void> {
    await system.database.owner.query('update exchange.deliveries set order_hash = null');
  }

  it('is tried by one message at a time once three have failed, and then gets them all', async () => {
    await fps.answerWith(503);
    const sent: ExchangeAnswer[] = [];
    for (let count = 0; count < 12; count += 1) {
      sent.push(await sendPlan());
      await forgetFamilies();
    }
    const [lane] = (await findLanes(system.rooms.pool)).filter(
      ({ systemId }) => systemId === school.systemId,
    );
    expect(lane?.probeAt).not.toBeNull();
    expect(lane?.failures).toBeGreaterThanOrEqual(3);
    // From then on nobody else was sent anything.
    const untouched = (await Promise.all(sent.map(countDispatches))).filter((count) => count === 0);
    expect(untouched.length).toBeGreaterThan(5);
    await fps.answerWith(200);
    for (const each of sent) await waitUntilDelivered(each);
    const all = (await Promise.all(sent.map(countDispatches))).reduce((sum, count) => sum + count, 0);
    expect(all).toBeLessThanOrEqual(2 * sent.length + 6);
    const [after] = (await findLanes(system.rooms.pool)).filter(
      ({ systemId }) => systemId === school.systemId,
    );
    expect(after?.probeAt ?? null).toBeNull();
  });

  it.each([
    ['is decided again at once where the choice was taken back while an attempt was under way', true],
    ['waits for its turn where nothing was taken back meanwhile', false],
  ])('gets an attempt that ends without arriving, and it %s', async (_claim, takenBack) => {
    const { pool } = system.rooms;
    const caught: Socket[] = [];
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      caught.push(socket);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { agreements } = system.rooms;
    await agreements.changeEndpoint(school.systemId, { url: `https://localhost:${port}/assent/inbox` });
    const sending = sendPlan();
    await eventually(() => Promise.resolve(caught[0]), 'the gateway tries to deliver');
    await stopLane(pool, school.systemId, 'a test');
    if (takenBack)
      await system.database.owner.query(
        `select exchange.hasten_waiting(r.consent_hash) from exchange.reliances r
             join exchange.deliveries d on d.delivery_id = r.delivery_id where d.state = 'DISPATCHED'`,
      );
    await agreements.changeEndpoint(school.systemId, { url: school.url });
    silent.close();
    for (const socket of caught) socket.destroy();
    const sent = await sending;
    if (takenBack)
      await eventually(
        async () => ((await findRow(sent)).attempts > 1 ? true : undefined),
        'it is decided again',
      );
    await eventually(async () => ((await findRow(sent)).parked ? true : undefined), 'it waits again');
    // Decided again or not: to a system that is stopped nothing goes.
    expect(await findRow(sent)).toMatchObject({ state: 'DUE', attempts: takenBack ? 2 : 1 });
    expect(await countDispatches(sent)).toBe(1);
  });

  it('that takes a connection and says nothing holds one worker, and others are served meanwhile', async () => {
    const caught: Socket[] = [];
    const silent = createServer((socket) => {
      socket.on('error', () => undefined);
      caught.push(socket);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { agreements } = system.rooms;
    await fps.answerWith(503);
    const sent: ExchangeAnswer[] = [];
    for (let count = 0; count < 2; count += 1) {
      sent.push(await sendPlan());
      await forgetFamilies();
    }
    await agreements.changeEndpoint(school.systemId, { url: `https://localhost:${port}/assent/inbox` });
    await eventually(() => Promise.resolve(caught[0]), 'the gateway tries to deliver');
    const { rows } = await system.database.owner.query<{ at_work: number }>(
      `select count(*)::int as at_work from exchange.deliveries
        where system_id = $1 and state = 'DISPATCHED' and attempts > 1 and lease_until > now()`,
      [school.systemId],
    );
    expect(rows[0]?.at_work).toBeLessThanOrEqual(1);
    const urgent = asExchange(
      await fps.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt })),
    );
    expect(onlyRecipient(urgent).delivery).toBe('DELIVERED');
    await agreements.changeEndpoint(school.systemId, { url: school.url });
    await fps.answerWith(200);
    for (const socket of caught) socket.destroy();
    silent.close();
    for (const each of sent) await waitUntilDelivered(each);
  });
});

describe('an operator who stops deliveries to a system', () => {
  it('has nothing sent until it is let go on, and then sent in its order', async () => {
    const { pool } = system.rooms;
    await stopLane(pool, school.systemId, 'The school’s supplier asked for it.');
    const sent = [await sendPlan(), await sendPlan()];
    expect(sent.map((each) => onlyRecipient(each).delivery)).toEqual(['QUEUED', 'QUEUED']);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    for (const each of sent) expect(await countDispatches(each)).toBe(0);
    expect((await findLanes(pool)).find(({ systemId }) => systemId === school.systemId)).toMatchObject({
      waiting: 2,
      stoppedWhy: 'The school’s supplier asked for it.',
    });
    expect(await resumeLane(pool, school.systemId, 'SEND')).toBe(2);
    for (const each of sent) await waitUntilDelivered(each);
  });

  it('may have those reported that waited, so that nothing old is sent by surprise', async () => {
    const { pool } = system.rooms;
    await stopLane(pool, school.systemId, 'The school has moved.');
    const old = await sendPlan();
    expect(await resumeLane(pool, school.systemId, 'REPORT')).toBe(1);
    await eventually(
      async () => ((await findRow(old)).state === 'EXPIRED' ? true : undefined),
      'it has ended',
    );
    expect(await countDispatches(old)).toBe(0);
    const fresh = await sendPlan();
    expect(onlyRecipient(fresh).delivery).toBe('DELIVERED');
    const seen = asExchange(await wmc.send({ method: 'GET', path: `/v1/exchanges/${old.exchangeId}` }));
    expect(onlyRecipient(seen)).toMatchObject({ delivery: 'NOT_SENT', report: { kind: 'NON_DELIVERY' } });
  });
});
