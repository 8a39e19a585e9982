import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { type SegmentedMessage, getRecordType, jackieRefs } from '../../src/records/index.ts';
import { asExchange, eventually, findEntries, push, sue } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { PlanStory, rewrite } from '../support/plans.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;
let story: PlanStory;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  story = new PlanStory(system);
});

afterAll(() => system.stop());

const planned = '2028-01-07T15:00:00Z';
const placed = '2028-01-17T18:10:00Z';

/** The notice of AC2 to the school's coordinator and its safeguarding lead; with some parts changed. */
function placement(
  parts: Parameters<typeof rewrite>[1] = {},
  roles: readonly string[] = ['SENCO', 'DSL'],
): SegmentedMessage {
  const example = getRecordType('M16').examples[0]?.build() as SegmentedMessage;
  const [first] = example.recipients;
  const recipients = roles.map((role) => ({ ...first, role })) as unknown as SegmentedMessage['recipients'];
  return { ...rewrite(example, parts), correlationId: randomUUID(), recipients };
}

async function place(message: SegmentedMessage): Promise<ExchangeAnswer> {
  const answer = asExchange(await system.region.peers.WMC.send(push(message, sue, { evaluateAt: placed })));
  // One message of a family after the other: it may have to wait its turn.
  await eventually(async () => {
    const { rows } = await system.database.owner.query<{ state: string }>(
      'select state from exchange.deliveries where exchange_id = $1',
      [answer.exchangeId],
    );
    const arrived = rows.filter(({ state }) => state === 'DELIVERED').length;
    return arrived === message.recipients.length ? true : undefined;
  }, 'the notice had arrived');
  // What was on its way when it was first looked at is looked at again every minute.
  await system.database.owner.query(`select graphile_worker.add_job('messages-follow', '{}'::json)`);
  await eventually(async () => {
    const { rows } = await system.database.owner.query<{ done: boolean }>(
      `select not exists (select from exchange.followups where exchange_id = $1 and followed_at is null)
          and not exists (select from exchange.tellings t join exchange.deliveries d on d.exchange_id = t.exchange_id
                           where t.because_of = $1 and d.state in ('DUE', 'DISPATCHED')) as done`,
      [answer.exchangeId],
    );
    return rows[0]?.done === true ? true : undefined;
  }, 'everything that follows was done');
  return answer;
}

interface Task {
  readonly body: string;
  readonly read: { readonly recipients: readonly JsonObject[]; readonly event: JsonObject };
}

/** What reached an organisation because of a notice. */
async function tasksAt(key: 'FPS' | 'WMC', { exchangeId }: ExchangeAnswer): Promise<readonly Task[]> {
  const received = await system.region.peers[key].received();
  return received
    .filter(({ body }) => body.includes('"GAP"') && body.includes(exchangeId))
    .map(({ body }) => ({ body, read: JSON.parse(body) as Task['read'] }));
}

async function tasksOf(answer: ExchangeAnswer): Promise<readonly Task[]> {
  return [...(await tasksAt('FPS', answer)), ...(await tasksAt('WMC', answer))];
}

describe('AC2, 17 January 18:13: a row of the plan that nobody sees to any more', () => {
  let answer: ExchangeAnswer;
  let school: readonly Task[];
  let council: readonly Task[];

  beforeAll(async () => {
    await story.sent(story.first(), planned);
    answer = await place(placement());
    [school, council] = [await tasksAt('FPS', answer), await tasksAt('WMC', answer)];
  });

  it('is put before the safeguarding lead of the school and before Sue, and nobody else', () => {
    expect(school.map(({ read }) => read.recipients)).toMatchObject([[{ role: 'DSL' }]]);
    expect(council.map(({ read }) => read)).toMatchObject([
      { recipients: [{ role: 'SW', department: 'CSC' }], event: { staffId: sue.staffId } },
    ]);
  });

  it('names the row that Wendy saw to, and the day, and not those of others', () => {
    for (const { read } of [...school, ...council])
      expect(read.event).toMatchObject({
        kind: 'GAP',
        rows: [jackieRefs.attendance],
        from: '2028-01-17',
        instruction: 'SAY_WHO_DOES_IT',
      });
  });

  it('says nothing of Wendy, nor why', () => {
    for (const { body } of [...school, ...council])
      expect(body).not.toMatch(/Wendy|Cormack|Jackie|hospital|ward|White|V2|FOSTER/u);
    for (const { body } of [...school, ...council]) expect(body).not.toContain(jackieRefs.wendy);
  });

  it('must be acknowledged within two working days, and the sender sees it', async () => {
    const { body } = await system.region.peers.WMC.send({
      method: 'GET',
      path: `/v1/exchanges/${answer.exchangeId}`,
    });
    const { told } = body as ExchangeAnswer;
    expect(told?.map(({ acknowledgement }) => acknowledgement?.due)).toEqual([
      '2028-01-19T17:00:00.000Z',
      '2028-01-19T17:00:00.000Z',
    ]);
  });

  it('is a decision in the ledger for each, about Jackie, which verifies', async () => {
    const tellings = await system.database.owner.query<{ exchange_id: string }>(
      'select exchange_id from exchange.tellings where because_of = $1',
      [answer.exchangeId],
    );
    for (const { exchange_id } of tellings.rows) {
      const entries = await findEntries(system.rooms, exchange_id);
      const contents = entries.flatMap(({ parts }) =>
        parts.flatMap((part) => (part.erased ? [] : [part.content])),
      );
      expect(contents).toContainEqual(expect.objectContaining({ schema: 'assent.plan-gap/1' }));
    }
    expect(tellings.rows).toHaveLength(2);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });
});

describe('no gap is told', () => {
  it('where the child lives with her parents as before', async () => {
    const answer = await place(placement({ placement: { kind: 'PARENTS' } }));
    expect(await tasksOf(answer)).toEqual([]);
  });

  it('of a row that the relative sees to who cares for her now', async () => {
    const answer = await place(placement({ carer: { name: 'Ms Cormack' }, placement: { kind: 'KINSHIP' } }));
    expect(await tasksOf(answer)).toEqual([]);
  });

  it('to a reader who was not told of the placement: only Sue hears of it', async () => {
    const message = placement({}, ['SENCO']);
    const unsaid = { ...message, leadDecision: undefined };
    const answer = asExchange(
      await system.region.peers.WMC.send(
        push(JSON.parse(JSON.stringify(unsaid)) as SegmentedMessage, sue, { evaluateAt: placed }),
      ),
    );
    expect(
      answer.recipients[0]?.segments.find(({ segmentId }) => segmentId === 'placement')?.outcome,
    ).not.toBe('RELEASE');
    const council = await eventually(async () => {
      const found = await tasksAt('WMC', answer);
      return found.length > 0 ? found : undefined;
    }, 'Sue was told');
    expect(council).toHaveLength(1);
    expect(await tasksAt('FPS', answer)).toEqual([]);
  });

  it('once a later version names somebody else', async () => {
    const plan = story.first();
    await story.sent(plan, planned);
    const row = { responsible: { name: 'Mr White', role: 'Foster carer' } };
    await story.sent(story.next(plan, 2, { 'row-attendance': row }), '2028-01-17T17:00:00Z');
    const answer = await place(placement());
    const named = (await tasksOf(answer)).map(({ read }) => read.event['planId']);
    const shown = await system.rooms.plans.findVersions(await findJackie(), await findCouncil(), 'M09');
    const mended = shown.find(({ number }) => number === 2)?.planId;
    expect(mended).toBeDefined();
    expect(named).not.toContain(mended);
  });
});

async function findJackie(): Promise<Parameters<typeof system.rooms.plans.findVersions>[0]> {
  const [found] = await system.rooms.families.findNumbered([{ system: 'nhs-number', value: '9990001014' }]);
  if (found === undefined) throw new Error('she is registered');
  return found;
}

async function findCouncil(): Promise<Parameters<typeof system.rooms.plans.findVersions>[1]> {
  const found = await system.rooms.agreements.findOrganisation({ system: 'ods', value: 'Z9Z9A' });
  if (found === undefined) throw new Error('the council is registered');
  return found.organisationId;
}
