import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GatewayAnswer } from '../../src/region/partner-system.ts';
import { londonDate } from '../../src/platform/index.ts';
import { type RegionPerson, people } from '../../src/region/westmarch.ts';
import { type AskedHow, askAbout as askFamily } from '../support/ask-family.ts';
import { type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { findByKey, shieldLocation } from '../support/protections.ts';
import { readPage as read } from '../support/read-page.ts';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.stop();
});

const askAbout = (child: RegionPerson, ...more: readonly [object?, AskedHow?]): Promise<GatewayAnswer> =>
  askFamily(portal.system.region.peers.WMC, child, ...more);

/** The addresses of what somebody is asked. */
async function findRequests(visitor: Visitor): Promise<readonly string[]> {
  const { text } = await visitor.open('/requests');
  return [...text.matchAll(/href="(\/requests\/[0-9a-f-]{36})"/g)].map((found) => found[1] ?? '');
}

async function answer(visitor: Visitor, path: string, said: string): Promise<void> {
  await visitor.open(path);
  expect(visitor.last.text).not.toContain(' checked');
  await visitor.send([['answer', said]]);
}

const store = (visitor: Visitor): ReturnType<Visitor['send']> =>
  visitor.send([['shown', /name="shown" value="([^"]+)"/.exec(visitor.last.text)?.[1] ?? '']]);

const categoriesOf = async (visitor: Visitor): Promise<unknown> => {
  const id = visitor.last.url.slice(-36) as Parameters<typeof portal.system.rooms.consents.findConsent>[0];
  const found = await portal.system.rooms.consents.findConsent(id);
  return found === undefined || found.body === 'ERASED' ? undefined : found.body.categories;
};

describe('what a service asks a family', () => {
  it('is shown with its words, and a yes, a no and a part of it are stored as choices', async () => {
    const wendy = portal.visitor();
    await wendy.signIn('wendy');
    expect(await findRequests(wendy)).toEqual([]);
    expect((await askAbout(people.jackie)).status).toBe(201);
    const [path = ''] = await findRequests(wendy);
    const page = await wendy.open(path);
    for (const said of [
      'Westmarch Council asks you',
      'extra help at school',
      'Fernbeck Primary School',
      'Until I change it',
    ])
      expect(read(page)).toContain(said);
    // Their words are words, whatever stands in them.
    expect(page.text).toContain('the teachers &lt;b&gt;know&lt;/b&gt; why');

    await answer(wendy, path, 'yes');
    await store(wendy);
    expect(await categoriesOf(wendy)).toEqual({ permit: ['ATT', 'SEN'], deny: [] });
    expect(read(await wendy.open('/requests'))).toContain('you answered');
    await answer(wendy, path, 'no');
    await store(wendy);
    expect(await categoriesOf(wendy)).toEqual({ permit: [], deny: ['ATT', 'SEN'] });
    await answer(wendy, path, 'some');
    expect(wendy.last.url).toContain('/choose/what');
    expect(wendy.last.text).not.toContain(' checked');
    await answer(wendy, path, 'talk');
    expect(read(wendy.last)).toMatch(
      /You can call Westmarch Council on|Ask a person you know at Westmarch Council/,
    );
    await answer(wendy, path, '');
    expect([wendy.last.status, read(wendy.last)]).toEqual([422, expect.stringContaining('Choose an answer')]);
  });

  it('is asked once however often it is sent, and by a practitioner alone', async () => {
    const key = randomUUID();
    const first = await askAbout(people.maya, {}, { key });
    const again = await askAbout(people.maya, {}, { key });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(await askAbout(people.maya, { purpose: 'P04' }, { key })).toMatchObject({ status: 409 });
    expect(await askAbout(people.maya, {}, { isSigned: false })).toMatchObject({ status: 403 });
    expect(await askAbout({ ...people.maya, birthDate: '2010-07-16' })).toMatchObject({ status: 422 });
    expect(
      await askAbout(people.maya, { recipients: { organisations: [{ system: 'urn', value: '999990' }] } }),
    ).toMatchObject({
      status: 422,
    });
  });

  it('is not there for anybody else, nor what a parent is not asked about', async () => {
    await askAbout(people.amara, { categories: ['SEN', 'MHC'] });
    await askAbout(people.amara, { categories: ['MHC'] });
    const grace = portal.visitor();
    await grace.signIn('grace');
    const [path = '', ...others] = await findRequests(grace);
    expect(others).toEqual([]);
    expect(read(await grace.open(path))).not.toContain('how you feel');
    const wendy = portal.visitor();
    await wendy.signIn('wendy');
    expect((await wendy.ask(path)).status).toBe(404);
  });

  it('is where somebody lives who must not be found: from that day on only the safe contact is asked', async () => {
    const [samira, tariq] = [portal.visitor(), portal.visitor()];
    await samira.signIn('samira');
    await tariq.signIn('tariq');
    await askAbout(people.nia, { recipients: { organisations: [{ system: 'ods', value: 'Z9Z9F' }] } });
    const [path = ''] = await findRequests(tariq);
    expect(read(await tariq.open(path))).toContain('Northby Council');
    const { system } = portal;
    const [nia, mother] = [await findByKey(system.rooms, 'nia'), await findByKey(system.rooms, 'samira')];
    await shieldLocation(system, nia, mother, londonDate(new Date()));
    expect(await findRequests(tariq)).toEqual([]);
    expect((await tariq.ask(path)).status).toBe(404);
    expect(read(await tariq.open('/'))).not.toContain('Someone asks you something');
    expect(await findRequests(samira)).toEqual([path]);
  });

  it('looks the same to one parent whatever the other answered', async () => {
    await askAbout(people.ben);
    const [anna, piotr] = [portal.visitor(), portal.visitor()];
    await anna.signIn('anna');
    await piotr.signIn('piotr');
    const [path = ''] = await findRequests(anna);
    const see = async (): Promise<readonly string[]> => [
      read(await anna.open('/requests')),
      read(await anna.open(path)),
      read(await anna.open('/notices')),
    ];
    const before = await see();
    expect(await findRequests(piotr)).toEqual([path]);
    await answer(piotr, path, 'no');
    expect((await store(piotr)).url).toContain('/choices/');
    expect(await see()).toEqual(before);
  });
});
