import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EarlierRecipients, readEvent } from '../support/earlier-recipients.ts';
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
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let family: EarlierRecipients;
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  family = new EarlierRecipients(system);
});
afterAll(() => system.stop());

describe('whoever was given something because of a choice', () => {
  it('is told that it must no longer be relied on or passed on, by message and category, and never why', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.withdraw(consentId, { notifyPrior: true });
    const told = await family.waitUntilTold(sent);
    expect(told.receipt).toBe('VERIFIED');
    const body = readEvent(told);
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
    await family.waitUntilAllTold(consentId);
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
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.withdraw(consentId, { notifyPrior: true });
    const told = await family.waitUntilTold(sent);
    const { exchangeId } = readEvent(told);
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
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.withdraw(consentId, { notifyPrior: true });
    await family.waitUntilTold(sent);
    await family.waitUntilFollowed(consentId);
    await system.database.owner.query(
      `update exchange.withdrawals set followed_at = null where consent_id = $1`,
      [consentId],
    );
    await system.database.owner.query(
      `select graphile_worker.add_job('follow-withdrawal', json_build_object('consentId', $1::text))`,
      [consentId],
    );
    await family.waitUntilFollowed(consentId);
    expect(await family.toldOf(sent)).toHaveLength(1);
  });

  it('is told when it is back, where it does not answer now', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await system.region.peers.FPS.answerWith(503);
    await family.withdraw(consentId, { notifyPrior: true });
    await family.waitUntilFollowed(consentId);
    expect(await family.toldOf(sent)).toEqual([]);
    await system.region.peers.FPS.answerWith(200);
    expect((await family.waitUntilTold(sent)).receipt).toBe('VERIFIED');
  });

  it('is not told where the family did not ask for it', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.withdraw(consentId, { notifyPrior: false });
    await family.waitUntilFollowed(consentId);
    expect(await family.toldOf(sent)).toEqual([]);
  });

  it('is not told where nothing reached it', async () => {
    const consentId = await family.choose();
    await system.region.peers.FPS.answerWith(503);
    const sent = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('QUEUED');
    await family.withdraw(consentId, { notifyPrior: true });
    await family.waitUntilFollowed(consentId);
    await system.region.peers.FPS.answerWith(200);
    await eventually(async () => {
      const { rows } = await system.database.owner.query<{ state: string }>(
        'select state from exchange.deliveries where exchange_id = $1',
        [sent.exchangeId],
      );
      return rows[0]?.state === 'CANCELLED' ? true : undefined;
    }, 'the delivery was cancelled');
    expect(await family.toldOf(sent)).toEqual([]);
  });
});
