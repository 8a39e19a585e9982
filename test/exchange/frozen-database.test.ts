import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '../../src/database/index.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import {
  asExchange,
  countRows,
  eventually,
  findKinds,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type FreezableDatabase, openFreezableDatabase } from '../support/freezable-database.ts';
import { type TestGateway, readPublic, startTestGateway } from '../support/gateway.ts';

let way: FreezableDatabase;
let system: TestGateway;
const nothing = { exchanges: 0, deliveries: 0, jobs: 0 };

beforeAll(async () => {
  way = await openFreezableDatabase(process.env['ASSENT_TEST_SERVER'] ?? '');
  system = await startTestGateway(
    { ASSENT_URGENT_DEADLINE_SECONDS: '1', ASSENT_DEADLINE_SECONDS: '2', ASSENT_DATABASE_WAIT_SECONDS: '5' },
    undefined,
    (url) => way.reach(url),
  );
  // Both systems work as every day: they have their tokens already.
  await sendReferral(freshReferral());
  await sendPlan(freshPlan());
});

afterAll(async () => {
  way.thaw();
  await system.stop();
  await way.close();
});

function sendReferral(referral: ReturnType<typeof freshReferral>): Promise<GatewayAnswer> {
  return system.region.peers.FPS.send(push(referral, schoolLead, { evaluateAt: referralSentAt }));
}

function sendPlan(plan: ReturnType<typeof freshPlan>): Promise<GatewayAnswer> {
  return system.region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt }));
}

async function timed(work: Promise<GatewayAnswer>): Promise<GatewayAnswer & { readonly seconds: number }> {
  const begun = performance.now();
  const answer = await work;
  return { ...answer, seconds: (performance.now() - begun) / 1000 };
}

async function isReady(): Promise<true | undefined> {
  return (await readPublic(system, '/readyz')).status === 200 ? true : undefined;
}

describe('a database that stands still', () => {
  const referral = freshReferral();
  const plan = freshPlan();
  let urgent: Awaited<ReturnType<typeof timed>>;
  let routine: Awaited<ReturnType<typeof timed>>;
  let received: number;

  beforeAll(async () => {
    received = (await system.region.peers.WMC.received()).length;
    way.freeze();
    [urgent, routine] = await Promise.all([timed(sendReferral(referral)), timed(sendPlan(plan))]);
  });

  it('keeps no urgent referral waiting: not delivered, and the number to phone', () => {
    expect(urgent.status).toBe(503);
    expect(urgent.body).toMatchObject({
      code: 'ledger-unavailable',
      detail: 'Not delivered: phone the duty number now.',
      phone: system.config.dutyPhone,
    });
    expect(urgent.seconds).toBeLessThan(2);
  });

  it('lets everybody else know somewhat later', () => {
    expect(routine.status).toBe(503);
    expect(routine.body).toMatchObject({ code: 'ledger-unavailable' });
    expect(routine.body).not.toHaveProperty('phone');
    expect(routine.seconds).toBeGreaterThan(1.5);
    expect(routine.seconds).toBeLessThan(4);
  });

  it('keeps nobody waiting who only reads', async () => {
    const read = await timed(
      system.region.peers.FPS.send({
        method: 'GET',
        path: '/v1/exchanges/00000000-0000-4000-8000-000000000000',
      }),
    );
    expect(read.status).toBe(503);
    expect(read.seconds).toBeLessThan(4);
  });

  it('has nothing of it when it moves again, and takes the same message once', async () => {
    way.thaw();
    await eventually(isReady, 'the gateway is ready again');
    expect(await countRows(system.database, referral.messageId)).toEqual(nothing);
    expect(await system.region.peers.WMC.received()).toHaveLength(received);
    // A database that has just woken may be too slow once more, and then nothing of it was written down either.
    const answer = await eventually(async () => {
      const sent = await sendReferral(referral);
      return sent.status === 503 ? undefined : asExchange(sent);
    }, 'the message is taken');
    expect(onlyRecipient(answer)).toMatchObject({ delivery: 'DELIVERED' });
    expect(await system.region.peers.WMC.received()).toHaveLength(received + 1);
  });
});

describe('a ledger whose head somebody holds', () => {
  it('gives an urgent referral its answer in time, and writes nothing of it when it is let go', async () => {
    const referral = freshReferral();
    const received = (await system.region.peers.WMC.received()).length;
    const holder = await system.database.owner.connect();
    try {
      await holder.query('begin');
      await holder.query('select size from ledger.head for update');
      const answer = await timed(sendReferral(referral));
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ phone: system.config.dutyPhone });
      expect(answer.seconds).toBeLessThan(2);
      // Its statement still waits for the head, and now gets it: too late.
      await holder.query('rollback');
      await wait(500);
      expect(await countRows(system.database, referral.messageId)).toEqual(nothing);
      expect(await findKinds(system.rooms, answer.exchangeId ?? '')).toEqual([]);
      expect(await system.region.peers.WMC.received()).toHaveLength(received);
    } finally {
      await holder.query('rollback').catch(() => undefined);
      holder.release();
    }
    expect(onlyRecipient(asExchange(await sendReferral(referral)))).toMatchObject({ delivery: 'DELIVERED' });
  });

  it('is not waited for longer than a lock may take', async () => {
    const pool = openPool(system.database.urls.gateway, { lockTimeout: 200 });
    const holder = await system.database.owner.connect();
    try {
      await holder.query('begin');
      await holder.query('select size from ledger.head for update');
      await expect(pool.query("select ledger.append_entries('[{}]'::jsonb)")).rejects.toMatchObject({
        code: '55P03',
      });
    } finally {
      await holder.query('rollback');
      holder.release();
      await pool.end();
    }
  });
});

describe('a pool whose server stands still', () => {
  it('gives a statement up by itself, and has a connection again afterwards', async () => {
    const pool = openPool(way.reach(system.database.urls.gateway), {
      statementTimeout: 200,
      connectionTimeout: 500,
      max: 1,
    });
    try {
      await pool.query('select 1');
      way.freeze();
      await expect(pool.query('select 1')).rejects.toThrow('Query read timeout');
      await expect(pool.query('select 1')).rejects.toThrow(/timeout/i);
      way.thaw();
      expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      way.thaw();
      await pool.end();
    }
  });
});
