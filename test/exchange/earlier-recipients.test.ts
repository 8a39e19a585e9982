import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import type { ReceivedDelivery } from '../../src/region/peer-messages.ts';
import {
  asExchange,
  contentOf,
  eventually,
  findDecision,
  findKinds,
  findNotices,
  findPerson,
  freshPlan,
  marnock,
  onlyRecipient,
  planSentAt,
  push,
  sue,
  wendysChoice,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
}, 120_000);
afterAll(() => system.stop());

async function recordConsent(): Promise<string> {
  const recorded = await system.region.peers.WMC.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, wendysChoice()),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(recorded.status).toBe(201);
  return (recorded.body as ChoiceAnswer).consentId;
}

async function withdraw(consentId: string, more: object = {}): Promise<void> {
  const answered = await system.region.peers.WMC.send({
    method: 'POST',
    path: `/v1/consents/${consentId}/withdrawal`,
    body: { withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Wendy' }, channel: 'phone', ...more },
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(answered).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
}

interface ConsentEventBody {
  readonly type: string;
  readonly correlationId: string;
  readonly exchangeId: string;
  readonly event: {
    readonly kind: string;
    readonly earlierExchangeId: string;
    readonly earlierMessageId: string;
    readonly categories: readonly string[];
    readonly instruction: string;
  };
}

/** What the school was told of an exchange. */
async function toldOf({ exchangeId }: ExchangeAnswer): Promise<readonly ReceivedDelivery[]> {
  const received = await system.region.peers.FPS.received();
  return received.filter(
    ({ headers, body }) => headers['assent-message-type'] === 'M18' && body.includes(exchangeId),
  );
}

function waitUntilTold(exchange: ExchangeAnswer): Promise<ReceivedDelivery> {
  return eventually(async () => (await toldOf(exchange))[0], 'the school was told');
}

/** Everything has been done that follows a withdrawal. */
async function waitUntilFollowed(consentId: string): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await system.database.owner.query(
      'select 1 from exchange.withdrawals where consent_id = $1 and followed_at is not null',
      [consentId],
    );
    return rowCount === 1 ? true : undefined;
  }, 'the withdrawal was followed up');
}

async function sendPlan(): Promise<ExchangeAnswer> {
  const sent = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
  expect(onlyRecipient(sent).delivery).toBe('DELIVERED');
  return sent;
}

describe('whoever was given something because of a choice', () => {
  it('is told that it must no longer be relied on or passed on, by message and category, and never why', async () => {
    const consentId = await recordConsent();
    const sent = await sendPlan();
    await withdraw(consentId, { notifyPrior: true });
    const told = await waitUntilTold(sent);
    expect(told.receipt).toBe('VERIFIED');
    const body = JSON.parse(told.body) as ConsentEventBody;
    expect(body).toMatchObject({
      type: 'M18',
      correlationId: sent.correlationId,
      event: {
        kind: 'WITHDRAWN',
        earlierExchangeId: sent.exchangeId,
        instruction: 'NO_LONGER_RELY',
      },
    });
    expect([...body.event.categories].sort()).toEqual(expect.arrayContaining(['ATT', 'SEN']));
    expect(body.event.categories).not.toContain('PMH');
    expect(told.body).not.toMatch(/Wendy|Jackie|Cormack|9990001014|phone|bipolar|because/i);
    expect(told.body).not.toContain(consentId);
    await waitUntilFollowed(consentId);
    expect(await findKinds(system.rooms, body.exchangeId)).toEqual(['DECISION', 'OUTCOME', 'NOTICE']);
    const decision = await findDecision(system.rooms, body.exchangeId);
    expect(contentOf(decision, 'assent.consent-event/1')).toMatchObject({
      facts: { consentId, earlierExchangeId: sent.exchangeId },
      decision: { outcome: 'FORWARD', reasons: ['PERMIT_CONSENT_EVENT'] },
    });
    // The mother, whose choice it was, reads that it was done.
    const wendy = await findPerson(system.rooms, '9990001022', '1985-03-02', 'Cormack', 'Wendy').catch(
      () => null,
    );
    const notices = await findNotices(system.rooms, system.database, body.exchangeId);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toMatch(/^We have told Fernbeck Primary/);
    if (wendy !== null) expect(notices[0]?.person).toBe(wendy);
  });

  it('confirms that a person has read it', async () => {
    const consentId = await recordConsent();
    const sent = await sendPlan();
    await withdraw(consentId, { notifyPrior: true });
    const told = await waitUntilTold(sent);
    const { exchangeId } = JSON.parse(told.body) as ConsentEventBody;
    const acknowledged = await eventually(async () => {
      const answer = await system.region.peers.FPS.send({
        method: 'POST',
        path: `/v1/exchanges/${exchangeId}/acknowledgement`,
        practitioner: marnock,
        boundTo: exchangeId,
      });
      return answer.status === 200 ? answer : undefined;
    }, 'the school can acknowledge');
    expect(acknowledged.body).toMatchObject({ exchangeId });
    expect(await findKinds(system.rooms, exchangeId)).toContain('ACKNOWLEDGEMENT');
  });

  it('is told once, though the work is done again', async () => {
    const consentId = await recordConsent();
    const sent = await sendPlan();
    await withdraw(consentId, { notifyPrior: true });
    await waitUntilTold(sent);
    await waitUntilFollowed(consentId);
    await system.database.owner.query(
      `update exchange.withdrawals set followed_at = null where consent_id = $1`,
      [consentId],
    );
    await system.database.owner.query(
      `select graphile_worker.add_job('follow-withdrawal', json_build_object('consentId', $1::text))`,
      [consentId],
    );
    await waitUntilFollowed(consentId);
    expect(await toldOf(sent)).toHaveLength(1);
  });

  it('is told when it is back, where it does not answer now', async () => {
    const consentId = await recordConsent();
    const sent = await sendPlan();
    await system.region.peers.FPS.answerWith(503);
    await withdraw(consentId, { notifyPrior: true });
    await waitUntilFollowed(consentId);
    expect(await toldOf(sent)).toEqual([]);
    await system.region.peers.FPS.answerWith(200);
    expect((await waitUntilTold(sent)).receipt).toBe('VERIFIED');
  });

  it('is not told where the family did not ask for it', async () => {
    const consentId = await recordConsent();
    const sent = await sendPlan();
    await withdraw(consentId, { notifyPrior: false });
    await waitUntilFollowed(consentId);
    expect(await toldOf(sent)).toEqual([]);
  });

  it('is not told where nothing reached it', async () => {
    const consentId = await recordConsent();
    await system.region.peers.FPS.answerWith(503);
    const sent = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    await withdraw(consentId, { notifyPrior: true });
    await waitUntilFollowed(consentId);
    await system.region.peers.FPS.answerWith(200);
    await eventually(async () => {
      const { rows } = await system.database.owner.query<{ state: string }>(
        'select state from exchange.deliveries where exchange_id = $1',
        [sent.exchangeId],
      );
      return rows[0]?.state === 'CANCELLED' ? true : undefined;
    }, 'the delivery was cancelled');
    expect(await toldOf(sent)).toEqual([]);
  });
});
