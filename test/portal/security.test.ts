import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type TestPortal, type Visitor, startTestPortal } from '../support/portal.ts';
import { people } from '../../src/region/westmarch.ts';
import { askAbout } from '../support/ask-family.ts';

/** What the tests of signing in, of choices and of a hostile provider do not show of how the pages are protected. */
let portal: TestPortal;
const session = '__Host-assent-families';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

beforeAll(async () => {
  portal = await startTestPortal();
  await askAbout(portal.system.region.peers.WMC, people.jackie);
});
afterAll(async () => {
  await portal.stop();
});

async function signIn(): Promise<{ readonly visitor: Visitor; readonly pages: string }> {
  const visitor = portal.visitor();
  const { text } = await visitor.signIn('wendy');
  const pages = [...text.matchAll(/href="(\/people\/[^/]+)\/choices"/g)];
  return { visitor, pages: pages[1]?.[1] ?? '' };
}

describe('proving anew who one is', () => {
  it('gives the session another name, and the one before opens nothing', async () => {
    const { visitor } = await signIn();
    const before = visitor.portalCookie(session) ?? '';
    await visitor.signIn('wendy', { from: '/sign-in/begin?again=yes&returnTo=/sessions' });
    expect(visitor.last.url).toContain('/sessions');
    expect(visitor.portalCookie(session)).not.toBe(before);
    const thief = portal.visitor();
    thief.setPortalCookie(session, before);
    expect((await thief.ask('/')).status).toBe(303);
  });
});

describe('every form that changes something', () => {
  it('is refused unless it comes from our own page, and is behind a proof of identity', async () => {
    const { visitor, pages } = await signIn();
    const { text } = await visitor.open('/requests');
    const [, request = ''] = /href="(\/requests\/[0-9a-f-]{36})"/.exec(text) ?? [];
    const paths = [
      ...['who', 'why', 'what', 'until', 'check'].map((step) => `${pages}/choose/${step}`),
      ...['words', 'wrong', 'complain', 'copy', 'delete'].map((way) => `${pages}/say/${way}`),
      '/profile',
      '/link',
      request,
    ];
    await visitor.open('/profile');
    const token = /name="_csrf" value="([^"]+)"/.exec(visitor.last.text)?.[1] ?? '';
    const { origin } = portal;
    const stranger = portal.visitor();
    for (const path of paths) {
      for (const [headers, body] of [
        [{ ...form, origin }, ''],
        [{ ...form, origin: 'https://evil.example' }, `_csrf=${token}`],
        [form, `_csrf=${token}`],
        [{ 'content-type': 'text/plain', origin }, `{"_csrf":"${token}"}`],
      ] as const) {
        const answer = await visitor.ask(path, { method: 'POST', headers, body });
        expect([path, answer.status]).toEqual([path, 403]);
      }
      const taken = await visitor.ask(path, {
        method: 'POST',
        headers: { ...form, origin },
        body: `_csrf=${token}`,
      });
      // The twin: our own page is heard, and says what is missing or where to go on.
      expect([path, [303, 422].includes(taken.status)]).toEqual([path, true]);
      const outside = await stranger.ask(path);
      expect([path, outside.status, outside.headers['location']]).toEqual([
        path,
        303,
        expect.stringContaining('/sign-in'),
      ]);
      const weak = await visitor.ask(path, { method: 'PUT', headers: { ...form, origin } });
      expect([403, 405]).toContain(weak.status);
    }
  });
});

describe('what anybody writes', () => {
  const naughty = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</textarea><script>alert(1)</script>',
    '</title><svg onload=alert(1)>',
    'javascript:alert(1)',
    '{{constructor.constructor("alert(1)")()}}',
    '{% include "/etc/passwd" %}',
    '<!--#exec cmd="/bin/ls"-->',
    '\u202Egnp.exe\u202C',
    '\u0000\u0001\u001B[31m',
    '﷽﷽﷽ Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ 👩‍👩‍👧 ｡◕‿◕｡',
    '$(touch /tmp/x); `id` | ../../../etc/passwd%00',
    "1'; drop table portal.accounts; --",
  ];
  /** What a page would run or load because of it: no script without our nonce, no handler, no foreign element. */
  const findLive = ({ text }: Pick<Answer, 'text'>): readonly string[] =>
    [
      ...text
        // What stands between the quotes of an attribute is words, unless a quote of its own ended them.
        .replaceAll(/="[^"<>]*"/g, '=""')
        .matchAll(
          /<script(?![^>]* nonce=)[^>]*>|<(?:img|svg|iframe|object)\b[^>]*>|<[a-z][^>]*\son[a-z]+=/gi,
        ),
    ].map(([found]) => found);

  it.each(naughty)('is words and nothing else, wherever it is shown again: %j', async (text) => {
    const { visitor, pages } = await signIn();
    await visitor.open(`${pages}/say/words`);
    const [, saying = ''] = /name="saying" value="([^"]+)"/.exec(visitor.last.text) ?? [];
    const seen = [
      await visitor.send([
        ['saying', saying],
        ['to', 'NOBODY'],
        ['words', text],
        ['language', 'en'],
      ]),
      await visitor.open(`${pages}/say`),
      await visitor.open(
        `${pages}/shared?place=${encodeURIComponent(text)}&group=${encodeURIComponent(text)}`,
      ),
      await visitor.open(`${pages}/choose/who?q=${encodeURIComponent(text)}`),
      await visitor.open(`${pages}/preview?organisation=${encodeURIComponent(text)}`),
      await visitor.open(`/notices?after=${encodeURIComponent(text)}`),
      await visitor.open(`/people/${encodeURIComponent(text)}/choices`),
    ];
    await visitor.open(`${pages}/say/complain`);
    // It is shown again where something else is missing.
    seen.push(
      await visitor.send([
        ['to', ''],
        ['words', text],
      ]),
    );
    await visitor.open('/link');
    seen.push(
      await visitor.send([
        ['givenName', text],
        ['familyName', text],
        ['day', text],
      ]),
    );
    expect(seen.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect(seen.flatMap(findLive)).toEqual([]);
    for (const { headers } of seen) expect(headers['cache-control']).toBe('no-store');
  });

  it('is found by the judge where it is not escaped', () => {
    const live = '<p><img src=x onerror=alert(1)></p><script>alert(1)</script>';
    expect(findLive({ text: live })).toHaveLength(2);
    expect(findLive({ text: '<input value="" onmouseover="alert(1)">' })).toHaveLength(1);
  });
});
