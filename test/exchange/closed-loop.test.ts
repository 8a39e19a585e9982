import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeadlineListAnswer, type ExchangeAnswer, makeClockJobs } from '../../src/exchange/index.ts';
import { type Message, type SegmentedMessage, getRecordType } from '../../src/records/index.ts';
import { sendExample } from '../../src/region/catalogue-exchanges.ts';
import {
  asExchange,
  eventually,
  findEntries,
  findNotices,
  freshReferral,
  onlyRecipient,
  push,
  referralSentAt,
  schoolLead,
  toldOf,
} from '../support/exchanges.ts';
import { type TestGateway, readFigure, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
});

afterAll(() => system.stop());

const at = { evaluateAt: referralSentAt };
const outcomeAt = '2027-02-10T11:05:00Z';
const told = { status: 'YES', when: '2027-02-09T13:00:00+00:00', how: 'At school' } as const;

interface Referrer {
  readonly sourceCode: string;
  readonly wishesAnonymity: boolean;
}
const named: Referrer = { sourceCode: '2A', wishesAnonymity: false };
const unnamed: Referrer = { sourceCode: '2A', wishesAnonymity: true };
const neighbour: Referrer = { sourceCode: '1C', wishesAnonymity: false };

/** Leo's referral, made by somebody. */
function referralOf(referrer: Referrer, more: Partial<SegmentedMessage> = {}): SegmentedMessage {
  const referral = freshReferral(more);
  const part = referral.segments.find(({ path }) => path === '/referrer');
  if (part === undefined) throw new Error('the referral names no referrer');
  const segments = referral.segments.map((each) =>
    each === part ? { ...part, content: { ...(part.content as object), ...referrer } } : each,
  );
  return { ...referral, segments };
}

async function refer(referral: Message): Promise<ExchangeAnswer> {
  const answer = asExchange(await system.region.peers.FPS.send(push(referral, schoolLead, at)));
  expect(onlyRecipient(answer).delivery).toBe('DELIVERED');
  await run('deadlines-follow', referralSentAt);
  return answer;
}

/** The outcome of a referral, with a receipt. */
function outcomeOf(
  correlationId: string | undefined,
  more: Partial<SegmentedMessage> = {},
): SegmentedMessage {
  const [example] = getRecordType('M08').examples;
  const message = example?.build({ messageId: randomUUID(), correlationId: correlationId ?? randomUUID() });
  if (message === undefined || message.type === 'FHIR') throw new Error('no example of M08');
  const [first] = message.segments;
  if (first === undefined) throw new Error('an outcome has parts');
  const receipt = {
    ...first,
    segmentId: 'receipt',
    path: '/receipt',
    content: { receivedOn: '2027-02-09', reference: 'MASH-1' },
  };
  return { ...message, segments: [...message.segments, receipt], ...more };
}

async function answerWith(outcome: SegmentedMessage): Promise<ExchangeAnswer> {
  const answer = asExchange(await system.region.peers.WMC.send(sendExample(outcome, outcomeAt)));
  await run('deadlines-follow', outcomeAt);
  return answer;
}

async function run(name: string, when: string): Promise<void> {
  const job = makeClockJobs(system.gateway.house).find((each) => each.name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  await job.run(new Date(when));
}

async function feedbackOf(
  who: 'WMC' | 'FPS' | 'WGH',
  correlationId: string | undefined,
  state: 'RUNNING' | 'ENDED',
): Promise<DeadlineListAnswer['deadlines']> {
  const answer = await system.region.peers[who].send({
    method: 'GET',
    path: `/v1/deadlines?state=${state}`,
    ...at,
  });
  const { deadlines } = answer.body as DeadlineListAnswer;
  return deadlines.filter((each) => each.correlationId === correlationId);
}

interface Arrived {
  readonly segments?: readonly { readonly segmentId: string }[];
  readonly event?: { readonly deadlineId?: string; readonly instruction: string; readonly phone?: string };
}

async function arrivedOf(who: 'WMC' | 'FPS', exchangeId: string): Promise<readonly string[]> {
  const all = await system.region.peers[who].received();
  return all.filter(({ headers }) => headers['assent-exchange-id'] === exchangeId).map(({ body }) => body);
}

async function eventsOf(
  who: 'WMC' | 'FPS',
  deadlineId: string | undefined,
): Promise<readonly NonNullable<Arrived['event']>[]> {
  const all = await system.region.peers[who].received();
  // A recipient knows a delivery that came twice by its id.
  const each = new Map(all.map((delivery) => [delivery.headers['assent-delivery-id'], delivery]));
  return [...each.values()].flatMap(({ body }) => {
    const { event } = JSON.parse(body) as Arrived;
    return event?.deadlineId !== undefined && event.deadlineId === deadlineId ? [event] : [];
  });
}

describe('a referral', () => {
  it('brings its outcome back: decision, what is asked, whom to call, and nothing else (AC4)', async () => {
    const referral = referralOf(named);
    await refer(referral);
    expect(await feedbackOf('FPS', referral.correlationId, 'RUNNING')).toMatchObject([
      { deadline: 'REFERRAL_FEEDBACK', you: 'WAITING', due: '2027-02-10T17:00:00.000Z' },
    ]);
    expect(await feedbackOf('WGH', referral.correlationId, 'RUNNING')).toEqual([]);
    const answer = await answerWith(outcomeOf(referral.correlationId));
    const [body = ''] = await arrivedOf('FPS', answer.exchangeId);
    const { segments = [] } = JSON.parse(body) as Arrived;
    expect(segments.map(({ segmentId }) => segmentId)).toEqual(['outcome', 'asked', 'contact', 'receipt']);
    for (const who of ['WMC', 'FPS'] as const)
      expect(await feedbackOf(who, referral.correlationId, 'ENDED')).toMatchObject([{ outcome: 'MET' }]);
  });

  it('that nobody answers in a working day goes to the referrer, the manager, and the partnership’s figures', async () => {
    const referral = referralOf(named);
    const answered = referralOf(named);
    await refer(referral);
    await refer(answered);
    const [waits] = await feedbackOf('FPS', referral.correlationId, 'RUNNING');
    const [ends] = await feedbackOf('FPS', answered.correlationId, 'RUNNING');
    await answerWith(outcomeOf(answered.correlationId));
    await run('deadlines-chase', '2027-02-10T16:59:00Z');
    expect(await eventsOf('FPS', waits?.deadlineId)).toEqual([]);
    await run('deadlines-chase', '2027-02-10T17:01:00Z');
    await eventually(
      async () => ((await eventsOf('WMC', waits?.deadlineId)).length === 2 ? true : undefined),
      'the front door and its manager were told',
    );
    expect((await eventsOf('WMC', waits?.deadlineId)).map(({ instruction }) => instruction).sort()).toEqual([
      'DO_NOW',
      'SEE_TO_IT',
    ]);
    await eventually(
      async () => ((await eventsOf('FPS', waits?.deadlineId)).length > 0 ? true : undefined),
      'the school was told',
    );
    expect(await eventsOf('FPS', waits?.deadlineId)).toMatchObject([
      { instruction: 'SPEAK_TO_THEM', phone: expect.stringMatching(/\d/) },
    ]);
    const before = await readFigure(system, 'assent_deadlines_missed_total');
    await run('deadlines-chase', '2027-02-11T17:01:00Z');
    expect(await readFigure(system, 'assent_deadlines_missed_total')).toBeGreaterThan(before);
    // Of the one that was answered nobody heard anything.
    expect(await eventsOf('FPS', ends?.deadlineId)).toEqual([]);
    expect(await eventsOf('WMC', ends?.deadlineId)).toEqual([]);
    // It never ends because a time has passed.
    expect(await feedbackOf('FPS', referral.correlationId, 'RUNNING')).toHaveLength(1);
  });

  it('about a child whom nobody is sure of is answered in time all the same', async () => {
    const referral = referralOf(named, {
      subject: {
        identifiers: [],
        demographics: { name: { family: 'Nobody', given: ['Known'] }, birthDate: '2020-02-02' },
      },
    });
    await refer(referral);
    const [waits] = await feedbackOf('FPS', referral.correlationId, 'RUNNING');
    expect(waits).toMatchObject({ deadline: 'REFERRAL_FEEDBACK' });
    await run('deadlines-chase', '2027-02-10T17:01:00Z');
    await eventually(
      async () => ((await eventsOf('FPS', waits?.deadlineId)).length > 0 ? true : undefined),
      'the school was told',
    );
  });
});

describe('a referrer who wishes to stay unnamed (X7)', () => {
  for (const [who, referrer] of [
    ['who says so', unnamed],
    ['of the public', neighbour],
  ] as const) {
    it(`${who} hears that it arrived, and nothing else, whatever the council put in`, async () => {
      const referral = referralOf(referrer);
      await refer(referral);
      const answer = await answerWith(outcomeOf(referral.correlationId));
      const recipient = onlyRecipient(answer);
      for (const part of ['outcome', 'asked', 'contact'])
        expect(toldOf(recipient, part)).toEqual(['WITHHOLD', 'REDACT_HANDLING']);
      const [body = ''] = await arrivedOf('FPS', answer.exchangeId);
      expect((JSON.parse(body) as Arrived).segments?.map(({ segmentId }) => segmentId)).toEqual(['receipt']);
      expect(body).not.toMatch(/STRATEGY|S47|do not speak|duty manager|UNSAFE|at risk|WITHHELD/);
      expect(await feedbackOf('FPS', referral.correlationId, 'ENDED')).toMatchObject([{ outcome: 'MET' }]);
    });
  }

  it('hears no more where the outcome names another correspondence, while one of theirs about the child is unnamed', async () => {
    const referral = referralOf(unnamed);
    await refer(referral);
    const answer = await answerWith(outcomeOf(randomUUID()));
    const [body = ''] = await arrivedOf('FPS', answer.exchangeId);
    expect((JSON.parse(body) as Arrived).segments?.map(({ segmentId }) => segmentId)).toEqual(['receipt']);
  });

  it('is not given away to the family by what they are told of the referral and of its outcome', async () => {
    const counts: number[] = [];
    for (const referrer of [named, unnamed]) {
      const referral = referralOf(referrer, { familyInformed: told });
      const sent = await refer(referral);
      const answer = await answerWith(outcomeOf(referral.correlationId, { familyInformed: told }));
      const notices = await Promise.all(
        [sent, answer].map(({ exchangeId }) => findNotices(system.rooms, system.database, exchangeId)),
      );
      counts.push(notices.flat().length);
    }
    // Of the other referral, and of its outcome, both parents are told: the twin.
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBe(0);
  });

  it('is in no search: what runs because of a referral names no exchange and stands in no index', async () => {
    const referral = referralOf(unnamed);
    const { exchangeId } = await refer(referral);
    const entries = await findEntries(system.rooms, exchangeId);
    expect(entries.map(({ kind }) => kind)).not.toContain('DEADLINE');
    const { rows } = await system.database.owner.query<{ found: number }>(
      `select count(*)::integer as found from ledger.entries e join ledger.entry_index i on i.entry_index = e.entry_index
        where e.kind = 'DEADLINE' and i.correlation_id = $1`,
      [referral.correlationId],
    );
    expect(rows[0]?.found).toBe(0);
  });
});
