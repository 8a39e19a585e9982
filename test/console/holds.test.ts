import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asId } from '../../src/platform/index.ts';
import { people } from '../../src/region/westmarch.ts';
import { type TestConsole, startTestConsole } from '../support/console.ts';
import {
  type Fields,
  askAt,
  makeItWait,
  nameAtDesk,
  nameOrganisation,
  readCame,
  sendToWait,
} from '../support/desk.ts';
import { planSentAt } from '../support/exchanges.ts';
import type { Answer, Visitor } from '../support/portal.ts';
import { runningClock } from '../support/running-clock.ts';

let system: TestConsole;
let sue: Visitor;
let officer: Visitor;
const clock = runningClock(planSentAt);

beforeAll(async () => {
  system = await startTestConsole(clock);
  await makeItWait(system);
  sue = await system.signIn('sue.williams');
  officer = await system.signIn('wmc.records');
}, 180_000);
afterAll(async () => {
  await system.stop();
});

const reasons = ['reasons', 'Needed for the support that starts on Monday.'] as const;
const pathOf = (holdId: string): string => `/holds/${holdId}`;
const judge = (visitor: Visitor, holdId: string, fields: Fields): Promise<Answer> =>
  askAt(visitor, pathOf(holdId), fields);
const stateOf = async (holdId: string): Promise<string | undefined> => {
  const [hold] = await system.system.database.owner
    .query<{ state: string }>('select h.state from holds.holds h where h.hold_id = $1', [holdId])
    .then(({ rows }) => rows);
  return hold?.state;
};
const received = async (): Promise<number> => (await system.system.region.peers.FPS.received()).length;

describe('what waits for a lead', () => {
  it('is listed with the time that is left and the child’s name, for her alone', async () => {
    const { holdId } = await sendToWait(system);
    const list = await sue.open('/holds');
    expect([list.status, list.text.includes(pathOf(holdId))]).toEqual([200, true]);
    expect(readCame({ ...list, text: `${list.text}<form` })).toMatch(
      /Social-care record: Jackie Cormack .*\d d \d+ h left.*Fernbeck Primary School/u,
    );
    expect((await officer.open('/holds')).text).not.toContain(holdId);
    for (const other of ['ehc.coordinator', 'wmc.records', 'fps.dsl']) {
      const somebody = other === 'wmc.records' ? officer : await system.signIn(other);
      const nothing = await somebody.ask(pathOf(randomUUID()));
      const theirs = await somebody.ask(pathOf(holdId));
      expect([theirs.status, theirs.text.length]).toEqual([404, nothing.text.length]);
    }
  });

  it('is let go with reasons, and comes as a supplement; said again it is the same', async () => {
    const { holdId } = await sendToWait(system);
    const before = await received();
    const parts = ['row-attendance', 'row-support', 'row-tuition', 'jackies-words'];
    const said: Fields = [['outcome', 'release'], ...parts.map((part) => ['part', part] as const), reasons];
    const done = await judge(sue, holdId, said);
    expect([done.status, readCame({ ...done, text: `${done.text}<form` })]).toEqual([
      200,
      expect.stringContaining('It was let go.'),
    ]);
    expect(done.text).toContain('They went as a supplement');
    expect(await received()).toBe(before + 1);
    expect(await stateOf(holdId)).toBe('RELEASED');
    await sue.open('/holds');
    await sue.send(said, pathOf(holdId));
    expect(await received()).toBe(before + 1);
  });

  it.each<[string, Fields, string]>([
    [
      'no reasons',
      [
        ['outcome', 'release'],
        ['part', 'row-attendance'],
      ],
      '#reasons',
    ],
    [
      'a word that it would harm, beside letting it go',
      [['outcome', 'release'], ['part', 'row-attendance'], reasons, ['harmful', 'yes']],
      '#harmful',
    ],
    ['nothing said of what goes', [['outcome', 'release'], reasons], '#part'],
    ['no judgement', [['part', 'row-attendance'], reasons], '#outcome'],
    [
      'half an attestation',
      [['outcome', 'release'], ['part', 'row-attendance'], reasons, ['attest', 'yes']],
      '#relevance',
    ],
  ])('stays where it is with %s', async (_what, fields, href) => {
    const { holdId } = await sendToWait(system);
    const answer = await judge(sue, holdId, fields);
    expect([answer.status, answer.text.includes(`href="${href}"`), await stateOf(holdId)]).toEqual([
      422,
      true,
      'OPEN',
    ]);
  });

  it('takes no part that does not wait, and says so', async () => {
    const { holdId } = await sendToWait(system);
    const answer = await judge(sue, holdId, [['outcome', 'release'], ['part', 'mothers-health'], reasons]);
    expect([
      answer.status,
      answer.text.includes('Only parts that wait here can be let go.'),
      await stateOf(holdId),
    ]).toEqual([422, true, 'OPEN']);
  });

  it('stays, where she lets nothing go, and nothing is sent', async () => {
    const { holdId } = await sendToWait(system);
    const before = await received();
    const answer = await judge(sue, holdId, [['outcome', 'refuse'], reasons]);
    expect(answer.text).toContain('It was not let go.');
    expect([await stateOf(holdId), await received()]).toEqual(['REFUSED', before]);
    await sue.open('/sign-out');
    const late = await sue.send(
      [['outcome', 'release'], ['part', 'row-attendance'], reasons],
      pathOf(holdId),
    );
    expect([late.status, late.text, await stateOf(holdId)]).toEqual([
      409,
      expect.stringContaining('judged'),
      'REFUSED',
    ]);
  });

  it('is judged by nobody else, who send the very form', async () => {
    const { holdId } = await sendToWait(system);
    await officer.open('/sign-out');
    const answer = await officer.send(
      [['outcome', 'release'], ['part', 'row-attendance'], reasons],
      pathOf(holdId),
    );
    expect([answer.status, await stateOf(holdId)]).toEqual([404, 'OPEN']);
  });

  it('leaves her for whoever leads after her', async () => {
    const { holdId } = await sendToWait(system);
    expect((await sue.open(pathOf(holdId))).status).toBe(200);
    const { agreements } = system.system.rooms;
    const council = system.system.region.organisations.WMC;
    const draft = {
      staffId: 'sue.williams',
      roles: ['SW' as const, 'LEAD_PRACT' as const],
      activeFrom: '2020-01-01',
    };
    await agreements.recordStaff(council, { ...draft, trainingValidTo: '2028-01-06' });
    expect((await sue.ask(pathOf(holdId))).status).toBe(404);
    expect((await sue.open('/holds')).text).toContain('shows no valid training');
    await agreements.recordStaff(council, { ...draft, trainingValidTo: '2030-12-31' });
    expect((await sue.open(pathOf(holdId))).status).toBe(200);
  });
});

describe('what waits for somebody else', () => {
  it('an author labels, and it is decided again', async () => {
    const data = Buffer.from('What the class teacher wrote down.').toString('base64');
    const { exchangeId } = await sendToWait(system, {
      attachments: [{ attachmentId: 'note', title: 'A note', contentType: 'text/plain', data }],
    });
    const holds = await system.system.rooms.holds.findOfExchange(asId<'Exchange'>(exchangeId));
    const author = holds.find(({ body }) => body.judge === 'AUTHOR');
    expect(author).toBeDefined();
    const own = author?.holdId ?? '';
    const [part = ''] = author?.body.segmentIds ?? [];
    const without = await judge(sue, own, [['outcome', 'release'], ['part', part], reasons]);
    expect([without.status, without.text.includes(`href="#label-${part}"`)]).toEqual([422, true]);
    const done = await judge(sue, own, [
      ['outcome', 'release'],
      ['part', part],
      [`label-${part}`, 'EDU'],
      reasons,
    ]);
    expect([done.status, (await stateOf(own)) !== 'OPEN']).toEqual([200, true]);
  });

  it('information governance confirms whom it is about', async () => {
    const { holdId } = await sendToWait(system, {
      subject: {
        identifiers: [{ system: 'nhs-number', value: people.jackie.nhsNumber }],
        demographics: { name: { family: 'Cormack', given: ['Jackie'] }, birthDate: '2017-05-15' },
      },
    });
    expect((await officer.open('/holds')).text).toContain(pathOf(holdId));
    expect((await sue.ask(pathOf(holdId))).status).toBe(404);
    const page = await officer.open(pathOf(holdId));
    expect(page.text).not.toContain('Jackie');
    const parts = [...page.text.matchAll(/name="part" type="checkbox" value="([^"]+)"/gu)].map(
      ([, id = '']) => ['part', id] as const,
    );
    const said: Fields = [['outcome', 'release'], ...parts, reasons];
    const without = await judge(officer, holdId, said);
    expect([without.status, without.text.includes('href="#born-day"')]).toEqual([422, true]);
    const done = await judge(officer, holdId, [...said, ...nameAtDesk(people.jackie)]);
    expect(done.status).toBe(200);
    expect(await stateOf(holdId)).not.toBe('OPEN');
  });
});

const countAsked = (): Promise<{ rows: { asked: string }[] }> =>
  system.system.database.owner.query<{ asked: string }>('select count(*) asked from consent.choice_requests');

describe('asking the family', () => {
  const ask = async (more: Readonly<Record<string, string>>): Promise<Answer> => {
    const to = await nameOrganisation(system, { system: 'urn', value: '999001' });
    const fields = new Map([
      ...nameAtDesk(people.jackie),
      ['purpose', 'P02'],
      ['kind', 'ATT'],
      ['to', to],
      ['words', 'So that the teachers know why days were missed.'],
      ...Object.entries(more),
    ] as Fields);
    return askAt(sue, '/family', [...fields]);
  };

  it('begins from what waits, with everything but the child', async () => {
    const { holdId } = await sendToWait(system);
    await sue.open(pathOf(holdId));
    const form = await sue.send(
      [
        ['step', 'begin'],
        ['hold', holdId],
      ],
      '/family',
    );
    expect(form.status).toBe(200);
    expect(form.text).toMatch(/value="ATT" checked/u);
    expect(form.text).toMatch(/<option value="P07" selected/u);
    expect(form.text).not.toContain(people.jackie.nhsNumber);
    await officer.open('/sign-out');
    expect(
      (
        await officer.send(
          [
            ['step', 'begin'],
            ['hold', holdId],
          ],
          '/family',
        )
      ).status,
    ).toBe(404);
  });

  it('asks them once, however often the form is sent', async () => {
    const key = randomUUID();
    for (const done of [await ask({ key }), await ask({ key })]) {
      expect([done.status, done.text.includes('The family is asked')]).toEqual([200, true]);
      expect(done.text).toContain('They see the question until 4 February 2028.');
    }
    const { rows } = await system.system.database.owner.query<{ asked: string }>(
      'select count(*) asked from consent.choice_requests',
    );
    expect(rows).toEqual([{ asked: '1' }]);
  });

  it.each([
    ['a child who is not certain', { 'born-day': '15' }, 422],
    ['no words', { words: '' }, 422],
    ['a purpose that no family decides', { purpose: 'P08' }, 422],
  ])('asks nobody about %s', async (_what, more, status) => {
    expect((await ask(more)).status).toBe(status);
    const { rows } = await countAsked();
    expect(rows).toEqual([{ asked: '1' }]);
  });
});
