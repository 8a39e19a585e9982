import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { people } from '../../src/region/westmarch.ts';
import { askAbout } from '../support/ask-family.ts';
import { officer, readCases, registerStaff } from '../support/cases.ts';
import { openTestErasure, orderOf } from '../support/erasure.ts';
import {
  asExchange,
  eventually,
  findNotices,
  freshPlan,
  planSentAt,
  push,
  sue,
} from '../support/exchanges.ts';
import { type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { findByKey } from '../support/protections.ts';
import { readPage as read } from '../support/read-page.ts';
import { sealNotice } from '../../src/notices/index.ts';
import { asId, newId } from '../../src/platform/index.ts';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
  await registerStaff(portal.system, 'WMC', [officer]);
});
afterAll(async () => {
  await portal.stop();
});

const count = async (table: 'portal.profiles' | 'cases.sayings', person: string): Promise<number> => {
  const { rows } = await portal.system.database.owner.query(
    `select 1 from ${table} t where t.person_id = $1`,
    [person],
  );
  return rows.length;
};

/** The person to whom the newest account belongs. */
async function findNewest(): Promise<string> {
  const { rows } = await portal.system.database.owner.query<{ person_id: string }>(
    'select p.person_id from portal.account_persons p order by p.bound_at desc limit 1',
  );
  return rows[0]?.person_id ?? '';
}

async function keepProfile(visitor: Visitor): Promise<void> {
  await visitor.open('/profile');
  await visitor.send([
    ['language', 'pl'],
    ['interpreter', 'yes'],
    ['formats', 'BSL'],
    ['formats', 'easyRead'],
    ['formats', 'telepathy'],
  ]);
}

async function say(visitor: Visitor, pages: string, to: string): Promise<void> {
  await visitor.open(`${pages}/say/words`);
  const [, saying = ''] = /name="saying" value="([^"]+)"/.exec(visitor.last.text) ?? [];
  const [, place = to] = new RegExp(`<option value="([^"]+)"[^>]*>${to}`).exec(visitor.last.text) ?? [];
  await visitor.send([
    ['saying', saying],
    ['to', place],
    ['words', 'Dzień dobry'],
    ['language', 'pl'],
  ]);
}

describe('how somebody speaks', () => {
  it('is asked once, sets the language of the pages, and goes along with what they say', async () => {
    const visitor = portal.visitor();
    const { text } = await visitor.signIn('anna');
    const [, pages = ''] = [...text.matchAll(/href="(\/people\/[^/]+)\/say"/g)].map(
      (found) => found[1] ?? '',
    );
    await visitor.open('/profile');
    expect(visitor.last.text).not.toContain(' checked');
    const refused = await visitor.send([
      ['language', ''],
      ['interpreter', 'yes'],
      ['formats', 'audio'],
    ]);
    expect([refused.status, refused.text.match(/ checked/g)]).toEqual([422, [' checked', ' checked']]);
    await say(visitor, pages, 'Westmarch Council');
    await keepProfile(visitor);
    expect(visitor.last.text).toContain('lang="pl"');
    expect(visitor.last.text.match(/ checked/g)).toHaveLength(3);
    expect(visitor.last.text).toMatch(/value="yes" checked/);
    await say(visitor, pages, 'Westmarch Council');
    const cases = await readCases(portal.system, 'FAMILY_WORDS');
    const needs = cases.map(({ occurrences }) => occurrences[0]?.details['needs']);
    expect(needs).toContainEqual({ language: 'pl', interpreter: true, formats: ['easyRead', 'BSL'] });
    // The twin: before they said so nobody is told of anything.
    expect(needs).toContain(undefined);
    // Somebody else has none of it.
    const other = portal.visitor();
    await other.signIn('piotr');
    expect((await other.open('/profile')).text).not.toContain(' checked');
  });

  it('is gone with whoever said it, and so is what they said', async () => {
    const visitor = portal.visitor();
    const { text } = await visitor.signIn('tom');
    const [, pages = ''] = /href="(\/people\/[^/]+)\/say"/.exec(text) ?? [];
    const person = await findNewest();
    await keepProfile(visitor);
    await say(visitor, pages, 'NOBODY');
    expect([await count('portal.profiles', person), await count('cases.sayings', person)]).toEqual([1, 1]);
    const { erasure } = openTestErasure(portal.system);
    expect(await erasure.erase(asId<'Person'>(person), await orderOf(portal.system))).toMatchObject({
      ok: true,
    });
    expect([await count('portal.profiles', person), await count('cases.sayings', person)]).toEqual([0, 0]);
  });
});

describe('the first page and the messages', () => {
  it('tell in the reader’s language from when on a child decides', async () => {
    const { rooms, database } = portal.system;
    const visitor = portal.visitor();
    await visitor.signIn('wendy');
    const [person, about] = [await findByKey(rooms, 'wendy'), await findByKey(rooms, 'jackie')];
    const sealed = await sealNotice(rooms.keyStore, {
      noticeId: newId<'Notice'>(),
      kind: 'AUTHORITY_EVENT',
      person,
      about,
      exchangeId: null,
      writtenAt: new Date(),
      text: 'Jackie will be 16.',
      details: { event: 'TURNS_16', day: '2033-05-14', stage: 'DAYS_90' },
    });
    await database.gateway.query('select notices.record_notices($1::jsonb)', [JSON.stringify([sealed])]);
    expect(read(await visitor.open('/notices?lang=cy'))).toContain('Bydd Jackie yn 16 ar 14 Mai 2033.');
    expect(read(await visitor.open('/notices?lang=ur'))).toContain('Jackie کی عمر 16 سال ہو جائے گی');
    expect(read(await visitor.open('/notices?lang=en'))).toContain('Jackie will be 16 on 14 May 2033.');
  });

  it('say that somebody asks, until it is answered, and speak the reader’s language', async () => {
    const { system } = portal;
    const visitor = portal.visitor();
    expect(read(await visitor.signIn('wendy'))).not.toContain('Someone asks you something');
    await askAbout(system.region.peers.WMC, people.jackie);
    expect(read(await visitor.open('/'))).toContain('Someone asks you something. Read it and answer');
    const plan = push(freshPlan(), sue, { evaluateAt: planSentAt });
    const { exchangeId } = asExchange(await system.region.peers.WMC.send(plan));
    await eventually(async () => {
      const told = await findNotices(system.rooms, system.database, exchangeId);
      return told.length > 0 ? told : undefined;
    }, 'the mother was told');
    const home = read(await visitor.open('/'));
    expect(home).toMatch(/New for you Something was shared About Jackie/);
    const polish = await visitor.open('/notices?lang=pl');
    expect(read(polish)).toContain('Westmarch Council → Fernbeck Primary School: ');
    expect(read(polish)).toContain('Dlaczego: ');
    // What was written down as chosen before, what the place may do with it, and where else to turn.
    expect(read(polish)).toContain('Twój wybór został zapisany.');
    expect(read(polish)).toContain('Wolno tego używać tylko w tym celu.');
    expect(polish.text).toContain('href="https://www.gov.uk/find-local-council"');
    expect(polish.text).not.toContain('<p class="govuk-body" lang="en"');
    expect(read(await visitor.open('/notices?lang=en'))).toContain(
      'Westmarch Council told Fernbeck Primary School about: ',
    );
  });
});
