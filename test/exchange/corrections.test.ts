import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import type { SegmentedMessage } from '../../src/records/index.ts';
import {
  contentOf,
  eventually,
  findDecision,
  findEntries,
  findKinds,
  marnock,
  onlyRecipient,
  segmentsOf,
  sue,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { PlanStory } from '../support/plans.ts';
import { quickTiming } from '../support/quick-timing.ts';

const [sent, corrected] = ['2028-01-07T15:00:00Z', '2028-01-10T09:00:00Z'];
/** Words of corrections. */
const [aboutSupport, aboutAttendance, aboutHealth] = ['CANARYSUPPORT', 'CANARYATTENDANCE', 'CANARYHEALTH'];
const deputy = { staffId: 'mr.marnock', role: 'SENCO' } as const;

let system: TestGateway;
let story: PlanStory;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  story = new PlanStory(system);
  await story.worksWith(marnock);
});
afterAll(() => system.stop());

const school = { system: 'urn', value: '999001' } as const;

/** Jackie's plan to the SENCO and to the designated teacher, who does not get the row on support. */
function forTwo(): SegmentedMessage {
  const plan = story.first();
  return {
    ...plan,
    recipients: [
      { organisation: school, role: 'SENCO' },
      { organisation: school, role: 'DT' },
    ],
    segments: plan.segments.map((segment) =>
      segment.segmentId === 'row-support' ? { ...segment, notForRoles: ['DT'], mandatory: false } : segment,
    ),
  };
}

const support = { 'row-support': { category: 'SEN', says: aboutSupport } };
const attendance = { 'row-attendance': { category: 'ATT', says: aboutAttendance } };

function rolesOf({ recipients }: ExchangeAnswer): readonly string[] {
  return recipients.map(({ recipient }) => recipient.role);
}

async function readAgain(exchangeId: string): Promise<ExchangeAnswer> {
  const { body } = await system.region.peers.WMC.send({ method: 'GET', path: `/v1/exchanges/${exchangeId}` });
  return body as ExchangeAnswer;
}

/** Waits until everything has been done that follows a message. */
async function waitUntilFollowed(exchangeId: string): Promise<void> {
  await eventually(async () => {
    const { rows } = await system.database.owner.query(
      'select 1 from exchange.followups where exchange_id = $1 and followed_at is not null',
      [exchangeId],
    );
    return rows.length > 0 ? true : undefined;
  }, 'the message was followed');
}

function acknowledge(exchangeId: string): Promise<{ readonly status: number }> {
  return system.region.peers.FPS.send({
    method: 'POST',
    path: `/v1/exchanges/${exchangeId}/acknowledgement`,
    practitioner: marnock,
    boundTo: exchangeId,
  });
}

describe('a correction (M19)', () => {
  it('reaches everybody who received what was wrong, whomever its author names, and nobody else', async () => {
    const plan = forTwo();
    await story.sent(plan, sent);
    const answer = await story.sent(
      story.correct(plan, support, { recipients: [{ organisation: school, role: 'CLASS_STAFF' }] }),
      corrected,
    );
    expect(rolesOf(answer)).toEqual(['SENCO']);
    expect(onlyRecipient(answer)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'DELIVERED' });
    const told = await story.arrived(aboutSupport);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]?.body ?? '{}')).toMatchObject({
      envelope: { type: 'M19', recipient: { role: 'SENCO' }, dueBy: '2028-01-12' },
    });
  });

  it('says to each only what is about parts that they received', async () => {
    const plan = forTwo();
    await story.sent(plan, sent);
    const answer = await story.sent(
      story.correct(plan, {
        'row-support': { category: 'SEN', says: 'CANARYONLYSENCO' },
        'row-attendance': { category: 'ATT', says: 'CANARYBOTH' },
      }),
      corrected,
    );
    expect(rolesOf(answer)).toEqual(['DT', 'SENCO']);
    const both = await story.arrived('CANARYBOTH');
    expect(both).toHaveLength(2);
    const ofTeacher = both.find(({ body }) => body.includes('"role":"DT"'));
    expect(ofTeacher?.body).not.toMatch(/CANARYONLYSENCO|row-support|withheld:/u);
    expect(await story.arrived('CANARYONLYSENCO')).toHaveLength(1);
    expect(answer.recipients[0]?.segments.map(({ segmentId }) => segmentId)).not.toContain('row-support');
    const decisions = (await findEntries(system.rooms, answer.exchangeId)).filter(
      ({ kind }) => kind === 'DECISION',
    );
    expect(decisions.map((entry) => segmentsOf(entry).size)).toEqual([5, 6]);
  });

  it('of what was withheld from everybody reaches nobody and leaves no trace with them', async () => {
    const plan = forTwo();
    await story.sent(plan, sent);
    const before = (await system.region.peers.FPS.received()).length;
    const answer = await story.sent(
      story.correct(plan, { 'mothers-health': { category: 'PMH', says: aboutHealth } }),
      corrected,
    );
    expect(answer.recipients).toEqual([]);
    await waitUntilFollowed(answer.exchangeId);
    expect((await system.region.peers.FPS.received()).length).toBe(before);
    expect((await readAgain(answer.exchangeId)).told).toBeUndefined();
    // It stands in the ledger all the same, in silence.
    expect(await findKinds(system.rooms, answer.exchangeId)).toEqual(['OUTCOME']);
    const [entry] = await findEntries(system.rooms, answer.exchangeId);
    const open = entry?.parts.flatMap((part) => (part.erased || part.silent ? [] : [part.content])) ?? [];
    expect(open).toEqual([]);
    const { rows } = await system.database.owner.query(
      'select 1 from ledger.entry_index i join ledger.entries e using (entry_index) where e.exchange_id = $1',
      [answer.exchangeId],
    );
    expect(rows).toEqual([]);
  });

  it('reaches whoever read the plan as it was kept, too', async () => {
    const plan = { ...forTwo(), recipients: [{ organisation: school, role: 'DT' as const }] };
    await story.sent(plan, sent);
    const { rows } = await system.database.owner.query<{ plan_id: string }>(
      'select v.plan_id from plans.versions v join plans.carriers c using (version_id) where c.message_id = $1',
      [plan.messageId],
    );
    const view = await story.view({ planId: rows[0]?.plan_id ?? '' }, corrected, {}, deputy);
    expect(view.status).toBe(200);
    await eventually(
      async () =>
        (await findKinds(system.rooms, view.exchangeId ?? '')).includes('OUTCOME') ? true : undefined,
      'the view was given',
    );
    const answer = await story.sent(story.correct(plan, support), corrected);
    expect(rolesOf(answer)).toEqual(['SENCO']);
    // What was taken back goes to nobody any more.
    const again = await story.view({ planId: rows[0]?.plan_id ?? '' }, corrected, {}, deputy);
    expect(again.text).not.toContain('row-support');
    expect(again.text).toContain('row-attendance');
    const decided = segmentsOf(await findDecision(system.rooms, again.exchangeId ?? ''));
    expect(decided.get('row-support')).toMatchObject({ outcome: 'WITHHOLD', reasons: ['DENY_RETRACTED'] });
  });

  it.each([
    ['of a message that was never sent', (plan: SegmentedMessage) => ({ ...plan, messageId: randomUUID() })],
    [
      'about somebody else',
      (plan: SegmentedMessage) => ({
        ...plan,
        subject: {
          identifiers: [{ system: 'nhs-number', value: '9990001073' }],
          demographics: { name: { family: 'Kowalski', given: ['Ben'] }, birthDate: '2018-01-22' },
        },
      }),
    ],
  ])('%s is refused, and nobody is told anything', async (_what, change) => {
    const plan = forTwo();
    await story.sent(plan, sent);
    const refused = await story.send(story.correct(change(plan), attendance), corrected);
    // A message that was sent about another child is known, and nobody received it of this one.
    if (refused.status < 300) expect((refused.body as ExchangeAnswer).recipients).toEqual([]);
    else expect(refused.body).toMatchObject({ type: expect.stringContaining('original-unknown') });
    expect(await story.arrived(aboutAttendance)).toEqual([]);
  });

  it('that may not go as its author wrote it is said all the same: which parts, and nothing more', async () => {
    const plan = forTwo();
    await story.sent(plan, sent);
    const says = 'CANARYNOTFORTHISPURPOSE';
    const parts = { 'row-support': { category: 'SEN', says }, 'mothers-health': { category: 'PMH', says } };
    const answer = await story.sent(story.correct(plan, parts, { purposeCode: 'P22' }), corrected);
    expect(onlyRecipient(answer).outcome).toBe('DENY');
    await waitUntilFollowed(answer.exchangeId);
    const told = await eventually(
      async () => (await readAgain(answer.exchangeId)).told?.find(({ delivery }) => delivery === 'DELIVERED'),
      'the recipient was told',
    );
    const [notice] = await story.arrived(told.exchangeId);
    expect(notice?.receipt).toBe('VERIFIED');
    expect(JSON.parse(notice?.body ?? '{}')).toMatchObject({
      type: 'M19',
      acknowledgeBy: '2028-01-12T17:00:00.000Z',
      event: {
        kind: 'CORRECTION',
        earlierMessageId: plan.messageId,
        parts: ['row-support'],
        instruction: 'DO_NOT_USE',
      },
    });
    expect(notice?.body).not.toMatch(/CANARY|mothers-health|Jackie|Cormack|9990001014/u);
    expect(await story.arrived(says)).toEqual([]);
    const decision = await findDecision(system.rooms, told.exchangeId);
    expect(contentOf(decision, 'assent.recall/1')).toMatchObject({
      facts: { becauseOf: answer.exchangeId },
      decision: { outcome: 'FORWARD', reasons: ['PERMIT_EARLIER_RECIPIENT'] },
    });
  });

  it('stops what is still on its way, and whoever never got it is told nothing', async () => {
    await system.region.peers.FPS.answerWith(503);
    const plan = story.first();
    const waiting = await story.sent(plan, sent);
    expect(onlyRecipient(waiting).delivery).toBe('QUEUED');
    const answer = await story.sent(story.correct(plan, {}, { kind: 'RETRACTION' }), corrected);
    expect(answer.recipients).toEqual([]);
    await system.region.peers.FPS.answerWith(200);
    await eventually(async () => {
      const { recipients } = await readAgain(waiting.exchangeId);
      return recipients[0]?.delivery === 'NOT_SENT' ? true : undefined;
    }, 'the delivery was cancelled');
    expect(await story.arrived(waiting.exchangeId)).toEqual([]);
    expect(await story.arrived(plan.messageId)).toEqual([]);
  });

  it('is owed an acknowledgement: by when and whether it was given, its sender can read', async () => {
    const plan = story.first();
    await story.sent(plan, sent);
    const { exchangeId } = await story.sent(story.correct(plan, attendance), corrected);
    const owed = await readAgain(exchangeId);
    expect(onlyRecipient(owed).acknowledgement).toEqual({ due: '2028-01-12T17:00:00.000Z' });
    expect((await acknowledge(exchangeId)).status).toBe(200);
    expect(onlyRecipient(await readAgain(exchangeId)).acknowledgement).toMatchObject({
      acknowledgedAt: expect.any(String),
    });
    expect(await findKinds(system.rooms, exchangeId)).toContain('ACKNOWLEDGEMENT');
  });
});

describe('a plan with a later version', () => {
  async function supersede(): Promise<{ readonly told: string; readonly later: ExchangeAnswer }> {
    const first = story.first();
    const delivered = await story.sent(first, sent);
    const later = await story.sent(
      {
        ...story.next(first, 2, { 'mothers-health': { text: 'CANARYLATERVERSION' } }),
        recipients: [{ organisation: school, role: 'DT' }],
      },
      corrected,
    );
    const telling = await eventually(
      async () => (await readAgain(later.exchangeId)).told?.find(({ delivery }) => delivery === 'DELIVERED'),
      'the earlier recipient was told',
    );
    expect(telling).toMatchObject({
      recipient: { role: 'SENCO' },
      acknowledgement: { due: '2028-01-12T17:00:00.000Z' },
    });
    const [notice] = await story.arrived(telling.exchangeId);
    expect(JSON.parse(notice?.body ?? '{}')).toMatchObject({
      event: {
        kind: 'SUPERSEDED',
        earlierExchangeId: delivered.exchangeId,
        instruction: 'ASK_FOR_PRESENT_VERSION',
      },
    });
    expect(notice?.body).not.toMatch(/CANARY|mothers-health|Jackie|"version"/u);
    return { told: telling.exchangeId, later };
  }

  /** What has reached Sue's system of one telling that nobody acknowledged. */
  async function chasedOf(told: string): Promise<readonly string[]> {
    const received = await system.region.peers.WMC.received();
    return received
      .filter(({ body }) => body.includes('NOT_ACKNOWLEDGED') && body.includes(told))
      .map(({ body }) => body);
  }

  it('is told to whoever has an earlier one, once, and to nobody else', async () => {
    const { later } = await supersede();
    await waitUntilFollowed(later.exchangeId);
    expect((await readAgain(later.exchangeId)).told).toHaveLength(1);
  });

  it('unacknowledged by its date, is told to whoever sent it; acknowledged, it is not', async () => {
    const [silent, kept] = [await supersede(), await supersede()];
    expect((await acknowledge(kept.told)).status).toBe(200);
    await system.database.owner.query(
      `update exchange.owed_acknowledgements set due_at = now() - interval '1 hour' where exchange_id = any($1::uuid[])`,
      [[silent.told, kept.told]],
    );
    await system.database.owner.query(`select graphile_worker.add_job('acknowledgements-chase', '{}'::json)`);
    const [body] = await eventually(async () => {
      const chased = await chasedOf(silent.told);
      return chased.length > 0 ? chased : undefined;
    }, 'Sue was told');
    expect(JSON.parse(body ?? '{}')).toMatchObject({
      recipients: [{ role: 'SW', department: 'CSC' }],
      event: { staffId: sue.staffId, recipient: { organisation: school, role: 'SENCO' } },
    });
    expect(await chasedOf(kept.told)).toEqual([]);
    expect(body).not.toMatch(/Jackie|CANARY/u);
    // Whoever owes it was reminded, and their manager told; of what was acknowledged nobody heard anything.
    const toldAtSchool = async (kind: string, told: string): Promise<number> =>
      (await system.region.peers.FPS.received()).filter(
        ({ body: each }) => each.includes(`"${kind}"`) && each.includes(told),
      ).length;
    for (const kind of ['ACKNOWLEDGEMENT_NEAR', 'ACKNOWLEDGEMENT_MISSED']) {
      await eventually(
        async () => ((await toldAtSchool(kind, silent.told)) === 1 ? true : undefined),
        `the school was told ${kind}`,
      );
      expect(await toldAtSchool(kind, kept.told)).toBe(0);
    }
  });
});
