import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer, HoldAnswer } from '../../src/exchange/index.ts';
import type { PartnerSystem } from '../../src/region/index.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import { people } from '../../src/region/westmarch.ts';
import {
  asExchange,
  eventually,
  findEntries,
  freshPlan,
  planSentAt,
  push,
  sue,
  without,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { Scenario } from '../support/scenario.ts';
import { type Replica, endReplicas, startReplica } from '../support/start-replica.ts';

/* Two officers of one desk, or one of them twice, judge one hold at the same moment at two replicas. */
const { jackie } = people;
const officer: ActingPractitioner = { staffId: 'wmc.ig', role: 'IG_OFFICER' };
const other: ActingPractitioner = { staffId: 'wmc.dpo', role: 'DPO' };
const reasons = 'The date was mistyped; the school’s register has the right one.';
const refusal = { refuse: true, reasons: 'It is not certain who is meant.' };

let system: TestGateway;
let scenario: Scenario;
const replicas: Replica[] = [];

beforeAll(async () => {
  system = await startTestGateway();
  scenario = new Scenario(system);
  await scenario.employ('WMC', officer, other);
});

afterEach(() => endReplicas(replicas));

afterAll(async () => {
  await scenario.close();
  await system.stop();
});

async function anotherReplica(haltAt?: string): Promise<Replica> {
  const replica = await startReplica(
    system,
    'WMC',
    haltAt === undefined ? undefined : { at: haltAt, with: 'SIGSTOP' },
  );
  replicas.push(replica);
  return replica;
}

interface Waiting {
  readonly sent: ExchangeAnswer;
  readonly hold: HoldAnswer;
  readonly release: object;
}

/** A plan that waits for the desk, since its subject’s date of birth does not fit. */
async function holdOne(): Promise<Waiting> {
  const plan = without(
    freshPlan({ subject: nameSubject({ ...jackie, birthDate: '2016-05-14' }) }),
    'leadDecision',
  );
  const sent = asExchange(await system.region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt })));
  const holds = await scenario.holdsOf('WMC', sent.exchangeId, { practitioner: officer, at: planSentAt });
  const hold = holds.find(({ segments }) => segments.some(({ segmentId }) => segmentId === 'row-support'));
  if (hold === undefined) throw new Error('nothing waits');
  const parts = hold.segments.map(({ segmentId }) => segmentId);
  return { sent, hold, release: { release: parts, reasons, confirmedIdentity: nameSubject(jackie) } };
}

/** Another key each time, as two people have. */
function judge(
  through: Pick<PartnerSystem, 'send'>,
  practitioner: ActingPractitioner,
  { hold }: Waiting,
  said: object,
): Promise<GatewayAnswer> {
  const key = randomUUID();
  return through.send({
    method: 'POST',
    path: `/v1/holds/${hold.holdId}/decision`,
    body: said,
    practitioner,
    boundTo: key,
    idempotencyKey: key,
    evaluateAt: planSentAt,
  });
}

/** What came of it everywhere: judgements kept, entries that say how it ended, supplements decided, bodies that arrived. */
async function effectsOf({ sent, hold }: Waiting): Promise<object> {
  const { rows } = await system.database.owner.query<{ judgements: number; supplements: string[] }>(
    `select (select count(*)::int from holds.judgements j where j.hold_id = $1::uuid) as judgements,
            (select coalesce(array_agg(e.exchange_id::text), '{}') from exchange.exchanges e
              where e.idempotency_key like 'supplement ' || $1::text || ' %') as supplements`,
    [hold.holdId],
  );
  const { judgements = 0, supplements = [] } = rows[0] ?? {};
  const ends: string[] = [];
  for (const each of [sent.exchangeId, ...supplements])
    for (const { parts } of await findEntries(system.rooms, each))
      for (const part of parts) {
        if (part.erased || part.content['schema'] !== 'assent.hold/1') continue;
        if (part.content['holdId'] === hold.holdId && part.content['event'] !== 'OPENED')
          ends.push(JSON.stringify(part.content['event']));
      }
  const arrived = (await system.region.peers.FPS.received()).filter(({ headers }) =>
    supplements.includes(headers['assent-exchange-id'] ?? ''),
  );
  return { judgements, supplements: supplements.length, ends, arrived: arrived.length };
}

const released = { judgements: 1, supplements: 1, ends: ['"RELEASED"'], arrived: 1 };
const refused = { judgements: 1, supplements: 0, ends: ['"REFUSED"'], arrived: 0 };

/** One stands still with its judgement made and not written down; the second is made and written down meanwhile. */
async function judgeMeanwhile(
  waiting: Waiting,
  first: { readonly by: ActingPractitioner; readonly said: object; readonly stopsBefore: string },
  second: { readonly by: ActingPractitioner; readonly said: object },
): Promise<readonly [GatewayAnswer, GatewayAnswer]> {
  const { process, partner } = await anotherReplica(`before ${first.stopsBefore}`);
  const late = judge(partner, first.by, waiting, first.said);
  await eventually(async () => ((await process.isStopped()) ? true : undefined), 'the replica stands still');
  const prompt = await judge(system.region.peers.WMC, second.by, waiting, second.said);
  process.resume();
  return [prompt, await late];
}

describe('two people who judge one hold at the same moment, at two replicas', () => {
  it('a refusal that comes first stands: nothing goes by the release, and its judge is told so', async () => {
    const waiting = await holdOne();
    const [first, second] = await judgeMeanwhile(
      waiting,
      { by: officer, said: waiting.release, stopsBefore: 'exchange.record_supplement' },
      { by: other, said: refusal },
    );
    expect(first).toMatchObject({ status: 200, body: { state: 'REFUSED' } });
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'hold-closed', detail: expect.stringContaining('nothing of it was let go') },
    });
    expect(await effectsOf(waiting)).toEqual(refused);
  });

  it('a release that comes first stands: what went is told to whoever would have refused it', async () => {
    const waiting = await holdOne();
    const [first, second] = await judgeMeanwhile(
      waiting,
      { by: other, said: refusal, stopsBefore: 'exchange.record_judgement' },
      { by: officer, said: waiting.release },
    );
    expect(first).toMatchObject({ status: 200, body: { state: 'RELEASED' } });
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'hold-closed', detail: expect.stringContaining('parts of it were let go') },
    });
    expect(await effectsOf(waiting)).toEqual(released);
    // Who was first is the ledger's to say.
    expect(second.text).not.toContain('wmc.ig');
  });

  it('one and the same person who says it twice has one answer, and it goes once', async () => {
    const waiting = await holdOne();
    const said = waiting.release;
    const [first, second] = await judgeMeanwhile(
      waiting,
      { by: officer, said, stopsBefore: 'exchange.record_supplement' },
      { by: officer, said },
    );
    expect(first).toMatchObject({ status: 200, body: { state: 'RELEASED' } });
    expect(second).toMatchObject({ status: 200, body: first.body as object });
    expect(await effectsOf(waiting)).toEqual(released);
    // In other words it is too late, for the same person too.
    expect(await judge(system.region.peers.WMC, officer, waiting, refusal)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('You have judged this before') },
    });
    expect(await effectsOf(waiting)).toEqual(released);
  });

  it('however they fall, one is taken and the other is told', async () => {
    const { partner } = await anotherReplica();
    for (let round = 0; round < 4; round += 1) {
      const waiting = await holdOne();
      const both = await Promise.all([
        judge(partner, officer, waiting, waiting.release),
        judge(system.region.peers.WMC, other, waiting, refusal),
      ]);
      expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      const [letGo] = both;
      expect(await effectsOf(waiting)).toEqual(letGo.status === 200 ? released : refused);
    }
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});
