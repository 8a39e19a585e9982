import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeClockJobs } from '../../src/exchange/index.ts';
import { getRecordType } from '../../src/records/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { type TestConsole, startTestConsole } from '../support/console.ts';
import { type Fields, askAt, nameAtDesk, nameOrganisation, readCame } from '../support/desk.ts';
import {
  asExchange,
  eventually,
  findKinds,
  freshReferral,
  push,
  schoolLead,
  without,
} from '../support/exchanges.ts';
import { nameOf } from '../support/protections.ts';
import type { Answer, Visitor } from '../support/portal.ts';
import { runningClock } from '../support/running-clock.ts';

/** Nia arrives at 02:10 on a Saturday (docs/domain/07 X2). */
const nightOfNia = '2027-11-20T02:10:00Z';
const alerts = '/records/alerts';

let system: TestConsole;
let clinician: Visitor;
let council = '';
/** When Leo’s teacher refers him (docs/domain/07 AC4). */
const referredAt = '2027-02-09T14:20:00Z';
const clock = runningClock(referredAt);

beforeAll(async () => {
  system = await startTestConsole(clock);
  council = await nameOrganisation(system, { system: 'ods', value: 'Z9Z9A' });
  const { region, rooms } = system.system;
  const peer = region.peers.WMC;
  const found = await rooms.agreements.findSystemByClientId(region.prepared.systems.WMC.clientId);
  if (found === undefined) throw new Error('the council has no system');
  const service = { url: `https://localhost:${peer.port}${alerts}`, form: 'JSON' } as const;
  await rooms.agreements.changeRecordService(found.systemId, service);
  const example = getRecordType('M10').examples[0]?.build();
  if (example === undefined) throw new Error('M10 has an example');
  const alert = { ...without(example, 'leadDecision'), subject: nameOf('nia'), relatedPersons: [] };
  await peer.give(alerts, { status: 200, body: JSON.stringify(alert) });
}, 180_000);
afterAll(async () => {
  await system.stop();
});

const emergency = (more: Readonly<Record<string, string>> = {}): Fields => {
  const fields = new Map<string, string>([
    ...nameAtDesk(people.nia),
    ['as', 'UEC_CLIN'],
    ['reason', 'Unconscious on arrival, nobody with her, allergies unknown.'],
    ['from', council],
    ['minutes', '30'],
    ...Object.entries(more),
  ]);
  return [...fields];
};
const open = (more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  askAt(clinician, '/emergency', emergency(more));
const read = (answer: Answer): string => readCame({ ...answer, text: `${answer.text}<form` });

describe('feedback on a referral', () => {
  const run = async (): Promise<void> => {
    const job = makeClockJobs(system.system.gateway.house).find(({ name }) => name === 'deadlines-follow');
    await job?.run(clock.now());
  };
  const rowsOf = async (staffId: string): Promise<string> =>
    read(await (await system.signIn(staffId)).open('/feedback'));

  it('is listed by its date for whoever owes it and whoever waits, and is late once it is', async () => {
    expect(await rowsOf('mash.officer')).not.toContain('10 February');
    const { peers } = system.system.region;
    asExchange(await peers.FPS.send(push(freshReferral(), schoolLead, { evaluateAt: referredAt })));
    await run();
    const owed = await rowsOf('mash.officer');
    expect(owed).toMatch(
      /What your organisation owes .*10 February 2027 at 17:00 1 d 2 h left 9 February 2027 Fernbeck Primary School .*What is owed to your organisation Nothing is due\./u,
    );
    expect(await rowsOf('fps.dsl')).toMatch(
      /What your organisation owes Nothing is due\. What is owed to your organisation .*10 February 2027 at 17:00 .* Westmarch Council/u,
    );
    clock.moveTo('2027-02-10T17:00:01Z');
    expect(await rowsOf('mash.officer')).toMatch(/10 February 2027 at 17:00 Late/u);
  });

  it('is nothing to another organisation', async () => {
    expect(await rowsOf('wgh.paediatrician')).not.toContain('10 February');
  });
});

describe('X2: a child arrives unconscious at night', () => {
  let opened: Answer;

  beforeAll(async () => {
    clock.moveTo(nightOfNia);
    clinician = await system.signIn('wgh.paediatrician');
  });

  it('opens the least, for a short time, and shows what came back', async () => {
    opened = await open();
    expect([opened.status, read(opened)]).toEqual([200, expect.stringContaining('The record is open')]);
    const text = read(opened);
    expect(text).toContain('Until 20 November 2027 at 02:40.');
    expect(text).toContain('PERMIT_BREAK_GLASS');
    expect(text).toMatch(/Westmarch Council: Phone 01632/u);
    expect(text).toMatch(/Protection and care status .*alert ›/u);
    expect(text).toContain('The emergency access is reviewed by this time.');
    expect(opened.text).not.toMatch(/ZZ99|Invented Street/u);
  });

  it('is reviewed by the hospital’s own officers, and its record counts as given', async () => {
    const [grantExchange] = /[0-9a-f]{8}-[0-9a-f-]{27}(?=, )/u.exec(opened.text) ?? [];
    expect(await findKinds(system.system.rooms, grantExchange ?? '')).toContain('DECISION');
    const found = await system.system.rooms.cases.findCases({
      organisationId: system.system.region.organisations.WGH,
      kind: 'EMERGENCY_ACCESS',
      withOperators: false,
      states: ['OPEN'],
      after: null,
      limit: 9,
    });
    expect(found).toHaveLength(1);
    const settled = await eventually(async () => {
      const { rows } = await system.system.database.owner.query<{ state: string }>(
        "select d.state from exchange.deliveries d join exchange.exchanges e using (exchange_id) where e.kind = 'PULL'",
      );
      const states = rows.map(({ state }) => state);
      return states.includes('DELIVERED') ? states : undefined;
    }, 'the record counts as given');
    expect(settled).toEqual(['DELIVERED']);
  });

  it('opens nothing in another role, for another child, or without a reason', async () => {
    const inOther = await open({ as: 'PAED' });
    expect([inOther.status, readCame(inOther)]).toEqual([
      403,
      expect.stringContaining('Somebody in this role here opens no records in an emergency.'),
    ]);
    const short = await open({ reason: 'Urgent' });
    expect([short.status, short.text.includes('href="#reason"')]).toEqual([422, true]);
    const nowhere = await open({ from: 'elsewhere' });
    expect([nowhere.status, nowhere.text.includes('href="#from"')]).toEqual([422, true]);
  });

  it('tells of somebody unknown no more than of a number that is wrong', async () => {
    const answers = [await open({ number: '9990009902' }), await open({ 'born-day': '1' })];
    const [first = '', second] = answers.map(readCame);
    expect(first).toContain('There is nothing here, or nothing that may be shown.');
    expect(second).toBe(first);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  });

  it('opens nothing for a social worker', async () => {
    const sue = await system.signIn('sue.williams');
    const answer = await askAt(sue, '/emergency', emergency({ as: 'SW' }));
    expect(answer.status).toBe(403);
  });
});
