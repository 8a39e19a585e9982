import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { movableClock } from '../../src/platform/index.ts';
import { type TestPortal, startTestPortal } from '../support/portal.ts';

const session = '__Host-assent-families';

let portal: TestPortal;

beforeAll(async () => {
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.stop();
});

describe('signing in', () => {
  it('shows a mother her child, and gives the session another name when she has signed in', async () => {
    const visitor = portal.visitor();
    await visitor.open('/');
    expect(visitor.last.url).toBe(`${portal.origin}/sign-in?returnTo=%2F`);
    // Nothing is kept of somebody who only looks.
    expect(visitor.portalCookie(session)).toBeUndefined();
    await visitor.ask('/sign-in/begin?returnTo=/');
    const before = visitor.portalCookie(session);
    const home = await visitor.signIn('wendy');
    expect(home.text).toContain('Jackie');
    expect(visitor.portalCookie(session)).not.toBe(before);
    // Whoever knew the name before holds nothing.
    const thief = portal.visitor();
    thief.setPortalCookie(session, before ?? '');
    expect((await thief.ask('/')).status).toBe(303);
  });

  it('never takes up a name that it did not give', async () => {
    const visitor = portal.visitor();
    visitor.setPortalCookie(session, 's%3Afamilies.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.AAAA');
    await visitor.signIn('wendy');
    expect(visitor.portalCookie(session)).not.toContain('families.aaaa');
    expect(visitor.last.text).toContain('Jackie');
  });

  it('binds a person without a number by name, birthday and postcode', async () => {
    expect((await portal.visitor().signIn('grace')).text).toContain('Amara');
  });

  it('shows nothing personal to somebody who only proved an address', async () => {
    const answer = await portal.visitor().signIn('wendy', { level: 'P5.Cp.Cd' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Show who you are first');
    expect(answer.text).not.toContain('Jackie');
  });

  it('shows a father no child whose mother has not had him confirmed, and nobody else’s', async () => {
    const tom = await portal.visitor().signIn('tom');
    expect(tom.text).toContain('Ivy');
    for (const name of ['Jackie', 'Amara', 'Ben', 'Nia']) expect(tom.text).not.toContain(name);
  });

  it('says gently that a young person decides, and shows the young person themselves alone', async () => {
    expect((await portal.visitor().signIn('karen')).text).toContain('Josh is now old enough to decide this');
    const josh = await portal.visitor().signIn('josh');
    expect(josh.text).toContain('You and your family');
    expect(josh.text).not.toContain('Karen');
  });

  it('leaves nobody signed in who said no to the provider', async () => {
    const visitor = portal.visitor();
    const answer = await visitor.signIn('');
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('Signing in was stopped')]);
    expect((await visitor.ask('/')).status).toBe(303);
  });

  it('takes an answer of the provider once, and only for what this session asked', async () => {
    const visitor = portal.visitor();
    const page = await visitor.open('/sign-in/begin');
    const finished = await visitor.ask(page.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'person=wendy&level=P9.Cp.Cd',
    });
    const resumed = await visitor.ask(String(finished.headers['location']));
    const back = String(resumed.headers['location']);
    expect(back).toContain('/sign-in/return?code=');
    expect((await portal.visitor().ask(back)).status).toBe(403);
    expect((await visitor.ask(back)).status).toBe(303);
    expect((await visitor.ask(back)).status).toBe(403);
  });
});

describe('what every page carries', () => {
  it('is protected from scripts, frames, caches and curious neighbours', async () => {
    const visitor = portal.visitor();
    const { headers } = await visitor.signIn('wendy');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'nonce-[A-Za-z0-9+/=]{24}'/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const again = await visitor.open('/');
    expect(again.headers['content-security-policy']).not.toBe(policy);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['etag']).toBeUndefined();
  });

  it('names its session in a cookie that no script reads and no other host gets', async () => {
    const visitor = portal.visitor();
    const { headers } = await visitor.ask('/sign-in/begin');
    const [cookie = ''] = [headers['set-cookie'] ?? []].flat();
    expect(cookie).toMatch(/^__Host-assent-families=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it('has a title that tells nobody at home anything', async () => {
    const visitor = portal.visitor();
    for (const path of ['/', '/sessions', '/sign-out']) {
      const page = path === '/' ? await visitor.signIn('wendy') : await visitor.open(path);
      expect(/<title>([^<]*)<\/title>/.exec(page.text)?.[1]).not.toMatch(
        /Jackie|Wendy|consent|abuse|social/i,
      );
    }
  });
});

describe('a form', () => {
  const post = (headers: Record<string, string>, body: string): object => ({ method: 'POST', headers, body });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it.each(['/sign-out', '/sessions'])('is refused at %s unless it comes from our own page', async (path) => {
    const visitor = portal.visitor();
    await visitor.signIn('wendy');
    await visitor.open(path);
    const token = /name="_csrf" value="([^"]+)"/.exec(visitor.last.text)?.[1] ?? '';
    const { origin } = portal;
    const forged = [
      post({ ...form, origin }, 'where=here'),
      post({ ...form, origin }, `_csrf=${'a'.repeat(64)}`),
      post({ ...form, origin: 'https://evil.example' }, `_csrf=${token}`),
      post({ ...form, origin: 'null' }, `_csrf=${token}`),
      post(form, `_csrf=${token}`),
      post({ ...form, origin, 'sec-fetch-site': 'cross-site' }, `_csrf=${token}`),
      post({ 'content-type': 'text/plain', origin }, `{"_csrf":"${token}"}`),
      post({ 'content-type': 'application/json', origin }, `{"_csrf":"${token}"}`),
      post({ 'content-type': 'multipart/form-data; boundary=x', origin }, `--x\r\n_csrf=${token}`),
    ];
    for (const each of forged) expect((await visitor.ask(path, each)).status).toBe(403);
    // The twin: the same form from our own page.
    const taken = await visitor.ask(path, post({ ...form, origin }, `_csrf=${token}&where=here`));
    expect(taken.status).toBe(303);
  });

  it('is not taken by any other method, and reading changes nothing', async () => {
    const visitor = portal.visitor();
    await visitor.signIn('wendy');
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect([403, 405]).toContain((await visitor.ask('/sessions', { method })).status);
    }
    await visitor.ask('/sign-out');
    await visitor.ask('/sessions?end=others');
    expect((await visitor.ask('/')).status).toBe(200);
  });
});

describe('sessions', () => {
  it('end on the server when somebody signs out', async () => {
    const visitor = portal.visitor();
    await visitor.signIn('wendy');
    const cookie = visitor.portalCookie(session) ?? '';
    await visitor.open('/sign-out');
    const out = await visitor.ask('/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: portal.origin },
      body: `_csrf=${/name="_csrf" value="([^"]+)"/.exec(visitor.last.text)?.[1] ?? ''}&where=here`,
    });
    expect(out.headers['clear-site-data']).toBe('"cache", "cookies", "storage"');
    const thief = portal.visitor();
    thief.setPortalCookie(session, cookie);
    expect((await thief.ask('/')).status).toBe(303);
  });

  it('are listed, and another one can be ended; nobody else’s is listed or ended', async () => {
    const [phone, laptop, other] = [portal.visitor(), portal.visitor(), portal.visitor()];
    await phone.signIn('hina');
    await laptop.signIn('hina');
    await other.signIn('anna');
    const list = await laptop.open('/sessions');
    const [handle = ''] = /value="[0-9a-f-]{36}"/.exec(list.text)?.map((each) => each.slice(7, -1)) ?? [];
    expect(list.text.match(/value="[0-9a-f-]{36}"/g)).toHaveLength(1);
    await other.open('/sessions');
    await other.open('/sign-out');
    await other.send([['end', handle]], '/sessions');
    expect((await phone.ask('/')).status).toBe(200);
    await laptop.open('/sessions');
    await laptop.send([['end', handle]]);
    expect((await phone.ask('/')).status).toBe(303);
    expect((await laptop.ask('/')).status).toBe(200);
  });

  it('all end when somebody signs out everywhere', async () => {
    const [phone, laptop] = [portal.visitor(), portal.visitor()];
    await phone.signIn('samira');
    await laptop.signIn('samira');
    await laptop.open('/sign-out');
    await laptop.send([['where', 'everywhere']]);
    expect((await phone.ask('/')).status).toBe(303);
  });

  it('hold nothing that a person is called or wrote', async () => {
    const visitor = portal.visitor();
    await visitor.signIn('wendy');
    const { rows } = await portal.system.database.owner.query<{ sess: string }>(
      'select s.sess::text as sess from pages.sessions s',
    );
    const all = rows.map(({ sess }) => sess).join('\n');
    expect(all).not.toMatch(/Wendy|Cormack|wendy|9990001022|1988-03-02|ZZ99/);
  });

  it('end after twenty idle minutes and after four hours', async () => {
    const clock = movableClock('2027-03-01T09:00:00Z');
    const dated = await portal.byClock(clock);
    try {
      const visitor = dated.visitor();
      await visitor.signIn('wendy');
      clock.moveTo('2027-03-01T09:19:00Z');
      expect((await visitor.ask('/')).status).toBe(200);
      clock.moveTo('2027-03-01T09:39:00Z');
      const idle = await visitor.ask('/');
      expect(idle.headers['location']).toBe('/sign-in?ended=IDLE&returnTo=%2F');
      await visitor.signIn('wendy');
      clock.moveTo('2027-03-01T09:50:00Z');
      expect((await visitor.ask('/')).status).toBe(200);
      for (const hour of [10, 11, 12]) {
        for (const minutes of ['00', '15', '30', '45']) {
          clock.moveTo(`2027-03-01T${hour}:${minutes}:00Z`);
          expect((await visitor.ask('/')).status).toBe(200);
        }
      }
      for (const minutes of ['00', '15', '30']) {
        clock.moveTo(`2027-03-01T13:${minutes}:00Z`);
        expect((await visitor.ask('/')).status).toBe(200);
      }
      clock.moveTo('2027-03-01T13:39:00Z');
      expect((await visitor.ask('/')).headers['location']).toBe('/sign-in?ended=ABSOLUTE&returnTo=%2F');
    } finally {
      await dated.stop();
    }
  });
});
