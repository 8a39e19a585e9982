import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mailboxAddress } from '../../src/agreements/index.ts';
import type { ChoiceAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import type { MailboxAnswer } from '../../src/exchange/mailbox/mailbox-answers.ts';
import type { SystemId } from '../../src/platform/index.ts';
import { checkReceipt } from '../../src/region/check-receipt.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import {
  asExchange,
  contentOf,
  eventually,
  findEntries,
  findNotices,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
  takeBack,
  wendysChoice,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let fps: Peer;
let wmc: Peer;
let wgh: Peer;
let school: { readonly systemId: SystemId; readonly url: string };
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  ({ FPS: fps, WMC: wmc, WGH: wgh } = system.region.peers);
  const found = await system.rooms.agreements.findSystemByClientId('fps-school-records');
  if (found?.endpoint == null) throw new Error('the school has no endpoint');
  school = { systemId: found.systemId, url: found.endpoint.url };
});

afterAll(() => system.stop());

/** The school has no address from now on, and collects. */
async function collectOnly(): Promise<void> {
  const { agreements } = system.rooms;
  expect(await agreements.changeEndpoint(school.systemId, { url: mailboxAddress })).toMatchObject({
    ok: true,
  });
}

/** Every test leaves the school as it found it, with nothing in its mailbox. */
afterEach(async () => {
  await fps.answerWith(200);
  await wmc.answerWith(200);
  for (const { id } of (await list(fps)).filter(({ kind }) => kind === 'MESSAGE')) {
    await collect(fps, id);
    await acknowledge(fps, id);
  }
  await system.rooms.agreements.changeEndpoint(school.systemId, { url: school.url });
});

async function list(peer: Peer): Promise<MailboxAnswer['items']> {
  const answer = await peer.send({ method: 'GET', path: '/v1/mailbox' });
  expect(answer.status).toBe(200);
  return (answer.body as MailboxAnswer).items;
}

function collect(peer: Peer, id: string): Promise<GatewayAnswer> {
  return peer.send({ method: 'GET', path: `/v1/mailbox/${id}` });
}

function acknowledge(peer: Peer, id: string): Promise<GatewayAnswer> {
  return peer.send({ method: 'POST', path: `/v1/mailbox/${id}/acknowledgement` });
}

async function sendPlan(more: Parameters<typeof freshPlan>[0] = {}): Promise<ExchangeAnswer> {
  return asExchange(await wmc.send(push(freshPlan(more), sue, at)));
}

async function findDelivery({ exchangeId }: ExchangeAnswer): Promise<{ id: string; state: string }> {
  const { rows } = await system.database.owner.query<{ id: string; state: string }>(
    'select delivery_id as id, state from exchange.deliveries where exchange_id = $1',
    [exchangeId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no delivery was planned');
  return row;
}

/** Has another process try a delivery, or end that attempt. */
async function setUnderWay(deliveryId: string, isUnderWay: boolean): Promise<void> {
  await system.database.owner.query(
    `update exchange.deliveries
        set state = case when $2 then 'DISPATCHED' else 'DUE' end,
            lease_until = case when $2 then now() + interval '30 seconds' end
      where delivery_id = $1`,
    [deliveryId, isUnderWay],
  );
}

async function lookAgain(peer: Peer, { exchangeId }: ExchangeAnswer): Promise<ExchangeAnswer> {
  return asExchange(await peer.send({ method: 'GET', path: `/v1/exchanges/${exchangeId}` }));
}

async function outcomesOf({ exchangeId }: ExchangeAnswer): Promise<readonly unknown[]> {
  return (await findEntries(system.rooms, exchangeId))
    .filter(({ kind }) => kind === 'OUTCOME')
    .map((entry) => contentOf(entry, 'assent.outcome/1')['outcome']);
}

async function reportsOf(peer: Peer, { exchangeId }: ExchangeAnswer): Promise<MailboxAnswer['items']> {
  return (await list(peer)).filter((item) => item.kind !== 'MESSAGE' && item.exchangeId === exchangeId);
}

/** Everything that there is of an exchange in the mailbox of the school. */
function waitingAt(id: string): Promise<MailboxAnswer['items']> {
  return list(fps).then((items) => items.filter((item) => item.id === id));
}

describe('a system without an address', () => {
  it('collects what comes for it, with the receipt and the terms of a delivery', async () => {
    await collectOnly();
    const before = (await fps.received()).length;
    const sent = await sendPlan();
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'QUEUED' });
    const { id } = await findDelivery(sent);
    expect(await waitingAt(id)).toEqual([
      {
        kind: 'MESSAGE',
        id,
        urgency: 'ROUTINE',
        waitingSince: expect.any(String),
        expiresAt: expect.any(String),
      },
    ]);

    const collected = await collect(fps, id);
    expect(collected.status).toBe(200);
    expect(collected.text).toContain('row-attendance');
    expect(collected.headers).toMatchObject({
      'assent-delivery-id': id,
      'assent-exchange-id': sent.exchangeId,
    });
    const { verifierKey } = system.rooms.ledger;
    expect(checkReceipt(collected.headers, Buffer.from(collected.text), verifierKey)).toBe('VERIFIED');

    // Nothing is told as shared before the recipient has said that it has it.
    expect(onlyRecipient(await lookAgain(wmc, sent)).delivery).toBe('QUEUED');
    expect(await findNotices(system.rooms, system.database, sent.exchangeId)).toEqual([]);

    const acknowledged = await acknowledge(fps, id);
    expect(acknowledged).toMatchObject({ status: 200, body: { id } });
    expect(onlyRecipient(await lookAgain(wmc, sent)).delivery).toBe('DELIVERED');
    expect(await outcomesOf(sent)).toEqual(['DELIVERED']);
    const told = await findNotices(system.rooms, system.database, sent.exchangeId);
    expect(told).toHaveLength(1);

    // Said again, collected again: nothing more happens.
    expect((await acknowledge(fps, id)).body).toEqual(acknowledged.body);
    expect((await collect(fps, id)).status).toBe(404);
    expect(await waitingAt(id)).toEqual([]);
    expect(await outcomesOf(sent)).toEqual(['DELIVERED']);
    expect(await reportsOf(wmc, sent)).toEqual([]);
    expect(await fps.received()).toHaveLength(before);
  });

  it('collects the same bytes under the same id until it acknowledges, and they count once', async () => {
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    const first = await collect(fps, id);
    const again = await collect(fps, id);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
    expect(again.headers['assent-delivery-id']).toBe(first.headers['assent-delivery-id']);
    const { rows } = await system.database.owner.query<{ attempt: number }>(
      'select attempt from exchange.dispatches where delivery_id = $1 order by attempt',
      [id],
    );
    expect(rows).toHaveLength(2);
    await acknowledge(fps, id);
    expect(await outcomesOf(sent)).toEqual(['DELIVERED']);
  });

  it('waits for an attempt that is under way, and is asked to try again where that lasts', async () => {
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    await setUnderWay(id, true);
    expect(await collect(fps, id)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(await acknowledge(fps, id)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    const [collected] = await Promise.all([collect(fps, id), wait(500).then(() => setUnderWay(id, false))]);
    expect(collected.status).toBe(200);
    await acknowledge(fps, id);
    expect(await outcomesOf(sent)).toEqual(['DELIVERED']);
  });

  it('cannot acknowledge what it never collected', async () => {
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    expect((await acknowledge(fps, id)).status).toBe(404);
    expect(await findDelivery(sent)).toMatchObject({ state: 'DUE' });
    expect(system.readLog()).toContain('acknowledgement-unknown');
  });

  it('and nobody else sees, collects or acknowledges what waits for it', async () => {
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    await collect(fps, id);
    for (const peer of [wmc, wgh]) {
      expect((await list(peer)).filter((item) => item.id === id)).toEqual([]);
      for (const ask of [collect, acknowledge]) {
        const [foreign, unknown] = [await ask(peer, id), await ask(peer, randomUUID())];
        expect([foreign.status, unknown.status]).toEqual([404, 404]);
      }
    }
    expect((await findDelivery(sent)).state).not.toBe('DELIVERED');
  });

  it('does not collect any more once another system receives', async () => {
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    const { agreements } = system.rooms;
    await agreements.changeEndpoint(school.systemId, null);
    expect((await collect(fps, id)).status).not.toBe(200);
    await collectOnly();
    expect(
      (
        await eventually(async () => {
          const answer = await collect(fps, id);
          return answer.status === 200 ? answer : undefined;
        }, 'it may be collected again')
      ).status,
    ).toBe(200);
  });

  it('brings urgent safeguarding’s sender to phone, and collects it all the same', async () => {
    const mash = await system.rooms.agreements.findSystemByClientId('wmc-case-management');
    const url = mash?.endpoint?.url;
    if (mash === undefined || url === undefined) throw new Error('the council has no endpoint');
    await system.rooms.agreements.changeEndpoint(mash.systemId, { ...mash.endpoint, url: mailboxAddress });
    const sent = asExchange(
      await fps.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt })),
    );
    expect(onlyRecipient(sent)).toMatchObject({ delivery: 'NOT_DELIVERED_PHONE', phone: '01632 960 001' });
    const { id } = await findDelivery(sent);
    const [first] = await list(wmc);
    expect(first).toMatchObject({ kind: 'MESSAGE', id, urgency: 'URGENT' });
    expect((await collect(wmc, id)).status).toBe(200);
    expect((await acknowledge(wmc, id)).status).toBe(200);
    expect(onlyRecipient(await lookAgain(fps, sent)).delivery).toBe('DELIVERED');
    await system.rooms.agreements.changeEndpoint(mash.systemId, { ...mash.endpoint, url });
  });
});

describe('a message that does not arrive', () => {
  it('is reported to its sender once its own time for this recipient is over', async () => {
    await collectOnly();
    const plan = freshPlan();
    const deliverBy = new Date(Date.now() + 3_000).toISOString();
    const recipients = plan.recipients.map((recipient) => ({ ...recipient, deliverBy }));
    const sent = asExchange(await wmc.send(push({ ...plan, recipients }, sue, at)));
    const { id } = await findDelivery(sent);
    expect(await waitingAt(id)).toMatchObject([{ expiresAt: deliverBy }]);
    const [report] = await eventually(async () => {
      const found = await reportsOf(wmc, sent);
      return found.length > 0 ? found : undefined;
    }, 'its sender has a report');
    expect(report).toMatchObject({ kind: 'NON_DELIVERY', messageId: plan.messageId });
    expect(await findDelivery(sent)).toMatchObject({ state: 'EXPIRED' });
    expect(await waitingAt(id)).toEqual([]);
    expect(await outcomesOf(sent)).toEqual(['EXPIRED']);
  });

  it('is not even tried where its time was over before it came', async () => {
    const plan = freshPlan();
    const recipients = plan.recipients.map((recipient) => ({
      ...recipient,
      deliverBy: '2026-01-01T00:00:00Z',
    }));
    const before = (await fps.received()).length;
    const sent = asExchange(await wmc.send(push({ ...plan, recipients }, sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('NOT_SENT');
    expect(await outcomesOf(sent)).toEqual(['EXPIRED']);
    expect(await fps.received()).toHaveLength(before);
  });

  it('is reported where the recipient’s system will not take it', async () => {
    await fps.answerWith(422);
    const sent = await sendPlan();
    expect(onlyRecipient(sent).delivery).toBe('NOT_SENT');
    expect(await reportsOf(wmc, sent)).toMatchObject([
      { kind: 'NON_DELIVERY', plain: expect.stringContaining('will not take it') },
    ]);
  });
});

describe('a recipient that answers 202', () => {
  it('has not said that it has it: it is delivered once that recipient says so', async () => {
    await fps.answerWith(202);
    const sent = await sendPlan();
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    const { id } = await findDelivery(sent);
    expect(await outcomesOf(sent)).toEqual([]);
    expect((await acknowledge(fps, id)).status).toBe(200);
    expect(onlyRecipient(await lookAgain(wmc, sent)).delivery).toBe('DELIVERED');
    expect(await outcomesOf(sent)).toEqual(['DELIVERED']);
  });

  it('for ever, has it reported as not delivered', async () => {
    await fps.answerWith(202);
    const plan = freshPlan();
    const deliverBy = new Date(Date.now() + 3_000).toISOString();
    const recipients = plan.recipients.map((recipient) => ({ ...recipient, deliverBy }));
    const sent = asExchange(await wmc.send(push({ ...plan, recipients }, sue, at)));
    const [report] = await eventually(async () => {
      const found = await reportsOf(wmc, sent);
      return found.length > 0 ? found : undefined;
    }, 'its sender has a report');
    expect(report).toMatchObject({ kind: 'NON_DELIVERY' });
  });
});

// The last, since a choice that was taken back stays so.
describe('a choice that is taken back while a message lies in a mailbox', () => {
  async function record(): Promise<string> {
    const recorded = await wmc.send({
      method: 'POST',
      path: '/v1/consents',
      body: await onNotice(system.rooms, wendysChoice()),
      practitioner: sue,
      idempotencyKey: randomUUID(),
    });
    expect(recorded).toMatchObject({ status: 201 });
    return (recorded.body as ChoiceAnswer).consentId;
  }

  async function withdraw(consentId: string): Promise<ChoiceAnswer> {
    const withdrawn = await wmc.send(takeBack(consentId));
    expect(withdrawn).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
    return withdrawn.body as ChoiceAnswer;
  }

  it('cancels it before it is collected, and its sender reads a report, once', async () => {
    const consentId = await record();
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    await withdraw(consentId);
    // Whoever is quicker, the job that follows the withdrawal or the school: it is decided again.
    expect((await collect(fps, id)).status).not.toBe(200);
    const [report, ...others] = await eventually(async () => {
      const found = await reportsOf(wmc, sent);
      return found.length > 0 ? found : undefined;
    }, 'its sender has a report');
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      kind: 'CANCELLATION',
      recipient: { organisation: { system: 'urn', value: '999001' }, role: 'SENCO' },
      plain: expect.stringContaining('contact your information-governance lead'),
    });
    expect(await outcomesOf(sent)).toEqual(['CANCELLED']);
    expect(onlyRecipient(await lookAgain(wmc, sent))).toMatchObject({
      delivery: 'NOT_SENT',
      report: { id: report?.id, kind: 'CANCELLATION' },
    });
    const read = await acknowledge(wmc, report?.id ?? '');
    expect(read.status).toBe(200);
    expect((await acknowledge(wmc, report?.id ?? '')).body).toEqual(read.body);
    expect(await reportsOf(wmc, sent)).toEqual([]);
    expect((await acknowledge(fps, report?.id ?? '')).status).toBe(404);
  });

  it('is not final while a body that was collected may be accepted; and what was kept is told as it is', async () => {
    const consentId = await record();
    await collectOnly();
    const sent = await sendPlan();
    const { id } = await findDelivery(sent);
    expect((await collect(fps, id)).status).toBe(200);
    const { withdrawal } = await withdraw(consentId);
    expect(withdrawal).toMatchObject({ state: 'CLOSING', deliveriesClosing: 1 });
    await eventually(
      async () => ((await findDelivery(sent)).state === 'CANCELLED' ? true : undefined),
      'it is cancelled',
    );
    // It had it before it was taken back, and says so now.
    expect((await acknowledge(fps, id)).status).toBe(200);
    expect(await findDelivery(sent)).toMatchObject({ state: 'DELIVERED' });
    expect(await outcomesOf(sent)).toEqual(['CANCELLED', 'DELIVERED']);
    expect((await reportsOf(wmc, sent)).map(({ kind }) => kind)).toEqual([
      'CANCELLATION',
      'ARRIVED_AFTER_ALL',
    ]);
    expect(onlyRecipient(await lookAgain(wmc, sent))).toMatchObject({
      delivery: 'DELIVERED',
      report: { kind: 'ARRIVED_AFTER_ALL' },
    });
    expect(await findNotices(system.rooms, system.database, sent.exchangeId)).not.toEqual([]);
  });
});
