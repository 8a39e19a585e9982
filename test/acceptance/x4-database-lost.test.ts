import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import { databaseOf, withDatabase } from '../../src/database/index.ts';
import {
  asExchange,
  countRows,
  eventually,
  findKinds,
  freshReferral,
  onlyRecipient,
  push,
  referralSentAt,
  schoolLead,
} from '../support/exchanges.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { type TestGateway, readFigure, readPublic, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
const referral = freshReferral();
const at = { evaluateAt: referralSentAt };

beforeAll(async () => {
  system = await startTestGateway({ ASSENT_DATABASE_WAIT_SECONDS: '5' }, quickTiming);
  // The school's system works as every day: it has its token already.
  await system.region.peers.FPS.send(push(freshReferral(), schoolLead, at));
});

afterAll(() => system.stop());

/** Shuts the gateway out of its main database, from outside, as a failed server would; or lets it in again. */
async function letIn(allowed: boolean): Promise<void> {
  const name = databaseOf(system.database.urls.gatewayOwner);
  const server = new pg.Client({
    connectionString: withDatabase(process.env['ASSENT_TEST_SERVER'] ?? '', 'postgres'),
  });
  await server.connect();
  try {
    await server.query(
      `alter database ${pg.escapeIdentifier(name)} with allow_connections ${String(allowed)}`,
    );
    if (!allowed) {
      await server.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
        [name],
      );
    }
  } finally {
    await server.end();
  }
}

async function isReady(): Promise<boolean> {
  return (await readPublic(system, '/readyz')).status === 200;
}

describe('X4: the ledger’s database is lost while a safeguarding lead sends', () => {
  let refused: GatewayAnswer;
  let milliseconds: number;
  let delivered: number;

  beforeAll(async () => {
    delivered = (await system.region.peers.WMC.received()).length;
    await letIn(false);
    const begun = performance.now();
    refused = await system.region.peers.FPS.send(push(referral, schoolLead, at));
    milliseconds = performance.now() - begun;
  });

  it('answers at once: 503, not delivered, and the number to phone', () => {
    expect(milliseconds).toBeLessThan(10_000);
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({
      code: 'ledger-unavailable',
      title: 'The disclosure could not be written down, so nothing was sent.',
      detail: 'Not delivered: phone the duty number now.',
      phone: system.config.dutyPhone,
    });
    expect(JSON.stringify(refused.body)).not.toMatch(/database|connection|postgres|Marsh|9990001057/i);
  });

  it('releases nothing', async () => {
    expect(await system.region.peers.WMC.received()).toHaveLength(delivered);
  });

  it('pages the on-call contact, with a line in the log and a figure', async () => {
    const why = 'safeguarding-not-delivered';
    expect(await readFigure(system, 'assent_on_call_pages_total', { why })).toBe(1);
    const page = system
      .readLog()
      .split('\n')
      .find((line) => line.includes('"on-call-page"'));
    expect(JSON.parse(page ?? '{}')).toMatchObject({ level: 'error', problem: 'safeguarding-not-delivered' });
  });

  it('says that it is not ready, and does not fall over', async () => {
    expect(await isReady()).toBe(false);
  });

  it('has no part of it after the database is back, and takes the same message once, however often it is sent', async () => {
    await letIn(true);
    await eventually(async () => ((await isReady()) ? true : undefined), 'the gateway is ready again');
    expect(await countRows(system.database, referral.messageId)).toEqual({
      exchanges: 0,
      deliveries: 0,
      jobs: 0,
    });
    expect(await findKinds(system.rooms, refused.exchangeId ?? '')).toEqual([]);

    const { peers } = system.region;
    const first = asExchange(await peers.FPS.send(push(referral, schoolLead, at)));
    expect(onlyRecipient(first)).toMatchObject({ outcome: 'FORWARD', delivery: 'DELIVERED' });
    const again = asExchange(await peers.FPS.send(push(referral, schoolLead, at)));
    expect(again).toEqual(first);
    expect(await countRows(system.database, referral.messageId)).toMatchObject({
      exchanges: 1,
      deliveries: 1,
    });
    expect(await findKinds(system.rooms, first.exchangeId)).toEqual(['DECISION', 'OUTCOME']);
    expect(await peers.WMC.received()).toHaveLength(delivered + 1);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });

  it('is not ready either while its database can only be read', async () => {
    const name = pg.escapeIdentifier(databaseOf(system.database.urls.gatewayOwner));
    const { owner } = system.database;
    const endOthers =
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    await owner.query(`alter database ${name} set default_transaction_read_only = on`);
    try {
      await owner.query(endOthers);
      await eventually(async () => ((await isReady()) ? undefined : true), 'the gateway is not ready');
    } finally {
      const connection = await owner.connect();
      await connection.query('set default_transaction_read_only = off');
      await connection.query(`alter database ${name} reset default_transaction_read_only`);
      await connection.query(endOthers);
      connection.release(true);
    }
    await eventually(async () => ((await isReady()) ? true : undefined), 'the gateway is ready again');
  });

  it('goes on trying what waits', async () => {
    const { peers } = system.region;
    await peers.WMC.answerWith(503);
    const before = (await peers.WMC.received()).length;
    const waiting = asExchange(await peers.FPS.send(push(freshReferral(), schoolLead, at)));
    expect(onlyRecipient(waiting).delivery).toBe('NOT_DELIVERED_PHONE');
    await peers.WMC.answerWith(200);
    await eventually(
      async () => ((await peers.WMC.received()).length > before ? true : undefined),
      'what waited was delivered',
    );
  });
});
