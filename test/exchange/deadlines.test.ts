import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeadlineAnswer, type DeadlineListAnswer, makeClockJobs } from '../../src/exchange/index.ts';
import { londonDate } from '../../src/platform/index.ts';
import { type SegmentedMessage, getRecordType } from '../../src/records/index.ts';
import { sendExample } from '../../src/region/catalogue-exchanges.ts';
import type { ActingPractitioner, GatewayAnswer } from '../../src/region/partner-system.ts';
import type { MessageTypeCode } from '../../src/vocabulary/index.ts';
import { asExchange, eventually, findEntries } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';

let system: TestGateway;

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
});

afterAll(() => system.stop());

type Who = 'WMC' | 'FPS' | 'WGH';
const paediatrician: ActingPractitioner = { staffId: 'wgh.paediatrician', role: 'PAED' };
const coordinator: ActingPractitioner = { staffId: 'ehc.coordinator', role: 'EHC_COORD' };
const toHospital = {
  recipients: [{ organisation: { system: 'ods', value: 'Z9Z9C' }, department: 'COMMUNITY', role: 'PAED' }],
} as const;

/** A message of the catalogue under identifiers of its own; changed as asked. */
function fresh(code: MessageTypeCode, more: Partial<SegmentedMessage> = {}): SegmentedMessage {
  const [example] = getRecordType(code).examples;
  const message = example?.build({ messageId: randomUUID(), correlationId: randomUUID() });
  if (message === undefined || message.type === 'FHIR') throw new Error(`no example of ${code}`);
  return { ...message, ...more };
}

function withContent(
  message: SegmentedMessage,
  path: string,
  content: object,
  more: object = {},
): SegmentedMessage {
  return {
    ...message,
    segments: message.segments.map((segment) =>
      segment.path === path
        ? { ...segment, ...more, content: { ...(segment.content as object), ...content } }
        : segment,
    ),
  };
}

async function send(from: Who, message: SegmentedMessage, at: string): Promise<string> {
  const answer = asExchange(await system.region.peers[from].send(sendExample(message, at)));
  expect(answer.recipients.map(({ delivery }) => delivery)).toEqual(answer.recipients.map(() => 'DELIVERED'));
  await run('deadlines-follow', at);
  return answer.exchangeId;
}

async function run(name: string, at: string): Promise<void> {
  const job = makeClockJobs(system.gateway.house).find((each) => each.name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  await job.run(new Date(at));
}

async function list(
  who: Who,
  state: 'RUNNING' | 'ENDED',
  at = '2027-03-24T09:00:00Z',
): Promise<DeadlineListAnswer> {
  const { status, body } = await system.region.peers[who].send({
    method: 'GET',
    path: `/v1/deadlines?state=${state}`,
    evaluateAt: at,
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as DeadlineListAnswer;
}

/** What a party sees of the deadlines of one correspondence: code, standing, and the London day on which each is due. */
async function seenBy(
  who: Who,
  correlationId: string | undefined,
  state: 'RUNNING' | 'ENDED',
  at?: string,
): Promise<readonly string[]> {
  const { deadlines } = await list(who, state, at);
  return deadlines
    .filter((each) => each.correlationId === correlationId)
    .map(({ deadline, you, due, outcome }) =>
      [deadline, you, londonDate(new Date(due)), outcome].join(' ').trim(),
    )
    .sort();
}

async function findOne(who: Who, correlationId: string | undefined, code: string): Promise<DeadlineAnswer> {
  const found = (await list(who, 'RUNNING')).deadlines.find(
    (each) => each.correlationId === correlationId && each.deadline === code,
  );
  if (found === undefined) throw new Error(`${who} does not see ${code}`);
  return found;
}

function note(
  who: Who,
  deadlineId: string,
  body: object,
  practitioner: ActingPractitioner,
  key: string = randomUUID(),
): Promise<GatewayAnswer> {
  return system.region.peers[who].send({
    method: 'POST',
    path: `/v1/deadlines/${deadlineId}/notes`,
    body,
    idempotencyKey: key,
    boundTo: key,
    practitioner,
    evaluateAt: '2027-04-01T10:00:00Z',
  });
}

const away = {
  kind: 'EXCUSED',
  reason: 'FAMILY_AWAY',
  from: '2027-04-05',
  to: '2027-05-09',
  evidenceRef: 'letter-12',
};

/** What a system was told of a deadline by the gateway itself. */
async function toldOf(
  who: Who,
  deadlineId: string,
): Promise<readonly { readonly kind: string; readonly instruction: string }[]> {
  const bodies = (await system.region.peers[who].received()).map(
    ({ body }) =>
      JSON.parse(body) as {
        readonly event?: {
          readonly deadlineId?: string;
          readonly kind: string;
          readonly instruction: string;
        };
      },
  );
  return bodies.flatMap(({ event }) => (event?.deadlineId === deadlineId ? [event] : []));
}

describe('deadlines of an assessment (docs/domain/07 AC3)', () => {
  const request = fresh('M01', toHospital);
  const { correlationId } = request;
  let exchangeId: string;
  let advice: DeadlineAnswer;

  it('run from the day on which the message that starts them arrived, or the day that it names', async () => {
    exchangeId = await send('WMC', request, '2027-03-23T09:00:00Z');
    expect(await seenBy('WMC', correlationId, 'RUNNING')).toEqual([
      'EHC_ADVICE WAITING 2027-05-04',
      'EHC_FINAL_PLAN OWING 2027-07-19',
      'EHC_NO_PLAN OWING 2027-06-21',
    ]);
    expect(await seenBy('WMC', correlationId, 'ENDED')).toEqual(['EHC_DECISION OWING 2027-04-12 MET']);
    advice = await findOne('WGH', correlationId, 'EHC_ADVICE');
  });

  it('are seen by whoever owes, waits or was told, and by nobody else', async () => {
    expect(await seenBy('WGH', correlationId, 'RUNNING')).toEqual([
      'EHC_ADVICE OWING 2027-05-04',
      'EHC_FINAL_PLAN TOLD 2027-07-19',
      'EHC_NO_PLAN TOLD 2027-06-21',
    ]);
    expect(await seenBy('FPS', correlationId, 'RUNNING')).toEqual([]);
    const told = await findOne('WGH', correlationId, 'EHC_FINAL_PLAN');
    expect(Object.keys(told)).not.toEqual(expect.arrayContaining(['owedBy']));
    expect(JSON.stringify(await list('WGH', 'RUNNING'))).not.toMatch(/Amara|Osei|9990001030|2012-11-02/);
  });

  it('stand in the ledger with what started them', async () => {
    const entries = await findEntries(system.rooms, exchangeId);
    const events = entries
      .filter(({ kind }) => kind === 'DEADLINE')
      .flatMap(({ parts }) =>
        parts.map((part) =>
          part.erased ? '' : JSON.stringify([part.content['deadline'], part.content['event']]),
        ),
      );
    expect(events.sort()).toEqual([
      '["EHC_ADVICE","STARTED"]',
      '["EHC_DECISION","ENDED"]',
      '["EHC_FINAL_PLAN","STARTED"]',
      '["EHC_NO_PLAN","STARTED"]',
    ]);
  });

  it('are told to nobody who was not shown the part that tells of them', async () => {
    const hidden = withContent(fresh('M01', toHospital), '/request', {}, { notForRoles: ['PAED'] });
    await send('WMC', hidden, '2027-03-23T10:00:00Z');
    expect(await seenBy('WGH', hidden.correlationId, 'RUNNING')).toEqual([]);
    expect(await seenBy('WMC', hidden.correlationId, 'RUNNING')).toEqual([]);
  });

  it('are one, however many are asked for advice, and each asks for its own', async () => {
    const school = fresh('M01');
    await send('WMC', school, '2027-03-23T11:00:00Z');
    expect(await seenBy('FPS', school.correlationId, 'RUNNING')).toEqual([
      'EHC_ADVICE OWING 2027-05-04',
      'EHC_FINAL_PLAN TOLD 2027-07-19',
      'EHC_NO_PLAN TOLD 2027-06-21',
    ]);
    // The council sees its own once; of who else was asked the school learns nothing.
    expect(await seenBy('WMC', school.correlationId, 'RUNNING')).toEqual(['EHC_ADVICE WAITING 2027-05-04']);
    expect(await seenBy('FPS', correlationId, 'RUNNING')).toEqual([]);
  });

  it('remind whoever owes, then tell whoever waits and the manager, each once', async () => {
    const { deadlineId } = advice;
    await run('deadlines-chase', '2027-04-20T08:30:00Z');
    await eventually(
      async () => ((await toldOf('WGH', deadlineId)).length > 0 ? true : undefined),
      'the hospital was reminded',
    );
    expect(await toldOf('WGH', deadlineId)).toMatchObject([
      { kind: 'DEADLINE_NEAR', instruction: 'DO_BY_DUE' },
    ]);
    expect(await toldOf('WMC', deadlineId)).toEqual([]);
    await run('deadlines-chase', '2027-04-20T08:40:00Z');
    await run('deadlines-chase', '2027-05-10T09:00:00Z');
    await run('deadlines-chase', '2027-05-10T09:05:00Z');
    await eventually(
      async () => ((await toldOf('WGH', deadlineId)).length > 2 ? true : undefined),
      'the manager was told',
    );
    expect((await toldOf('WGH', deadlineId)).map(({ instruction }) => instruction).sort()).toEqual([
      'DO_BY_DUE',
      'DO_NOW',
      'SEE_TO_IT',
    ]);
    await eventually(
      async () => ((await toldOf('WMC', deadlineId)).length > 0 ? true : undefined),
      'the council was told',
    );
    expect(await toldOf('WMC', deadlineId)).toMatchObject([
      { kind: 'DEADLINE_MISSED', instruction: 'SPEAK_TO_THEM' },
    ]);
    expect(
      (await list('WGH', 'RUNNING', '2027-05-10T10:00:00Z')).deadlines.find(
        (each) => each.deadlineId === deadlineId,
      ),
    ).toMatchObject({ state: 'OVERDUE' });
  });
});

describe('what ends a deadline', () => {
  it('is the message that was owed, from whoever owed it', async () => {
    const request = fresh('M01', toHospital);
    await send('WMC', request, '2027-03-24T09:00:00Z');
    await send('WGH', fresh('M02', { correlationId: request.correlationId ?? '' }), '2027-04-30T10:00:00Z');
    expect(await seenBy('WMC', request.correlationId, 'ENDED')).toEqual([
      'EHC_ADVICE WAITING 2027-05-05 MET',
    ]);
    expect(await seenBy('WGH', request.correlationId, 'ENDED')).toEqual(['EHC_ADVICE OWING 2027-05-05 MET']);
  });

  it('is no message about somebody else, or in another correspondence while that one waits', async () => {
    const first = fresh('M01', toHospital);
    const second = fresh('M01', toHospital);
    await send('WMC', first, '2027-03-25T09:00:00Z');
    await send('WMC', second, '2027-03-25T10:00:00Z');
    await send('WGH', fresh('M02', { correlationId: second.correlationId ?? '' }), '2027-04-30T10:00:00Z');
    expect(await seenBy('WMC', first.correlationId, 'RUNNING')).toEqual(['EHC_ADVICE WAITING 2027-05-06']);
    expect(await seenBy('WMC', second.correlationId, 'ENDED')).toEqual(['EHC_ADVICE WAITING 2027-05-06 MET']);
  });

  it('says that it came late, and where the law excuses that', async () => {
    for (const [exception, outcome] of [
      [{}, 'LATE'],
      [{ exception: 'AWAY_FROM_AREA' }, 'EXCUSED'],
    ] as const) {
      const request = fresh('M01', toHospital);
      await send('WMC', request, '2027-03-26T09:00:00Z');
      const late = withContent(
        fresh('M02', { correlationId: request.correlationId ?? '' }),
        '/advice',
        exception,
      );
      await send('WGH', late, '2027-05-20T10:00:00Z');
      expect(await seenBy('WMC', request.correlationId, 'ENDED')).toEqual([
        `EHC_ADVICE WAITING 2027-05-07 ${outcome}`,
      ]);
    }
  });

  it('is a word of whoever owes it, where no message says so', async () => {
    const consultation = fresh('M04');
    await send('WMC', consultation, '2028-01-10T10:00:00Z');
    const { deadlineId } = await findOne('FPS', consultation.correlationId, 'SETTING_ANSWER');
    const done = { kind: 'DONE', on: '2028-01-12', evidenceRef: 'letter-13' };
    const said = {
      method: 'POST' as const,
      path: `/v1/deadlines/${deadlineId}/notes`,
      body: done,
      evaluateAt: '2028-01-12T15:00:00Z',
    };
    const head: ActingPractitioner = { staffId: 'mr.marnock', role: 'SENCO' };
    const key = randomUUID();
    const tell = (who: Who, practitioner: ActingPractitioner, body: object = done): Promise<GatewayAnswer> =>
      system.region.peers[who].send({ ...said, body, idempotencyKey: key, boundTo: key, practitioner });
    // Whoever waits does not say for others that it is done; nor is it done tomorrow.
    expect((await tell('WMC', coordinator)).status).toBe(404);
    expect((await tell('FPS', head, { ...done, on: '2028-01-13' })).status).toBe(422);
    const first = await tell('FPS', head);
    expect(first).toMatchObject({ status: 201, body: { state: 'ENDED', outcome: 'MET' } });
    expect(await tell('FPS', head)).toMatchObject({ status: 201, body: first.body });
    expect((await tell('FPS', head, { ...done, evidenceRef: 'letter-14' })).status).toBe(409);
  });
});

describe('the file of a pupil who moves', () => {
  /** Ben's file, with a school that he left in the week in which he began and one that he left on a day. */
  function fileOf(leaving: string): SegmentedMessage {
    const message = fresh('M17');
    const [path = ''] = message.segments
      .map((each) => each.path)
      .filter((each) => each.startsWith('/history/'));
    const [segment] = withContent(message, path, { leaving }).segments.filter((each) => each.path === path);
    if (segment === undefined) throw new Error('no school that he went to');
    const rowId = randomUUID();
    const before = {
      ...segment,
      segmentId: 'first-school',
      path: `/history/${rowId}`,
      content: { ...(segment.content as object), rowId, entry: '2022-09-01', leaving: '2022-09-05' },
    };
    const others = message.segments.filter((each) => each.path !== path);
    return { ...message, segments: [...others, segment, before] };
  }

  it('is due fifteen working days after the last of the schools that he left, and says whether it was late', async () => {
    const [onTime, late] = [fileOf('2028-01-07'), fileOf('2027-12-03')];
    for (const file of [onTime, late]) await send('FPS', file, '2028-01-10T10:00:00Z');
    const seen = (file: SegmentedMessage): Promise<readonly string[]> =>
      seenBy('FPS', file.correlationId, 'ENDED', '2028-01-11T09:00:00Z');
    expect(await seen(onTime)).toEqual(['PUPIL_TRANSFER OWING 2028-01-28 MET']);
    expect(await seen(late)).toEqual(['PUPIL_TRANSFER OWING 2027-12-24 LATE']);
  });
});

describe('a period that does not count', () => {
  it('makes it due later, for a reason that the law knows of this very deadline', async () => {
    const request = fresh('M01', toHospital);
    await send('WMC', request, '2027-03-23T09:00:00Z');
    const { deadlineId } = await findOne('WGH', request.correlationId, 'EHC_ADVICE');
    const refused = [
      await note('WGH', deadlineId, { ...away, reason: 'SETTING_CLOSED' }, paediatrician),
      // Four weeks on end are needed, and it must have run then.
      await note('WGH', deadlineId, { ...away, to: '2027-05-01' }, paediatrician),
      await note('WGH', deadlineId, { ...away, from: '2027-06-01', to: '2027-07-01' }, paediatrician),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422]);
    // Nobody excuses what others owe.
    expect((await note('WMC', deadlineId, away, coordinator)).status).toBe(404);
    expect((await note('FPS', deadlineId, away, { staffId: 'mr.marnock', role: 'SENCO' })).status).toBe(404);
    expect(await seenBy('WGH', request.correlationId, 'RUNNING')).toContain('EHC_ADVICE OWING 2027-05-04');
    expect((await note('WGH', deadlineId, away, paediatrician)).status).toBe(201);
    expect(await seenBy('WMC', request.correlationId, 'RUNNING')).toContain('EHC_ADVICE WAITING 2027-06-08');
    const { excused } = await findOne('WMC', request.correlationId, 'EHC_ADVICE');
    expect(excused).toEqual([{ reason: 'FAMILY_AWAY', from: '2027-04-05', to: '2027-05-09' }]);
  });
});

describe('time that must be left to a family', () => {
  it('is over when it is over, and a plan that is final before then is told as too early', async () => {
    for (const [finalOn, outcome] of [
      ['2028-01-20T10:00:00Z', 'EARLY'],
      ['2028-01-27T10:00:00Z', 'MET'],
    ] as const) {
      const recordId = randomUUID();
      const draft = withContent(fresh('M03'), '/header', { recordId, stage: 'DRAFT' });
      await send('WMC', draft, '2028-01-10T10:00:00Z');
      expect(await seenBy('FPS', draft.correlationId, 'RUNNING')).toContain(
        'EHC_FAMILY_COMMENTS TOLD 2028-01-25',
      );
      await run('deadlines-chase', finalOn);
      const final = withContent(fresh('M03'), '/header', { recordId, version: 2, stage: 'FINAL' });
      await send('WMC', final, finalOn);
      expect(await seenBy('WMC', draft.correlationId, 'ENDED')).toContain(
        `EHC_FAMILY_COMMENTS OWING 2028-01-25 ${outcome}`,
      );
    }
  });
});
