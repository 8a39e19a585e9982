import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ExchangeAnswer, stages } from '../../src/exchange/index.ts';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import {
  asExchange,
  contentOf,
  countRows,
  eventually,
  findDecision,
  findEntries,
  findKinds,
  findNotices,
  findPerson,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  segmentsOf,
  sue,
  without,
} from '../support/exchanges.ts';
import { findColumnsWith } from '../support/find-everywhere.ts';
import { type TestGateway, readFigure, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway();
});

afterAll(() => system.stop());

async function receivedByFps(messageId: string): Promise<number> {
  const received = await system.region.peers.FPS.received();
  return received.filter(({ body }) => body.includes(messageId)).length;
}

/** The problem without the id of the request that it answers, which is never the same. */
function problemOf({ status, body }: GatewayAnswer): object {
  const { exchangeId, ...problem } = body as { exchangeId: string };
  expect(exchangeId).toMatch(/^[0-9a-f-]{36}$/);
  return { status, ...problem };
}

describe('a request that is repeated', () => {
  it('gets the same answer and is written down and delivered once', async () => {
    const plan = freshPlan();
    const send = (): Promise<GatewayAnswer> =>
      system.region.peers.WMC.send(push(plan, sue, { ...at, idempotencyKey: `key-${plan.messageId}` }));
    const first = asExchange(await send());
    const again = await send();
    expect(again.status).toBe(200);
    expect(asExchange(again)).toEqual(first);
    expect(await findKinds(system.rooms, first.exchangeId)).toEqual(['DECISION', 'OUTCOME', 'NOTICE']);
    expect(await receivedByFps(plan.messageId)).toBe(1);
  });

  it('is known by its message id where it has no key', async () => {
    const plan = freshPlan();
    const first = asExchange(await system.region.peers.WMC.send(push(plan, sue, at)));
    expect(asExchange(await system.region.peers.WMC.send(push(plan, sue, at)))).toEqual(first);
    expect(await receivedByFps(plan.messageId)).toBe(1);
  });

  it('is written down and delivered once when several arrive at the same moment', async () => {
    const plan = freshPlan();
    const { WMC } = system.region.peers;
    const answers = (await Promise.all(Array.from({ length: 4 }, () => WMC.send(push(plan, sue, at))))).map(
      asExchange,
    );
    const [first] = answers;
    if (first === undefined) throw new Error('nobody answered');
    // Whoever comes second is told how the delivery stands at that moment.
    const settled = (answer: ExchangeAnswer): object => ({
      ...answer,
      recipients: answer.recipients.map((each) => ({ ...each, delivery: 'DELIVERED' })),
    });
    for (const answer of answers) expect(settled(answer)).toEqual(settled(first));
    expect(asExchange(await WMC.send(push(plan, sue, at)))).toEqual(settled(first));
    expect(await countRows(system.database, plan.messageId)).toMatchObject({ exchanges: 1, deliveries: 1 });
    expect(await findKinds(system.rooms, first.exchangeId)).toEqual(['DECISION', 'OUTCOME', 'NOTICE']);
    expect(await receivedByFps(plan.messageId)).toBe(1);
  });

  it('is a conflict when its body is another, under the same key and under the same message id', async () => {
    const plan = freshPlan();
    const idempotencyKey = `key-${plan.messageId}`;
    const { WMC } = system.region.peers;
    const first = asExchange(await WMC.send(push(plan, sue, { ...at, idempotencyKey })));
    const otherId = { ...plan, messageId: randomUUID() };
    const otherBody = { ...plan, urgency: 'IMMEDIATE' as const };
    for (const conflict of [
      await WMC.send(push(otherId, sue, { ...at, idempotencyKey })),
      await WMC.send(push(otherBody, sue, at)),
    ])
      expect(problemOf(conflict)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
    expect(await countRows(system.database, otherId.messageId)).toMatchObject({ exchanges: 0 });
    expect(await findKinds(system.rooms, first.exchangeId)).toEqual(['DECISION', 'OUTCOME', 'NOTICE']);
  });

  it('is no repetition when another organisation happens to use the same key', async () => {
    const idempotencyKey = `key-${randomUUID()}`;
    const { WMC, FPS } = system.region.peers;
    const plan = asExchange(await WMC.send(push(freshPlan(), sue, { ...at, idempotencyKey })));
    const referral = asExchange(
      await FPS.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt, idempotencyKey })),
    );
    expect(referral.exchangeId).not.toBe(plan.exchangeId);
  });
});

describe('what became of an exchange', () => {
  it('is told to its sender, and to nobody else: its recipient and a stranger read what a random id gives', async () => {
    const { WMC, FPS, WGH } = system.region.peers;
    const sent = asExchange(await WMC.send(push(freshPlan(), sue, at)));
    const path = `/v1/exchanges/${sent.exchangeId}`;
    const own = await WMC.send({ method: 'GET', path });
    expect(own.status).toBe(200);
    expect(own.body).toEqual(sent);
    const random = problemOf(await WMC.send({ method: 'GET', path: `/v1/exchanges/${randomUUID()}` }));
    expect(random).toMatchObject({ status: 404, code: 'not-found' });
    for (const other of [FPS, WGH])
      expect(problemOf(await other.send({ method: 'GET', path }))).toEqual(random);
  });
});

describe('“Can I share?”', () => {
  it('gives the same decision, keeps no payload, and delivers and tells nothing', async () => {
    const words = `Mr Marnock can know I missed school ${randomUUID()}`;
    const asked = freshPlan();
    const plan = {
      ...asked,
      segments: asked.segments.map((segment) =>
        segment.segmentId === 'jackies-words'
          ? { ...segment, content: { words, saidTo: 'Sue Williams' } }
          : segment,
      ),
    };
    const advice = await system.region.peers.WMC.send(push(plan, sue, { ...at, path: '/v1/decisions' }));
    expect(advice.status).toBe(200);
    const { exchangeId, recipients } = asExchange(advice);
    expect(recipients).toMatchObject([{ outcome: 'FORWARD_REDACTED' }]);
    expect(recipients[0]).not.toHaveProperty('delivery');
    expect(recipients[0]).not.toHaveProperty('phone');
    expect(await countRows(system.database, plan.messageId)).toEqual({
      exchanges: 1,
      deliveries: 0,
      jobs: 0,
    });
    const kept = await system.database.owner.query<{ kind: string; payload: Buffer | null }>(
      'select kind, payload from exchange.exchanges where exchange_id = $1',
      [exchangeId],
    );
    expect(kept.rows).toEqual([{ kind: 'ADVICE', payload: null }]);
    expect(await receivedByFps(plan.messageId)).toBe(0);
    expect(await findNotices(system.rooms, system.database, exchangeId)).toEqual([]);
    expect(await findKinds(system.rooms, exchangeId)).toEqual(['DECISION']);
    const opened = (await findEntries(system.rooms, exchangeId)).map(({ parts }) => JSON.stringify(parts));
    expect(opened.join()).not.toContain(words);
    expect(await findColumnsWith(system.database, words)).toEqual([]);

    // The same plan may then be sent under the same message id, and is decided the same way.
    const sent = asExchange(await system.region.peers.WMC.send(push(plan, sue, at)));
    expect(onlyRecipient(sent)).toMatchObject({
      outcome: 'FORWARD_REDACTED',
      delivery: 'DELIVERED',
      segments: recipients[0]?.segments,
    });
  });
});

describe('“Can I share?” about urgent safeguarding', () => {
  const ask = (body: ReturnType<typeof freshReferral>): Promise<GatewayAnswer> =>
    system.region.peers.FPS.send(
      push(body, schoolLead, { evaluateAt: referralSentAt, path: '/v1/decisions' }),
    );

  it('tells nobody to phone about what would go, and says nothing of a delivery', async () => {
    const would = onlyRecipient(asExchange(await ask(freshReferral())));
    expect(would.outcome).toBe('FORWARD');
    expect(would).not.toHaveProperty('delivery');
    expect(would).not.toHaveProperty('phone');
  });

  it('tells to phone where nobody could receive it', async () => {
    const referral = freshReferral({
      recipients: [
        { organisation: { system: 'ods', value: 'Z9Z9F' }, department: 'MASH', role: 'MASH_OFFICER' },
      ],
    });
    expect(onlyRecipient(asExchange(await ask(referral)))).toMatchObject({
      delivery: 'NOT_DELIVERED_PHONE',
      phone: expect.stringMatching(/\d/),
    });
  });

  it('takes an edited question under the same message id', async () => {
    const referral = freshReferral();
    expect((await ask(referral)).status).toBe(200);
    expect((await ask({ ...referral, urgency: 'IMMEDIATE' })).status).toBe(200);
  });
});

describe('an acknowledgement', () => {
  it('covers everything that the organisation was delivered, whatever department and role it went to', async () => {
    const referral = freshReferral({
      recipients: [
        { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'MASH', role: 'MASH_OFFICER' },
        { organisation: { system: 'ods', value: 'Z9Z9A' }, department: 'CSC', role: 'SW' },
      ],
    });
    const sent = asExchange(
      await system.region.peers.FPS.send(push(referral, schoolLead, { evaluateAt: referralSentAt })),
    );
    expect(sent.recipients.map(({ delivery }) => delivery)).toEqual(['DELIVERED', 'DELIVERED']);
    const confirm = (): Promise<GatewayAnswer> =>
      system.region.peers.WMC.send({
        method: 'POST',
        path: `/v1/exchanges/${sent.exchangeId}/acknowledgement`,
      });
    const first = await confirm();
    expect(first.status).toBe(200);
    const { rows } = await system.database.owner.query<{ ordinal: number }>(
      'select ordinal from exchange.acknowledgements where exchange_id = $1 order by ordinal',
      [sent.exchangeId],
    );
    expect(rows.map(({ ordinal }) => ordinal)).toEqual([0, 1]);
    expect((await confirm()).body).toEqual(first.body);
    const kinds = await findKinds(system.rooms, sent.exchangeId);
    expect(kinds.filter((kind) => kind === 'ACKNOWLEDGEMENT')).toHaveLength(2);
  });
});

describe('a recipient that has no system', () => {
  it('is decided on, and the sender is told that nothing was sent', async () => {
    const plan = freshPlan({
      purposeCode: 'P06',
      legalPower: ['CA2004_S10'],
      recipients: [{ organisation: { system: 'ods', value: 'Z9Z9G' }, role: 'VCSE_WORKER' }],
      // None of it is something that the plan could not go without.
      segments: freshPlan().segments.map((segment) => without(segment, 'mandatory')),
    });
    const sent = asExchange(await system.region.peers.WMC.send(push(without(plan, 'leadDecision'), sue)));
    expect(onlyRecipient(sent)).toMatchObject({ outcome: 'FORWARD_REDACTED', delivery: 'NOT_SENT' });
    // Nothing was sent, so that nobody owes anything because of it.
    expect(onlyRecipient(sent).obligations).toEqual([
      {
        kind: 'REACH_RECIPIENT_OTHERWISE',
        plain: expect.stringContaining('no system of this recipient receives'),
      },
    ]);
    const outcome = (await findEntries(system.rooms, sent.exchangeId)).find(({ kind }) => kind === 'OUTCOME');
    if (outcome === undefined) throw new Error('nothing says what came of it');
    expect(contentOf(outcome, 'assent.outcome/1')).toMatchObject({
      outcome: 'NOT_SENT',
      why: 'no-receiving-system',
    });
    expect(await countRows(system.database, plan.messageId)).toMatchObject({ exchanges: 1, deliveries: 0 });
    // Nothing went, so nobody is told that it did, and no entry speaks of bytes that left.
    const told = await findNotices(system.rooms, system.database, sent.exchangeId);
    expect(told.filter(({ text }) => text.includes('shared information'))).toEqual([]);
    const decision = await findDecision(system.rooms, sent.exchangeId);
    expect(() => contentOf(decision, 'assent.disclosure/1')).toThrow(/no part/);
  });
});

describe('a fault after the decision was written down', () => {
  it('is told as queued, never as “nothing was sent”, and the delivery follows', async () => {
    const plan = freshPlan();
    const broken = jest
      .spyOn(system.rooms.ledger, 'getReceipt')
      .mockRejectedValueOnce(new Error('the checkpoint could not be signed'));
    const sent = await system.region.peers.WMC.send(push(plan, sue, at));
    broken.mockRestore();
    expect(sent.status).toBe(202);
    expect(onlyRecipient(asExchange(sent)).delivery).toBe('QUEUED');
    // The attempt that follows when the lease has run out, here and now.
    await system.database.owner.query(
      "update exchange.deliveries set lease_until = now() - interval '1 second' where exchange_id = $1",
      [asExchange(sent).exchangeId],
    );
    await system.database.owner.query(
      'update graphile_worker._private_jobs set run_at = now() where locked_at is null',
    );
    await eventually(
      async () => ((await receivedByFps(plan.messageId)) === 1 ? true : undefined),
      'the delivery followed',
    );
  });
});

describe('people whom a message names', () => {
  it('are not taken for somebody of another family because of a number', async () => {
    const plan = freshPlan();
    const [mother] = plan.relatedPersons ?? [];
    if (mother === undefined) throw new Error('the plan names Jackie’s mother');
    // Leo's number, and no birth date that could make anybody sure.
    const sent = asExchange(
      await system.region.peers.WMC.send(
        push(
          {
            ...plan,
            relatedPersons: [{ ...mother, identifiers: [{ system: 'nhs-number', value: '9990001057' }] }],
          },
          sue,
          at,
        ),
      ),
    );
    const jackie = await findPerson(system.rooms, '9990001014', '2017-05-14', 'Cormack', 'Jackie');
    const decision = await findDecision(system.rooms, sent.exchangeId);
    expect(segmentsOf(decision).get('mothers-health')?.about).toEqual([jackie]);
  });
});

describe('the figures', () => {
  it('count exchanges, segments, attempts to deliver, and the time in each of the seven stages', async () => {
    const labels = { outcome: 'FORWARD_REDACTED', mode: 'PUSH', message_type: 'M09' };
    const before = await readFigure(system, 'assent_exchanges_total', labels);
    const released = await readFigure(system, 'assent_segments_total', { outcome: 'RELEASE' });
    const accepted = await readFigure(system, 'assent_deliveries_total', { outcome: 'ACCEPTED' });
    const sent = asExchange(await system.region.peers.WMC.send(push(freshPlan(), sue, at)));
    expect(await readFigure(system, 'assent_exchanges_total', labels)).toBe(before + 1);
    expect(await readFigure(system, 'assent_deliveries_total', { outcome: 'ACCEPTED' })).toBe(accepted + 1);
    expect(await readFigure(system, 'assent_segments_total', { outcome: 'RELEASE' })).toBe(
      released + onlyRecipient(sent).segments.filter(({ outcome }) => outcome === 'RELEASE').length,
    );
    for (const stage of stages)
      expect(await readFigure(system, 'assent_stage_seconds_count', { stage })).toBeGreaterThan(0);
  });
});
