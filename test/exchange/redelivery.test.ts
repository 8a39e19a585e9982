import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  contentOf,
  eventually,
  findEntries,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
  takeBack,
  toldOf,
  wendysChoice,
  without,
} from '../support/exchanges.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { type TestGateway, findFreePort, readFigure, startTestGateway } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';

let system: TestGateway;
let fps: Peer;
let wmc: Peer;
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  ({ FPS: fps, WMC: wmc } = system.region.peers);
});

afterAll(() => system.stop());

interface DeliveryRow {
  readonly state: string;
  readonly attempts: number;
  readonly payload: Buffer | null;
}

async function readDelivery(exchangeId: string): Promise<DeliveryRow> {
  const { rows } = await system.database.owner.query<DeliveryRow>(
    `select d.state, d.attempts, e.payload from exchange.deliveries d join exchange.exchanges e using (exchange_id)
      where exchange_id = $1`,
    [exchangeId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no delivery was planned');
  return row;
}

function waitForState(exchangeId: string, ...states: readonly string[]): Promise<DeliveryRow> {
  return eventually(
    async () => {
      const row = await readDelivery(exchangeId);
      return states.includes(row.state) ? row : undefined;
    },
    `the delivery is ${states.join(' or ')}`,
  );
}

async function arrivedAt(peer: Peer, { exchangeId }: ExchangeAnswer): Promise<readonly ReceivedDelivery[]> {
  return (await peer.received()).filter(({ headers }) => headers['assent-exchange-id'] === exchangeId);
}

async function lookAgain(peer: Peer, { exchangeId }: ExchangeAnswer): Promise<ExchangeAnswer> {
  return asExchange(await peer.send({ method: 'GET', path: `/v1/exchanges/${exchangeId}` }));
}

/** Sends a plan while the school answers with a status, so that it waits. */
async function sendWhileDown(status = 503, location?: string): Promise<ExchangeAnswer> {
  await fps.answerWith(status, location);
  const sent = await wmc.send(push(freshPlan(), sue, at));
  expect(sent.status).toBe(202);
  const answer = asExchange(sent);
  expect(onlyRecipient(answer)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'QUEUED' });
  return answer;
}

async function lastOutcome(exchangeId: string): Promise<object> {
  const outcomes = (await findEntries(system.rooms, exchangeId)).filter(({ kind }) => kind === 'OUTCOME');
  expect(outcomes).toHaveLength(1);
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('no outcome is in the ledger');
  return contentOf(outcome, 'assent.outcome/1');
}

/** Longer than a further attempt would take to come. */
function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2_500));
}

describe('a recipient that is down', () => {
  it('gets the record once when it is back, under the one decision that still stands', async () => {
    const sent = await sendWhileDown();
    await eventually(
      async () => ((await readDelivery(sent.exchangeId)).attempts > 1 ? true : undefined),
      'it was tried again',
    );
    await fps.answerWith(200);
    const row = await waitForState(sent.exchangeId, 'DELIVERED');
    expect(row.attempts).toBeGreaterThan(1);
    // The message is kept no longer than a delivery needs it.
    expect(row.payload).toBeNull();
    await aWhile();
    const arrived = await arrivedAt(fps, sent);
    expect(arrived.map(({ receipt }) => receipt)).toEqual(['VERIFIED']);
    const entries = await findEntries(system.rooms, sent.exchangeId);
    const decisions = entries.filter(({ kind }) => kind === 'DECISION');
    const last = decisions.at(-1);
    if (last === undefined) throw new Error('no decision');
    // It was decided again each time and came out the same: an attempt that finds nobody at home is no new decision.
    expect(decisions).toHaveLength(1);
    expect(contentOf(last, 'assent.disclosure/1')['bodySha256']).toBe(
      createHash('sha256')
        .update(arrived[0]?.body ?? '')
        .digest('base64'),
    );
    expect(await lastOutcome(sent.exchangeId)).toMatchObject({
      outcome: 'DELIVERED',
      decisionEntryId: last.entryId,
    });
    expect(onlyRecipient(await lookAgain(wmc, sent)).delivery).toBe('DELIVERED');
  });

  it('is tried where it receives today, not where it did when the message came', async () => {
    const { agreements } = system.rooms;
    const school = await agreements.findSystemByClientId('fps-school-records');
    const url = school?.endpoint?.url;
    if (school === undefined || url === undefined) throw new Error('the school has no endpoint');
    await fps.answerWith(200);
    await agreements.changeEndpoint(school.systemId, {
      url: `https://localhost:${await findFreePort()}/gone`,
    });
    const sent = asExchange(await wmc.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    await agreements.changeEndpoint(school.systemId, { url });
    await waitForState(sent.exchangeId, 'DELIVERED');
    expect(await arrivedAt(fps, sent)).toHaveLength(1);
  });

  it('is tried again although the process that took the job died with it', async () => {
    const sent = await sendWhileDown();
    await waitForState(sent.exchangeId, 'DUE', 'DISPATCHED');
    // What a process leaves behind that was killed between taking the job and taking the delivery.
    const { owner } = system.database;
    await eventually(async () => {
      const locked = await owner.query(
        `update graphile_worker._private_jobs j set locked_at = now() - interval '1 hour', locked_by = 'dead'
           from exchange.deliveries d
          where d.exchange_id = $1 and d.state = 'DUE' and j.key = 'redeliver:' || d.delivery_id::text
            and j.locked_at is null`,
        [sent.exchangeId],
      );
      return locked.rowCount === 1 ? true : undefined;
    }, 'the job is locked by a dead process');
    await fps.answerWith(200);
    await waitForState(sent.exchangeId, 'DELIVERED');
    expect(await arrivedAt(fps, sent)).toHaveLength(1);
  });
});

describe('urgent safeguarding to a recipient that is down', () => {
  it('tells the sender to phone, however often it asks, and is tried again all the same', async () => {
    await wmc.answerWith(503);
    const referral = freshReferral();
    const send = push(referral, schoolLead, { evaluateAt: referralSentAt });
    const sent = asExchange(await fps.send(send));
    const phone = { delivery: 'NOT_DELIVERED_PHONE', phone: '01632 960 001' };
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD', ...phone });
    expect(onlyRecipient(asExchange(await fps.send(send)))).toMatchObject(phone);
    expect(onlyRecipient(await lookAgain(fps, sent))).toMatchObject(phone);
    await wmc.answerWith(200);
    await waitForState(sent.exchangeId, 'DELIVERED');
    expect(await arrivedAt(wmc, sent)).toHaveLength(1);
    const settled = onlyRecipient(await lookAgain(fps, sent));
    expect(settled.delivery).toBe('DELIVERED');
    expect(settled.phone).toBeUndefined();
  });
});

describe('a recipient that will not take it', () => {
  it('is not tried again: the outcome is REJECTED', async () => {
    await fps.answerWith(422);
    const rejected = await readFigure(system, 'assent_deliveries_total', { outcome: 'REJECTED' });
    const sent = asExchange(await wmc.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('NOT_SENT');
    await fps.answerWith(200);
    await aWhile();
    expect(await readDelivery(sent.exchangeId)).toEqual({ state: 'REJECTED', attempts: 1, payload: null });
    expect(await lastOutcome(sent.exchangeId)).toMatchObject({ outcome: 'REJECTED', why: 'status-422' });
    expect(await arrivedAt(fps, sent)).toEqual([]);
    expect(await readFigure(system, 'assent_deliveries_total', { outcome: 'REJECTED' })).toBe(rejected + 1);
  });

  it('is not followed when it points elsewhere, not even to another system of the region', async () => {
    const { WGH } = system.region.peers;
    const sent = await sendWhileDown(307, `https://localhost:${WGH.port}/assent/inbox`);
    await aWhile();
    expect(await WGH.received()).toEqual([]);
    await fps.answerWith(200);
    await waitForState(sent.exchangeId, 'DELIVERED');
    expect(await WGH.received()).toEqual([]);
    expect(await arrivedAt(fps, sent)).toHaveLength(1);
  });
});

describe('a delivery whose time is over', () => {
  it('is not tried any more: the outcome is EXPIRED', async () => {
    const sent = await sendWhileDown();
    await system.database.owner.query(
      'update exchange.deliveries set expires_at = now() where exchange_id = $1',
      [sent.exchangeId],
    );
    expect(await waitForState(sent.exchangeId, 'EXPIRED')).toMatchObject({ payload: null });
    await fps.answerWith(200);
    expect(await lastOutcome(sent.exchangeId)).toMatchObject({ outcome: 'EXPIRED' });
    expect(onlyRecipient(await lookAgain(wmc, sent)).delivery).toBe('NOT_SENT');
    expect(await arrivedAt(fps, sent)).toEqual([]);
  });
});

describe('a choice that changes while a delivery waits', () => {
  async function record(body: object): Promise<ChoiceAnswer> {
    const idempotencyKey = randomUUID();
    const recorded = await wmc.send({
      method: 'POST',
      path: '/v1/consents',
      body: await onNotice(system.rooms, body),
      practitioner: sue,
      idempotencyKey,
    });
    expect(recorded).toMatchObject({ status: 201 });
    return recorded.body as ChoiceAnswer;
  }

  it('leaves out what the family has objected to meanwhile', async () => {
    const sent = await sendWhileDown();
    await record(wendysChoice({ kind: 'OBJECTION', categories: { permit: [], deny: ['VOI'] } }));
    await fps.answerWith(200);
    await waitForState(sent.exchangeId, 'DELIVERED');
    const [arrived] = await arrivedAt(fps, sent);
    expect(arrived?.receipt).toBe('VERIFIED');
    expect(arrived?.body).toContain('row-attendance');
    expect(arrived?.body).not.toMatch(/jackies-words|Not the class/);
  });

  it('is asked about afresh under the same message id, once the consent is taken back', async () => {
    const { consentId } = await record(
      wendysChoice({ categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] } }),
    );
    const plan = without(freshPlan(), 'leadDecision');
    const ask = async (): Promise<string> => {
      const asked = push(plan, sue, { evaluateAt: planSentAt, path: '/v1/decisions' });
      return toldOf(onlyRecipient(asExchange(await wmc.send(asked))), 'row-attendance')[0];
    };
    expect(await ask()).toBe('RELEASE');
    await wmc.send(takeBack(consentId));
    expect(await ask()).not.toBe('RELEASE');
  });

  it('cancels the delivery when the consent that its rows rest on is taken back', async () => {
    const { consentId } = await record(
      wendysChoice({ categories: { permit: ['EDU', 'ATT', 'SEN'], deny: ['PMH'] } }),
    );
    const sent = await sendWhileDown();
    const withdrawn = await wmc.send(takeBack(consentId));
    expect(withdrawn).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
    await fps.answerWith(200);
    await waitForState(sent.exchangeId, 'CANCELLED');
    expect(await lastOutcome(sent.exchangeId)).toMatchObject({
      outcome: 'CANCELLED',
      why: 'HOLD_MANDATORY_WITHHELD',
    });
    await aWhile();
    expect(await arrivedAt(fps, sent)).toEqual([]);
    // Its sender reads what became of it and why: the consent was taken back.
    const told = onlyRecipient(await lookAgain(wmc, sent));
    expect(told).toMatchObject({ outcome: 'HOLD', delivery: 'NOT_SENT' });
    expect(told.segments.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toContain(
      'REDACT_CONSENT_DENIED',
    );
    // And it waits no longer for the school, but for the lead practitioner.
    const held = await system.database.owner.query<{ state: string }>(
      'select state from holds.holds where exchange_id = $1',
      [sent.exchangeId],
    );
    expect(held.rows.length).toBeGreaterThan(0);
    expect((await readDelivery(sent.exchangeId)).payload).not.toBeNull();
    // The decision entry shows the withdrawal.
    const decisions = (await findEntries(system.rooms, sent.exchangeId)).filter(
      ({ kind }) => kind === 'DECISION',
    );
    expect(decisions).toHaveLength(2);
    expect(JSON.stringify(decisions.at(-1)?.parts)).toContain('"withdrawn":true');
  });
});
