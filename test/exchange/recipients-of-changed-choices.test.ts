import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EarlierRecipients, readEvent } from '../support/earlier-recipients.ts';
import { contentOf, findDecision, findNotices } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let family: EarlierRecipients;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  family = new EarlierRecipients(system);
});
afterAll(() => system.stop());

/** Wendy answers the same question with one category fewer. */
const withoutAttendance = { categories: { permit: ['EDU', 'SEN'], deny: ['ATT', 'PMH'] } };

describe('whoever was given something because of a choice that ended without a withdrawal', () => {
  it('is told that it must no longer be relied on, where the choice was written down by mistake, and never that it was', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.review(consentId, 'ENTERED_IN_ERROR');
    const told = await family.waitUntilTold(sent);
    expect(told.receipt).toBe('VERIFIED');
    const { event, exchangeId } = readEvent(told);
    expect(event).toMatchObject({
      kind: 'CHANGED',
      earlierExchangeId: sent.exchangeId,
      instruction: 'NO_LONGER_RELY',
    });
    expect(event.categories).toEqual(expect.arrayContaining(['ATT', 'SEN']));
    expect(event.categories).not.toContain('PMH');
    expect(told.body).not.toMatch(/error|mistake|Wendy|Jackie|Cormack|9990001014/i);
    expect(told.body).not.toContain(consentId);
    expect(contentOf(await findDecision(system.rooms, exchangeId), 'assent.consent-event/1')).toMatchObject({
      facts: { kind: 'CHANGED', consentId, earlierExchangeId: sent.exchangeId },
      decision: { outcome: 'FORWARD', reasons: ['PERMIT_CONSENT_EVENT'] },
    });
    const notices = await findNotices(system.rooms, system.database, exchangeId);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toMatch(/^We have told Fernbeck Primary/u);
  });

  it('is not told where the record is only suspended in doubt', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.review(consentId, 'IN_DOUBT');
    const { rowCount } = await system.database.owner.query(
      'select 1 from exchange.withdrawals where consent_id = $1',
      [consentId],
    );
    expect(rowCount).toBe(0);
    expect(await family.toldOf(sent)).toEqual([]);
  });

  it('is told of nothing but the part that a later record of the same person no longer permits', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.choose(withoutAttendance);
    const told = await family.waitUntilTold(sent);
    expect(readEvent(told).event).toMatchObject({ kind: 'CHANGED', categories: ['ATT'] });
    await family.waitUntilAllTold(consentId);
    expect(await family.toldOf(sent)).toHaveLength(1);
  });

  it('is told nothing where the later record permits the same', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.choose();
    await family.waitUntilAllTold(consentId);
    expect(await family.toldOf(sent)).toEqual([]);
  });

  it.each([
    ['told of the part that the same record no longer permits', withoutAttendance, [['ATT']]],
    ['not told where the same record permits the same again', {}, []],
  ])('is %s', async (_what, again, expected) => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.choose(again, consentId);
    await family.waitUntilAllTold(consentId);
    expect((await family.toldOf(sent)).map((each) => readEvent(each).event.categories)).toEqual(expected);
  });

  it.each([
    ['told when the record is withdrawn that took the place of the one it went by', true, 1],
    ['not told of that withdrawal where the family did not ask for it', false, 0],
  ])('is %s', async (_what, notifyPrior, times) => {
    await family.choose();
    const sent = await family.sendPlan();
    const later = await family.choose();
    await family.withdraw(later, { notifyPrior });
    await family.waitUntilAllTold(later);
    expect(await family.toldOf(sent)).toHaveLength(times);
  });

  it('is told once, though the work is done again', async () => {
    const consentId = await family.choose();
    const sent = await family.sendPlan();
    await family.review(consentId, 'ENTERED_IN_ERROR');
    await family.waitUntilTold(sent);
    await family.waitUntilAllTold(consentId);
    await system.database.owner.query(
      'update exchange.withdrawals set followed_at = null where consent_id = $1',
      [consentId],
    );
    await system.database.owner.query(
      `select graphile_worker.add_job('follow-withdrawal', json_build_object('consentId', $1::text))`,
      [consentId],
    );
    await family.waitUntilAllTold(consentId);
    expect(await family.toldOf(sent)).toHaveLength(1);
  });
});
