import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { movableClock } from '../../src/platform/index.ts';
import type { PersonKey } from '../../src/region/westmarch.ts';
import { type Acting, askOfficers, officer, readCases, registerStaff } from '../support/cases.ts';
import {
  asExchange,
  eventually,
  findNotices,
  freshPlan,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { PlanStory } from '../support/plans.ts';
import { type Answer, type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { readPage as read } from '../support/read-page.ts';

let portal: TestPortal;
const schoolOfficer: Acting = { staffId: 'fps.dpo', role: 'DPO' };
const atSchool = { by: 'FPS', as: schoolOfficer } as const;

beforeAll(async () => {
  portal = await startTestPortal({ ASSENT_OPERATOR: 'urn:999001' });
  await registerStaff(portal.system, 'WMC', [officer]);
  await registerStaff(portal.system, 'FPS', [schoolOfficer]);
});
afterAll(async () => {
  await portal.stop();
});

/** Somebody signed in, and the address of the pages about one of their own by their place on the first page. */
async function visit(
  person: PersonKey,
  place = 0,
): Promise<{ readonly visitor: Visitor; readonly pages: string }> {
  const visitor = portal.visitor();
  const { text } = await visitor.signIn(person);
  const found = [...text.matchAll(/href="(\/people\/[^/]+)\/say"/g)];
  return { visitor, pages: found[place]?.[1] ?? '' };
}

/** Sends the form of one way of saying something, with the fields that it carries itself. */
async function say(
  visitor: Visitor,
  form: string,
  fields: { readonly to?: string; readonly words?: string; readonly language?: string },
): Promise<Answer> {
  await visitor.open(form);
  return visitor.send([...carried(visitor), ...Object.entries(fields)]);
}

const carried = ({ last }: Visitor): readonly (readonly [string, string])[] =>
  ['saying', 'shared'].flatMap((name) => {
    const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(last.text)?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });

/** The value of a place in the list of a form. */
async function place(visitor: Visitor, form: string, name: string): Promise<string> {
  const { text } = await visitor.open(form);
  return new RegExp(`<option value="([^"]*)"[^>]*>${name}`).exec(text)?.[1] ?? '';
}

const council = 'Westmarch Council';
const school = 'Fernbeck Primary School';

describe('one’s own words', () => {
  it('are not lost to whoever writes them for long, and are not taken from an old proof', async () => {
    const clock = movableClock(new Date().toISOString());
    const later = await portal.byClock(clock);
    try {
      const visitor = later.visitor();
      const { text } = await visitor.signIn('hina');
      const form = `${/href="(\/people\/[^/]+)\/say"/.exec(text)?.[1] ?? ''}/say/words`;
      const begin = Date.now();
      const wait = (minutes: number): void => {
        clock.moveTo(new Date(begin + minutes * 60_000).toISOString());
      };
      const words = [
        ['to', 'NOBODY'],
        ['words', 'It took me long to find these words.'],
      ] as const;
      wait(14);
      await visitor.open(form);
      wait(32);
      const said = await visitor.send([...carried(visitor), ...words]);
      expect([said.status, read(said)]).toEqual([200, expect.stringContaining('It took me long')]);
      expect((await visitor.ask(form)).status).toBe(403);
      wait(36);
      expect((await visitor.ask(form)).status).toBe(403);
      const { text: own } = await visitor.open('/profile');
      const token = /name="_csrf" value="([^"]+)"/.exec(own)?.[1] ?? '';
      const late = await visitor.ask(form, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: portal.origin },
        body: new URLSearchParams({ _csrf: token, ...Object.fromEntries(words) }).toString(),
      });
      expect(late.status).toBe(403);
    } finally {
      await later.stop();
    }
  });

  it('are kept in any language, sealed, for nobody else to find', async () => {
    const { visitor, pages } = await visit('anna', 1);
    const words = 'میں چاہتی ہوں کہ <b>وہ</b> خوش رہے۔ CANARYWORDS';
    const kept = await say(visitor, `${pages}/say/words`, { to: 'NOBODY', words, language: 'ur' });
    expect(new URL(kept.url).pathname).toMatch(/^\/said\//);
    expect(kept.text).toContain('lang="ur" dir="auto">میں چاہتی ہوں کہ &lt;b&gt;وہ');
    expect(read(kept)).toContain('Nobody else reads it');
    expect(read(await visitor.open(`${pages}/say`))).toContain('Say it in your own words');
    const { rows } = await portal.system.database.owner.query<{ row: string; body: Buffer }>(
      'select s::text as row, s.body from cases.sayings s',
    );
    expect(rows.map(({ row, body }) => row + body.toString('latin1')).join()).not.toContain('CANARYWORDS');
    expect((await readCases(portal.system, 'FAMILY_WORDS')).length).toBe(0);
    // The other parent of the same child sees nothing of it.
    const piotr = await visit('piotr', 1);
    expect(read(await piotr.visitor.open(`${piotr.pages}/say`))).toContain(
      'You have not said anything here yet',
    );
    expect((await piotr.visitor.ask(new URL(kept.url).pathname)).status).toBe(404);
  });

  it('reach the officers of the place that they are sent to, with who says them, and nobody else', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    const to = await place(visitor, `${pages}/say/words`, school);
    const sent = await say(visitor, `${pages}/say/words`, { to, words: 'She likes mornings best.' });
    expect(read(sent)).toContain(`${school} should answer by`);
    const [found] = await readCases(portal.system, 'FAMILY_WORDS', atSchool);
    expect(found?.occurrences[0]?.details).toMatchObject({
      words: 'She likes mornings best.',
      language: 'en',
      category: 'VOI',
      relation: 'CHILD',
      saidBy: { given: ['Wendy'] },
      about: { given: ['Jackie'], birthDate: '2017-05-14' },
    });
    expect(JSON.stringify(found)).not.toContain('postcode');
    expect(await readCases(portal.system, 'FAMILY_WORDS')).toEqual([]);
    // The ledger has that something was said and not the words.
    const { rows } = await portal.system.database.owner.query<{ terms: string }>(
      "select count(*)::text as terms from ledger.entries e where e.kind = 'FAMILY'",
    );
    expect(Number(rows[0]?.terms)).toBeGreaterThan(0);
  });
});

describe('something that is wrong', () => {
  it('is said of a disclosure, must be corrected before it is called a mistake, and is answered', async () => {
    const { system } = portal;
    const plan = freshPlan();
    const answer = asExchange(
      await system.region.peers.WMC.send(push(plan, sue, { evaluateAt: planSentAt })),
    );
    await eventually(async () => {
      const told = await findNotices(system.rooms, system.database, answer.exchangeId);
      return told.length > 0 ? told : undefined;
    }, 'the mother was told');
    const { visitor, pages } = await visit('wendy', 1);
    const list = await visitor.open(`${pages}/shared`);
    const [one = ''] = /\/people\/[^/"]+\/shared\/[0-9a-f-]{36}/.exec(list.text) ?? [];
    const [, form = ''] =
      /href="([^"]+\/say\/wrong\?shared=[^"]+)"/.exec((await visitor.open(one)).text) ?? [];
    const { text } = await visitor.open(form);
    expect(/<option value="([^"]+)" selected>([^<]+)/.exec(text)?.[2]).toBe(council);
    const to = /<option value="([^"]+)" selected>/.exec(text)?.[1] ?? '';
    const said = await say(visitor, form, { to, words: 'She missed 4 days, not 14.' });

    const [found] = await readCases(system, 'FAMILY_DISPUTE');
    expect(found).toMatchObject({
      state: 'OPEN',
      occurrences: [{ exchangeId: answer.exchangeId, details: { words: 'She missed 4 days, not 14.' } }],
    });
    const close = (more: object): Promise<{ readonly status: number; readonly body: unknown }> =>
      askOfficers(system, `/v1/cases/${found?.caseId}/outcome`, {
        body: {
          version: found?.version,
          finding: 'MISTAKE',
          sanction: 'NONE',
          reasons: 'True.',
          told: [],
          ...more,
        },
      });
    const answered = { person: 'NOTIFY', answer: 'You are right. We have put it right and told the school.' };
    for (const [wrong, rule] of [
      [{}, 'person-is-told'],
      [{ person: 'NOTIFY' }, 'answer-is-owed'],
      [{ person: { notSafe: 'x' }, answer: 'x' }, 'nobody-to-answer'],
      [answered, 'correct-first'],
    ] as const)
      expect(await close(wrong)).toMatchObject({ status: 422, body: { errors: [{ rule }] } });
    expect(read(await visitor.open(said.url))).not.toContain('You are right');

    const story = new PlanStory(system);
    await story.sent(
      story.correct(plan, { 'row-attendance': { category: 'ATT', says: '4 days' } }),
      planSentAt,
    );
    expect((await close(answered)).status).toBe(200);
    const after = await visitor.open(said.url);
    expect(read(after)).toContain('You are right. We have put it right');
    const notices = await visitor.open('/notices');
    expect(read(notices)).toContain('There is an answer to what you said');
    expect(notices.text).toContain(`href="${new URL(said.url).pathname}"`);
    // The message speaks of nothing that was said.
    expect(read(notices)).not.toContain('put it right');
  });
});

describe('a copy, a complaint and a deletion', () => {
  it('have the month that the law gives, before the officers of that place or of the operator', async () => {
    const { visitor, pages } = await visit('hina', 1);
    const to = await place(visitor, `${pages}/say/copy`, council);
    const copy = await say(visitor, `${pages}/say/copy`, { to });
    expect(read(copy)).toContain(`${council} should answer by`);
    const [found] = await readCases(portal.system, 'FAMILY_COPY');
    const days = (Date.parse(found?.due ?? '') - Date.parse(found?.openedAt ?? '')) / 86_400_000;
    expect(days).toBeGreaterThan(27);
    expect(days).toBeLessThan(36);
    const form = await visitor.open(`${pages}/say/delete`);
    expect(read(form)).toContain('what the law tells a place to keep');
    const gone = await say(visitor, `${pages}/say/delete`, { to: 'OPERATOR', words: 'All of it' });
    expect(read(gone)).toContain('Assent (this service) should answer by');
    const complaint = await say(visitor, `${pages}/say/complain`, {
      to: 'OPERATOR',
      words: 'Nobody called back',
    });
    expect(read(complaint)).toContain('should answer by');
    // The school runs the gateway here: both are before its officers and not before the council.
    for (const kind of ['FAMILY_DELETION', 'FAMILY_COMPLAINT'] as const)
      expect([
        (await readCases(portal.system, kind)).length,
        (await readCases(portal.system, kind, atSchool)).length,
      ]).toEqual([0, 1]);
  });

  it('is said once, however often its form is sent, and never without what it needs', async () => {
    const { visitor, pages } = await visit('grace', 1);
    const form = `${pages}/say/complain`;
    await visitor.open(form);
    const fields = [...carried(visitor), ['to', 'OPERATOR'], ['words', 'Once']] as const;
    const page = visitor.last;
    const first = await visitor.send(fields);
    visitor.last = page;
    expect((await visitor.send(fields)).url).toBe(first.url);
    expect(read(await visitor.open(`${pages}/say`)).match(/Complain, /g)).toHaveLength(1);
    for (const [missing, says] of [
      [{ to: 'OPERATOR', words: '' }, 'Write something'],
      [{ to: '', words: 'x' }, 'Choose who should get it'],
      [{ to: 'NOBODY', words: 'x' }, 'Choose who should get it'],
      [{ to: 'OPERATOR', words: 'x'.repeat(4001) }, 'Write less'],
    ] as const) {
      const answer = await say(visitor, form, missing);
      expect([answer.status, read(answer)]).toEqual([422, expect.stringContaining(says)]);
    }
    // About a child of somebody else nothing can be said.
    const other = await visit('wendy', 1);
    expect((await visitor.ask(`${other.pages}/say/copy`)).status).toBe(404);
  });
});
