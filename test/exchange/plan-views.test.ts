import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PartOpening, verifyPartOpening, verifyReceipt } from '../../src/ledger/index.ts';
import { asId } from '../../src/platform/index.ts';
import { type Attachment, buildJackieCarePlan, jackieRefs, wendysIllness } from '../../src/records/index.ts';
import {
  asExchange,
  asPlan,
  contentOf,
  eventually,
  findDecision,
  findKinds,
  marnock,
  push,
  segmentsOf,
  sue,
} from '../support/exchanges.ts';
import { findPerson, openTestErasure, orderOf } from '../support/erasure.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { PlanStory, type ShownPlan, rewrite } from '../support/plans.ts';
import { quickTiming } from '../support/quick-timing.ts';

/** Words that stand in withheld sections alone. */
const firstCanary = 'CANARYFIRSTVERSION';
const secondCanary = 'CANARYSECONDVERSION';
const [sent, changed, today] = ['2028-01-07T15:00:00Z', '2028-01-10T09:00:00Z', '2028-01-11T09:00:00Z'];

let system: TestGateway;
let story: PlanStory;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  story = new PlanStory(system);
  await story.worksWith(marnock);
});
afterAll(() => system.stop());

function idsOf({ segments }: ShownPlan): readonly string[] {
  return segments.map(({ segmentId }) => segmentId);
}

/** A plan and its second version: a row has changed and one has gone, and so have sections that the school never sees. */
async function sendTwo(withheldToo: boolean): Promise<string> {
  const first = rewrite(story.first(), { 'mothers-health': { text: firstCanary } });
  const delivered = await story.sent(first, sent);
  expect(delivered.recipients[0]?.delivery).toBe('DELIVERED');
  const second = story.next(first, 2, {
    'row-attendance': { serviceStart: '2028-01-11' },
    'row-tuition': null,
    ...(withheldToo
      ? { 'row-tuition-cost': { amount: '99.00' }, 'mothers-health': { text: secondCanary } }
      : {}),
  });
  await story.sent(second, changed);
  const got = (await story.arrived(delivered.exchangeId))[0];
  return (JSON.parse(got?.body ?? '{}') as ShownPlan).envelope.planId;
}

describe('one logical plan and its versions', () => {
  let planId: string;

  beforeAll(async () => {
    planId = await sendTwo(true);
  });

  it('shows the version that was the present one at an instant, redacted for the reader, with a receipt', async () => {
    const answer = await story.view({ planId, asAt: '2028-01-08T00:00:00Z' }, today);
    expect(answer.status).toBe(200);
    const shown = answer.body as ShownPlan;
    expect(shown.envelope).toMatchObject({ planId, asAt: '2028-01-08T00:00:00.000Z' });
    expect(idsOf(shown)).toEqual(['row-attendance', 'row-support', 'row-tuition', 'jackies-words']);
    expect(shown.segments[0]?.content).toMatchObject({ serviceStart: '2028-01-07' });
    expect(answer.text).not.toMatch(/CANARY|38\.00|99\.00|mothers-health/u);

    const read = (name: string): string => Buffer.from(answer.headers[name] ?? '', 'base64').toString('utf8');
    const receipt = verifyReceipt(read('assent-receipt'), 'CARRIED', system.rooms.ledger.verifierKey);
    if (!receipt.ok || receipt.value.entry === null) throw new Error('the receipt does not hold');
    const opening = JSON.parse(read('assent-receipt-opening')) as PartOpening;
    const opened = verifyPartOpening(receipt.value.entry, opening);
    const hash = createHash('sha256').update(answer.text).digest('base64');
    expect(opened.ok && opened.value['bodySha256']).toBe(hash);
    const exchangeId = answer.exchangeId ?? '';
    await eventually(
      async () => ((await findKinds(system.rooms, exchangeId)).includes('OUTCOME') ? true : undefined),
      'the outcome is written down',
    );
    const decision = await findDecision(system.rooms, exchangeId);
    expect(contentOf(decision, 'assent.decision/2')['askedBy']).toMatchObject({
      practitioner: { staffId: 'mr.marnock' },
    });
    expect(segmentsOf(decision).get('mothers-health')).toMatchObject({
      outcome: 'WITHHOLD',
      silentPart: true,
    });
  });

  it('shows the present version where no instant is named, under the identifier of the same plan', async () => {
    const shown = await story.shown({ planId }, today);
    expect(shown.envelope.planId).toBe(planId);
    expect(idsOf(shown)).toEqual(['row-attendance', 'row-support', 'jackies-words']);
    expect(shown.segments[0]?.content).toMatchObject({ serviceStart: '2028-01-11' });
  });

  it('shows what has changed since an instant, row by row', async () => {
    const { changes } = await story.shown({ planId, changesSince: '2028-01-08T00:00:00Z' }, today);
    expect(changes?.added).toEqual([]);
    expect(changes?.removed.map(({ segmentId }) => segmentId)).toEqual(['row-tuition']);
    expect(changes?.changed).toMatchObject([
      {
        segmentId: 'row-attendance',
        members: ['/content/serviceStart'],
        before: { content: { serviceStart: '2028-01-07' } },
      },
    ]);
    expect([...(changes?.unchanged ?? [])].sort()).toEqual(['jackies-words', 'row-support']);
  });

  it('names the files that came, went and changed, of those that the reader may see, and gives the present ones alone', async () => {
    const file = (attachmentId: string, says: string, category: 'EDU' | 'PMH' = 'EDU'): Attachment => ({
      attachmentId,
      title: 'A note',
      contentType: 'text/plain',
      data: Buffer.from(says).toString('base64'),
      categoryCodes: [category],
      about: ['subject'],
      linkedToNeed: true,
    });
    const first = story.first({
      attachments: [
        file('kept', 'stays'),
        file('mended', 'before'),
        file('gone', 'went'),
        file('private', 'a word', 'PMH'),
      ],
    });
    await story.sent(first, '2028-01-07T14:00:00Z');
    const second = story.next(
      {
        ...first,
        attachments: [
          file('kept', 'stays'),
          file('mended', 'after'),
          file('fresh', 'came'),
          file('private', 'another', 'PMH'),
        ],
      },
      2,
    );
    // After whatever else was sent here: a plan that nobody names is the one that was last worked on.
    await story.sent(second, '2028-01-10T12:00:00Z');
    const shown = await story.view({ changesSince: '2028-01-08T00:00:00Z' }, today);
    const { changes, attachments = [] } = shown.body as ShownPlan & {
      readonly attachments?: readonly Attachment[];
    };
    expect(changes?.files).toEqual({
      added: ['fresh'],
      removed: ['gone'],
      changed: ['mended'],
      unchanged: ['kept'],
    });
    expect(attachments.map(({ data }) => Buffer.from(data, 'base64').toString())).toEqual([
      'stays',
      'after',
      'came',
    ]);
    // What the reader may not see of either leaves no trace.
    expect(shown.text).not.toContain('private');
  });

  it('shows of an instant the plan that had been worked on by then, where nobody names one', async () => {
    const shown = await story.shown({ asAt: '2028-01-08T00:00:00Z' }, today);
    expect(shown.envelope).toMatchObject({ planId, asAt: '2028-01-08T00:00:00.000Z' });
  });

  it('takes nobody’s word that a plan may be seen under an exception: the council sends it, and signs', async () => {
    const exception = { code: 'REG17_1A', reasons: 'It would help.', by: marnock.staffId };
    const refused = await story.view({ planId }, today, { exception } as never);
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/exception', rule: 'unknown-member' }] },
    });
  });

  it('a change inside a withheld section leaves no trace: the answer is that of a plan without it', async () => {
    const other = await sendTwo(false);
    const asked = { changesSince: '2028-01-08T00:00:00Z' };
    const [one, another] = await Promise.all(
      [planId, other].map((id) => story.view({ planId: id, ...asked }, today)),
    );
    expect(one?.text).not.toMatch(/CANARY|99\.00|mothers-health|cost/u);
    const plain = (answer: typeof one): object => {
      const { envelope, ...rest } = answer?.body as ShownPlan;
      const own = { planId: '', messageId: '', exchangeId: '', correlationId: '' };
      return { ...rest, envelope: { ...envelope, ...own } };
    };
    expect(plain(one)).toEqual(plain(another));
  });

  it('is for nobody else: whoever may not see it gets the answer of a plan that there is not', async () => {
    const stranger = { staffId: 'fps.dsl', role: 'DSL' } as const;
    const refusals = await Promise.all([
      story.view({ planId }, today, {}, stranger),
      story.view({ planId: randomUUID() }, today),
      story.view({ planId, asAt: '2028-01-01T00:00:00Z' }, today),
      story.view({ planId }, today, {
        subject: {
          identifiers: [{ system: 'nhs-number', value: '9990001073' }],
          demographics: { name: { family: 'Kowalski', given: ['Ben'] }, birthDate: '2018-01-22' },
        },
      }),
    ]);
    for (const { status, body } of refusals) {
      expect(status).toBe(404);
      expect(body).toMatchObject({ type: expect.stringContaining('nothing-given') });
    }
    const bodies = refusals.map(({ body }) => ({ ...(body as object), instance: '', exchangeId: '' }));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });

  it('needs an agreement for the purpose, and a type of record that is a plan', async () => {
    expect((await story.view({ planId }, today, { purposeCode: 'P22' })).status).toBe(403);
    const none = await story.view({ planId }, today, { type: 'M13', purposeCode: 'P02' });
    expect(none.body).toMatchObject({ errors: [{ pointer: '/plan', rule: 'plan-only' }] });
  });

  it('lies sealed: nothing that it says stands anywhere in either database', async () => {
    for (const word of [firstCanary, secondCanary, 'Accompanied to school'])
      expect(await findColumnsWith(system.database, word)).toEqual([]);
  });
});

describe('a version of a plan', () => {
  it('is never changed: the same number with other words is refused, and nothing goes', async () => {
    const first = story.first();
    await story.sent(first, sent);
    const again = rewrite(first, { 'row-support': { frequencyAndLength: 'Never' } });
    const refused = await story.send(again, sent);
    expect(refused.status).toBe(409);
    const position = again.segments.findIndex(({ segmentId }) => segmentId === 'row-support');
    expect(refused.body).toMatchObject({
      type: expect.stringContaining('plan-version'),
      errors: [{ pointer: `/segments/${position}`, rule: 'version-unchanged' }],
    });
    expect(await story.arrived(again.messageId)).toEqual([]);
    expect((await story.sent(rewrite(first, {}), sent)).recipients[0]?.delivery).toBe('DELIVERED');
    expect((await story.sent(rewrite(first, { 'row-support': null }), sent)).recipients[0]?.delivery).toBe(
      'DELIVERED',
    );
  });

  it('is not put in before a later one', async () => {
    const first = story.first();
    await story.sent(story.next(first, 3), sent);
    const refused = await story.send(story.next(first, 2), changed);
    expect(refused.body).toMatchObject({
      errors: [{ pointer: '/segments/0/content/version', rule: 'version-order' }],
    });
    expect((await story.send(story.next(first, 4), changed)).status).toBeLessThan(300);
  });

  it('is not kept where it was refused to everybody', async () => {
    const refused = story.first({ purposeCode: 'P22' });
    expect((await story.sent(refused, sent)).recipients[0]?.outcome).toBe('DENY');
    const { rows } = await system.database.owner.query('select 1 from plans.carriers where message_id = $1', [
      refused.messageId,
    ]);
    expect(rows).toEqual([]);
  });

  it('that its author has since marked as more secret is so in the earlier versions too', async () => {
    const first = story.first();
    const { recipients } = await story.sent(first, sent);
    expect(recipients[0]?.delivery).toBe('DELIVERED');
    const marked = story.next(first, 2);
    await story.sent(
      {
        ...marked,
        segments: marked.segments.map((segment) =>
          segment.segmentId === 'row-support' ? { ...segment, notForRoles: ['SENCO'] } : segment,
        ),
      },
      changed,
    );
    const shown = await story.shown(
      { asAt: '2028-01-08T00:00:00Z', planId: await planOf(first.messageId) },
      today,
    );
    expect(idsOf(shown)).toEqual(['row-attendance', 'row-tuition', 'jackies-words']);
  });
});

async function planOf(messageId: string): Promise<string> {
  const { rows } = await system.database.owner.query<{ plan_id: string }>(
    'select v.plan_id from plans.versions v join plans.carriers c using (version_id) where c.message_id = $1',
    [messageId],
  );
  return rows[0]?.plan_id ?? '';
}

describe('AC2: the Care Plan that is made from the Child’s Plan', () => {
  it('is the next version of the same plan: its rows keep their ids, and the changes are those of the story', async () => {
    const recordId = randomUUID();
    const childsPlan = asPlan(story.first(), { recordId });
    await story.sent(childsPlan, sent);
    const carePlan = asPlan(buildJackieCarePlan({ messageId: randomUUID(), correlationId: randomUUID() }), {
      recordId: randomUUID(),
      derivedFrom: { recordId, version: 1 },
    });
    const delivered = asExchange(
      await system.region.peers.WMC.send(push(carePlan, sue, { evaluateAt: '2028-01-20T08:00:00Z' })),
    );
    expect(delivered.recipients[0]?.delivery).toBe('DELIVERED');
    const planId = await planOf(childsPlan.messageId);
    expect(await planOf(carePlan.messageId)).toBe(planId);
    const asked = { planId, changesSince: '2028-01-10T00:00:00Z' };
    const shown = await story.shown(asked, '2028-01-21T09:00:00Z', { purposeCode: 'P10', legalPower: [] });
    expect(shown.changes?.unchanged).toContain('row-support');
    expect(shown.changes?.changed).toMatchObject([
      { segmentId: 'row-attendance', before: { content: { rowId: jackieRefs.attendance } } },
      { segmentId: 'row-tuition', members: ['/content/response/alongside'] },
    ]);
    expect(shown.changes?.changed[0]?.members).toEqual([
      '/content/responsible/name',
      '/content/responsible/ref',
      '/content/responsible/role',
      '/content/serviceStart',
    ]);
    expect(JSON.stringify(shown)).not.toContain(wendysIllness);
  });
});

describe('whoever is erased', () => {
  it('is gone from the plans of others, and nothing else of them is', async () => {
    const planned = rewrite(story.first(), { 'mothers-health': { text: firstCanary } });
    await story.sent(planned, sent);
    const planId = await planOf(planned.messageId);
    const opened = openTestErasure(system);
    const wendy = await findPerson(system, 'wendy');
    const countOf = async (person: string): Promise<number> => {
      const { rows } = await system.database.owner.query<{ parts: number }>(
        `select count(*)::int as parts from plans.parts p join plans.versions v using (version_id)
          where v.plan_id = $1 and p.body_keys -> 'wraps' @> jsonb_build_array(jsonb_build_object('person', $2::text))`,
        [planId, person],
      );
      return rows[0]?.parts ?? 0;
    };
    expect(await countOf(wendy)).toBe(1);
    expect(await opened.erasure.erase(wendy, await orderOf(system))).toMatchObject({ ok: true });
    expect(await countOf(wendy)).toBe(0);
    const [kept] = await system.rooms.plans.findPlan(asId<'Plan'>(planId));
    expect(JSON.stringify(kept?.parts)).not.toContain(firstCanary);
    expect(JSON.stringify(kept?.parts)).toContain('Accompanied to school');
    await opened.close();
  });
});
