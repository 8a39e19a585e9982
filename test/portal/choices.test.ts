import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { movableClock } from '../../src/platform/index.ts';
import type { PersonKey } from '../../src/region/westmarch.ts';
import { type Answer, type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { readPage as read } from '../support/read-page.ts';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.stop();
});

const school = 'Fernbeck Primary School';

/** Somebody signed in, and the address of the pages about one of their own by their place on the first page. */
async function visit(person: PersonKey, place = 0): Promise<{ visitor: Visitor; pages: string }> {
  const visitor = portal.visitor();
  const home = await visitor.signIn(person);
  return { visitor, pages: findPages(home)[place] ?? '' };
}

function findPages({ text }: Answer): readonly string[] {
  return [...text.matchAll(/href="(\/people\/[^/]+)\/choices"/g)].map((found) => found[1] ?? '');
}

/** Goes through the journey up to the check page. */
async function choose(
  visitor: Visitor,
  pages: string,
  answers: {
    readonly why: string;
    readonly what: readonly (readonly [string, string])[];
    readonly until?: string;
  },
): Promise<Answer> {
  const who = await visitor.open(`${pages}/choose/who`);
  const organisation = new RegExp(`value="([0-9a-f-]{36})"[^>]*>\\s*<label[^>]*>\\s*${school}`).exec(
    who.text,
  )?.[1];
  await visitor.send([['organisation', organisation ?? '']]);
  await visitor.send([['purpose', answers.why]]);
  await visitor.send(answers.what);
  return visitor.send([['until', answers.until ?? 'open']]);
}

const store = (visitor: Visitor): Promise<Answer> =>
  visitor.send([['shown', /name="shown" value="([^"]+)"/.exec(visitor.last.text)?.[1] ?? '']]);

describe('a choice', () => {
  it('is stored exactly as the check page shows it, and leads to a receipt', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    const check = await choose(visitor, pages, {
      why: 'P02',
      what: [
        ['group-1', 'yes'],
        ['kind-BEH', 'no'],
        ['group-6', 'no'],
      ],
      until: 'year',
    });
    const shown = read(check);
    for (const words of [
      school,
      'help the people who support you work together',
      'days in school and days missed',
    ])
      expect(shown).toContain(words);
    expect(shown).toMatch(/No to.*how things go in class.*a parent’s feelings/);
    const receipt = await store(visitor);
    expect(receipt.url).toMatch(/\/choices\/[0-9a-f-]{36}$/);
    const consentId = receipt.url.slice(-36);
    const stored = await portal.system.rooms.consents.findConsent(
      consentId as Parameters<typeof portal.system.rooms.consents.findConsent>[0],
    );
    if (stored === undefined || stored.body === 'ERASED') throw new Error('nothing was stored');
    expect([stored.status, stored.body.channel, stored.body.recordedBy.kind]).toEqual([
      'active',
      'portal',
      'DECIDER',
    ]);
    expect(stored.body.purposes).toEqual(['P02']);
    expect(stored.body.categories).toEqual({
      permit: ['EDU', 'ATT', 'SEN'],
      deny: ['BEH', 'PMH', 'PSU', 'PPH', 'POF'],
    });
    // The words on which it rests are those that were shown.
    const words = /assent-note"[^>]*>([^<]*)</.exec(check.text)?.[1] ?? '';
    expect(stored.body.informationGiven?.shownText).toBe(words);
    expect(read(receipt)).toContain('Yes to: ');
    const signed = await visitor.ask(`/choices/${consentId}/receipt.jws`);
    expect([signed.headers['content-type'], signed.text.split('.')]).toEqual([
      'application/jose',
      [expect.any(String), expect.any(String), expect.any(String)],
    ]);
    const plain = await visitor.ask(`/choices/${consentId}/receipt.json`);
    expect(plain.headers['content-disposition']).toBe('attachment; filename="receipt.json"');
    expect(Object.keys(JSON.parse(plain.text) as object).length).toBeGreaterThan(0);
    expect(plain.text).not.toContain('Jackie');
    expect(read(await visitor.open(`${pages}/choices`))).toContain('This choice holds now');
  });

  it.each([
    ['cy', 'cy', 'standard', 'Beth gaiff ei rannu:', 'gwaith ysgol'],
    ['ur', 'ur', 'standard', 'کیا بتایا جا سکتا ہے:', 'اسکول کا کام'],
    ['en-x-easy', 'en', 'easyRead', 'We would share:', 'school work'],
  ])(
    'is made in %s on words of that language, which are kept',
    async (page, language, format, head, kind) => {
      const { visitor, pages } = await visit('wendy', 1);
      await visitor.open(`/?lang=${page}`);
      const check = await choose(visitor, pages, { why: 'P02', what: [['group-1', 'yes']] });
      const [, shown = ''] = /assent-note">([^<]+)</.exec(check.text) ?? [];
      expect(shown).toContain(head);
      expect(shown).toContain(kind);
      expect(shown).toContain('Fernbeck Primary School');
      const receipt = await store(visitor);
      expect(read(receipt)).toContain(kind);
      const pdf = await visitor.ask(`${new URL(receipt.url).pathname}/receipt.pdf`);
      expect(pdf.headers['content-type']).toBe('application/pdf');
      const id = receipt.url.slice(-36) as Parameters<typeof portal.system.rooms.consents.findConsent>[0];
      const found = await portal.system.rooms.consents.findConsent(id);
      const given = found === undefined || found.body === 'ERASED' ? null : found.body.informationGiven;
      expect(given).toMatchObject({ language, format, shownText: shown });
    },
  );

  it('is not stored where anything changed after the check page', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    await choose(visitor, pages, { why: 'P06', what: [['group-1', 'yes']] });
    const before = visitor.last;
    // In another window the same person says something else.
    await choose(visitor, pages, { why: 'P06', what: [['group-2', 'yes']] });
    visitor.last = before;
    const again = await store(visitor);
    expect(again.status).toBe(422);
    expect(read(again)).toContain('Something changed since you saw this page');
    expect((await store(visitor)).url).toContain('/choices/');
  });

  it('ticks nothing before somebody does, and takes no empty answer', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    await choose(visitor, pages, { why: 'P07', what: [] });
    const { visitor: other, pages: others } = await visit('hina', 1);
    for (const page of [
      await other.open(`${others}/choose/who`),
      await visitor.open(`${pages}/choose/what`),
      await visitor.open(`${pages}/choose/until`),
    ])
      expect(page.text).not.toContain(' checked');
    await visitor.open(`${pages}/choose/what`);
    const missing = await visitor.send([]);
    expect([missing.status, read(missing)]).toEqual([
      422,
      expect.stringContaining('Say yes or no to one thing'),
    ]);
  });

  it('keeps what was said when somebody goes back to look, and nothing of it for another reason', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    await choose(visitor, pages, { why: 'P02', what: [['group-1', 'yes']] });
    const who = await visitor.open(`${pages}/choose/who`);
    const [, organisation = ''] = /value="([0-9a-f-]{36})" checked/.exec(who.text) ?? [];
    await visitor.send([['organisation', organisation]]);
    expect(visitor.last.text).toMatch(/value="P02" checked/);
    await visitor.send([['purpose', 'P02']]);
    expect(visitor.last.text).toMatch(/name="group-1" type="radio" value="yes" checked/);
    await visitor.open(`${pages}/choose/why`);
    await visitor.send([['purpose', 'P05']]);
    expect(visitor.last.url).toContain('/choose/what');
    expect(visitor.last.text).not.toContain(' checked');
  });

  it('ends on no day that is past, and on no day that there is not', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    await choose(visitor, pages, { why: 'P07', what: [['group-1', 'yes']], until: '' });
    for (const [day, month, year] of [
      ['1', '1', '2020'],
      ['31', '2', '2031'],
      ['1', '1', '2099'],
      ['x', '1', '2031'],
    ] as const) {
      await visitor.open(`${pages}/choose/until`);
      const answer = await visitor.send([
        ['until', 'day'],
        ['day', day],
        ['month', month],
        ['year', year],
      ]);
      expect([answer.status, read(answer)]).toEqual([
        422,
        expect.stringContaining('Type a day that is still to come'),
      ]);
    }
  });

  it('is taken back in one step, and the receipt says so', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    await choose(visitor, pages, { why: 'P04', what: [['group-1', 'yes']] });
    const { url } = await store(visitor);
    await visitor.open(`${url}/take-back`);
    expect((await visitor.send([])).status).toBe(422);
    expect(visitor.last.text).not.toContain(' checked');
    const back = await visitor.send([['tell', 'no']]);
    expect([back.url, read(back)]).toEqual([url, expect.stringContaining('You took this back')]);
  });
});

describe('what somebody may not choose', () => {
  it('is not there: somebody else’s child, choice or receipt', async () => {
    const { visitor, pages } = await visit('wendy', 1);
    await choose(visitor, pages, { why: 'P01', what: [['group-1', 'yes']] });
    const { url } = await store(visitor);
    const grace = portal.visitor();
    await grace.signIn('grace');
    for (const path of [
      `${pages}/choices`,
      `${pages}/choose/who`,
      `${pages}/shared`,
      `${pages}/shared.csv`,
      new URL(url).pathname,
      `${new URL(url).pathname}/receipt.jws`,
      `${new URL(url).pathname}/take-back`,
    ])
      expect([path, (await grace.ask(path)).status]).toEqual([path, 404]);
  });

  it('is what their child decides: the page says so gently, and the young person is asked', async () => {
    const { visitor, pages } = await visit('karen', 1);
    const page = await visitor.open(`${pages}/choose/who`);
    expect(read(page)).toContain('Josh decides this now');
    expect(page.text).not.toContain('name="organisation"');
    const josh = await visit('josh');
    expect(
      (await choose(josh.visitor, josh.pages, { why: 'P04', what: [['group-3', 'yes']] })).text,
    ).toContain('name="shown"');
    expect((await store(josh.visitor)).url).toContain('/choices/');
    // Nothing of it reaches the parent.
    expect(read(await visitor.open(`${pages}/choices`))).toContain('You have not chosen anything here yet');
  });

  it('is what a child of 13 keeps private: a parent is not asked, and a form that names it all the same says nothing of it', async () => {
    const { visitor, pages } = await visit('grace', 1);
    const asked = await choose(visitor, pages, {
      why: 'P02',
      what: [
        ['kind-MHC', 'yes'],
        ['kind-SHR', 'yes'],
        ['group-3', 'yes'],
      ],
    });
    expect(asked.url).toContain('/choose/');
    expect(asked.text).not.toContain('name="shown"');
    const what = await visitor.open(`${pages}/choose/what`);
    expect(what.text).not.toContain('kind-MHC');
    // The twin: what is not private is asked.
    expect(what.text).toContain('kind-EDU');
  });
});

describe('parents who disagree', () => {
  it('each see their own answer alone, whatever the other said', async () => {
    const anna = await visit('anna', 1);
    const piotr = await visit('piotr', 1);
    const all = async ({ visitor, pages }: typeof anna): Promise<readonly string[]> => {
      const texts = [];
      for (const path of ['/', `${pages}/choices`, `${pages}/shared`, '/notices', `${pages}/choose/who`])
        texts.push(read(await visitor.open(path)));
      return texts;
    };
    const before = await all(anna);
    await choose(piotr.visitor, piotr.pages, { why: 'P02', what: [['group-1', 'no']] });
    const { url } = await store(piotr.visitor);
    expect(url).toContain('/choices/');
    expect(await all(anna)).toEqual(before);
    expect((await anna.visitor.ask(url)).status).toBe(404);
  });
});

describe('before anything is changed', () => {
  it('somebody whose proof is older than fifteen minutes proves again who they are', async () => {
    const clock = movableClock(new Date().toISOString());
    const later = await portal.byClock(clock);
    try {
      const visitor = later.visitor();
      const [, pages = ''] = findPages(await visitor.signIn('wendy'));
      await choose(visitor, pages, { why: 'P05', what: [['group-1', 'yes']] });
      const count = async (): Promise<string> => {
        const { rows } = await portal.system.database.owner.query<{ count: string }>(
          'select count(*) as count from consent.consents',
        );
        return rows[0]?.count ?? '';
      };
      const before = await count();
      clock.moveTo(new Date(Date.now() + 16 * 60_000).toISOString());
      const late = await store(visitor);
      expect([late.status, read(late)]).toEqual([403, expect.stringContaining('Show that it is still you')]);
      expect(await count()).toBe(before);
    } finally {
      await later.stop();
    }
  });
});
