import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Notice, findNoticeHistory, sealNotice } from '../../src/notices/index.ts';
import { type PersonId, asId, newId } from '../../src/platform/index.ts';
import { type PersonKey, people } from '../../src/region/westmarch.ts';
import { recordProfile } from '../../src/portal/profile/profiles.ts';
import { writeCarriers } from '../support/carriers.ts';
import { createTestAuthority } from '../support/certificates.ts';
import { eventually, sue } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { asProtection, askAs, findByKey, nameOf } from '../support/protections.ts';
import { type HttpsReceiver, startHttpsReceiver } from '../support/https-receiver.ts';

/** A text that stands in every notice and must stand nowhere else. */
const canary = 'CANARY-7f3a';
const token = 'a-token-that-the-text-service-knows-us-by';
let system: TestGateway;
let mail: MailServer;
let texts: HttpsReceiver;

beforeAll(async () => {
  const authority = await createTestAuthority();
  const { certificatePem, privateKeyPem } = await authority.issue({ commonName: 'localhost', use: 'server' });
  const pem = { certificate: certificatePem, key: privateKeyPem };
  const login = { user: 'assent', password: 'a password of a mailbox' };
  [mail, texts] = await Promise.all([
    startMailServer(pem, login),
    startHttpsReceiver({ cert: certificatePem, key: privateKeyPem }, '/texts', 202),
  ]);
  const file = await writeCarriers({
    email: {
      server: `smtp://localhost:${mail.port}`,
      user: login.user,
      passwordFile: login.password,
      authorityFile: authority.certificatePem,
      from: 'messages@assent.example',
    },
    text: { url: texts.url, tokenFile: token, authorityFile: authority.certificatePem },
  });
  system = await startTestGateway({ ASSENT_CARRIERS_FILE: file });
});

afterAll(async () => {
  await system.stop();
  await mail.close();
  texts.close();
});

beforeEach(() => {
  mail.answerWith(250);
  texts.answerWith(202);
});

async function prefer(key: PersonKey, preferences: object): Promise<void> {
  asProtection(
    await askAs(system, 'WMC', sue, '/v1/protections', {
      dataSubject: nameOf(key),
      evidenceRef: 'note-9',
      protection: {
        kind: 'NOTIFY_PREFERENCES',
        from: '2026-01-01',
        channel: 'EMAIL',
        language: 'en',
        format: 'standard',
        ...preferences,
      },
    }),
  );
}

/** Writes a notice for somebody as the rooms do, in one statement; gives the exchange that it tells of. */
async function tell(
  key: PersonKey,
  { about = key, quiet = false }: { about?: PersonKey; quiet?: boolean } = {},
): Promise<string> {
  const exchangeId = randomUUID();
  const notice: Notice = {
    noticeId: newId<'Notice'>(),
    kind: 'SHARED',
    person: await findByKey(system.rooms, key),
    about: await findByKey(system.rooms, about),
    exchangeId: asId<'Exchange'>(exchangeId),
    writtenAt: new Date(),
    text: `${canary}: Westmarch Council shared information with Fernbeck Primary about Jackie.`,
  };
  const sealed = await sealNotice(system.rooms.keyStore, notice, quiet);
  await system.rooms.pool.query('select notices.record_notices($1::jsonb)', [JSON.stringify([sealed])]);
  return exchangeId;
}

/** Lets what waits be brought now, and not a little later. */
async function hasten(): Promise<void> {
  await system.database.owner.query(
    "update graphile_worker._private_jobs set run_at = now() where key like 'tell-person:%'",
  );
}

/** How it was tried to bring the notices of an exchange, once there is an end or as many attempts as are waited for. */
function bringings(exchangeId: string, attempts = 1): Promise<readonly string[]> {
  return eventually(async () => {
    await hasten();
    const history = await findNoticeHistory(system.rooms.pool, exchangeId);
    const tried = history.filter(({ outcome }) => outcome !== null);
    return tried.length < attempts
      ? undefined
      : tried.map(({ channel, outcome, why }) =>
          [channel, outcome, why].filter((each) => each !== null).join(' '),
        );
  }, 'it is brought');
}

const mailsTo = (address: string): MailServer['received'] =>
  mail.received.filter(({ to }) => to.includes(address));

describe('somebody who wants to be told by e-mail', () => {
  it('is told that there is a message, and nothing of what, of whom or by whom', async () => {
    await prefer('wendy', { address: 'wendy@mail.example' });
    expect(await bringings(await tell('wendy', { about: 'jackie' }))).toEqual(['EMAIL SENT']);
    const [received, ...more] = mailsTo('wendy@mail.example');
    expect(more).toEqual([]);
    expect(received).toMatchObject({ from: 'messages@assent.example', secure: true, user: 'assent' });
    const raw = received?.raw ?? '';
    expect(raw).toContain('Subject: You have a message');
    expect(raw).toContain('You have a message. Sign in as you usually do to read it.');
    const named = Object.values(people).flatMap(({ givenName, familyName }) => [givenName, familyName]);
    const withoutAddress = raw.replaceAll('wendy@mail.example', '');
    for (const word of [canary, 'Westmarch', 'Fernbeck', 'council', 'school', 'child', 'http', ...named])
      expect(withoutAddress.toLowerCase()).not.toContain(word.toLowerCase());
  });

  it('reads it as they said in the portal that they read, whatever was recorded for them', async () => {
    const { keyStore, pool } = system.rooms;
    const person = await findByKey(system.rooms, 'hina');
    const bringTo = async (address: string): Promise<string> => {
      await prefer('hina', { address, language: 'en' });
      expect(await bringings(await tell('hina'))).toEqual(['EMAIL SENT']);
      return mailsTo(address)[0]?.raw ?? '';
    };
    expect(await bringTo('before@mail.example')).toContain('Content-Language: en');
    const profile = { language: 'cy', interpreter: true, formats: ['audio'] } as const;
    await recordProfile({ pool, keyStore }, person, profile, new Date());
    expect(await bringTo('after@mail.example')).toContain('Content-Language: cy');
    await recordProfile(
      { pool, keyStore },
      person,
      { ...profile, language: 'en', formats: ['easyRead'] },
      new Date(),
    );
    expect(await bringTo('easy@mail.example')).toContain('You do not need to answer');
  });

  it.each([
    ['pl', 'standard', 'Masz wiadomość'],
    ['cy', 'standard', 'Mae gennych chi neges'],
    ['en', 'easyRead', 'You do not need to answer'],
    // Of a language without words of its own, English.
    ['so', 'standard', 'You have a message'],
  ])('reads it in %s (%s)', async (language, format, words) => {
    const address = `samira.${language}.${format}@mail.example`;
    await prefer('samira', { address, language, format });
    expect(await bringings(await tell('samira'))).toEqual(['EMAIL SENT']);
    const [received] = mailsTo(address);
    const text = (received?.raw ?? '').split('\r\n\r\n').slice(1).join('\r\n\r\n');
    const decoded = /^Content-Transfer-Encoding: base64/im.test(received?.raw ?? '')
      ? Buffer.from(text, 'base64').toString('utf8')
      : text
          .replaceAll(/=\r\n/g, '')
          .replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) =>
            Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'),
          );
    expect(decoded).toContain(words);
  });

  it('is told once of several at the same time, so that their number says nothing', async () => {
    await prefer('wendy', { address: 'wendy.once@mail.example' });
    const exchanges = [await tell('wendy'), await tell('wendy'), await tell('wendy')];
    for (const each of exchanges) expect(await bringings(each)).toEqual(['EMAIL SENT']);
    expect(mailsTo('wendy.once@mail.example').length).toBeLessThanOrEqual(2);
  });

  it('is told later where the mail server is busy, under the same name', async () => {
    await prefer('wendy', { address: 'wendy.later@mail.example' });
    mail.answerWith(451);
    const exchange = await tell('wendy');
    expect((await bringings(exchange))[0]).toBe('EMAIL AGAIN smtp-451');
    mail.answerWith(250);
    expect((await bringings(exchange, 2)).at(-1)).toBe('EMAIL SENT');
    expect(mailsTo('wendy.later@mail.example')).toHaveLength(1);
  });

  it('is not tried again where there is nobody at that address', async () => {
    await prefer('wendy', { address: 'gone@mail.example' });
    mail.answerWith(550);
    expect(await bringings(await tell('wendy'))).toEqual(['EMAIL FAILED smtp-550']);
  });
});

describe('nothing is sent', () => {
  const nothing = async (exchange: string, why: string): Promise<void> => {
    const before = mail.received.length + texts.received.length;
    expect(await bringings(exchange)).toEqual([`NOT_SENT ${why}`]);
    expect(mail.received.length + texts.received.length).toBe(before);
  };

  it('to somebody who did not ask for it', async () => {
    await nothing(await tell('tariq'), 'not-asked-for');
  });

  it('where no address is known, or another way was asked for', async () => {
    await prefer('tariq', { channel: 'EMAIL' });
    await nothing(await tell('tariq'), 'no-address');
    await prefer('tariq', { channel: 'POST' });
    await nothing(await tell('tariq'), 'told-another-way');
  });

  it('of what is quiet: it is not even put among what waits', async () => {
    await prefer('wendy', { address: 'wendy.quiet@mail.example' });
    const quiet = await tell('wendy', { quiet: true });
    const { rows } = await system.database.owner.query(
      `select 1 from notices.waiting w join notices.notices n on n.notice_id = w.notice_id where n.exchange_id = $1`,
      [quiet],
    );
    expect(rows).toEqual([]);
    // What is not quiet goes, and takes nothing of it along.
    expect(await bringings(await tell('wendy'))).toEqual(['EMAIL SENT']);
    expect(await findNoticeHistory(system.rooms.pool, quiet)).toEqual([]);
  });

  it('of a shielded child but to the safe contact, and to nobody who is shielded from others themselves', async () => {
    const shield = { kind: 'SHIELDED_LOCATION', from: '2026-01-01' };
    const protect = async (key: PersonKey, protection: object): Promise<void> => {
      asProtection(
        await askAs(system, 'WMC', sue, '/v1/protections', {
          dataSubject: nameOf(key),
          evidenceRef: 'note-10',
          protection,
        }),
      );
    };
    await prefer('tariq', { address: 'tariq@mail.example' });
    await prefer('samira', { address: 'samira@mail.example' });
    // Before, both parents are told.
    expect(await bringings(await tell('tariq', { about: 'nia' }))).toEqual(['EMAIL SENT']);
    await protect('nia', { ...shield, safeContact: nameOf('samira') });
    await nothing(await tell('tariq', { about: 'nia' }), 'not-safe');
    expect(await bringings(await tell('samira', { about: 'nia' }))).toEqual(['EMAIL SENT']);
    await protect('samira', { ...shield });
    await nothing(await tell('samira', { about: 'nia' }), 'not-safe');
  });
});

describe('somebody who wants to be told by text', () => {
  it('is, by a service that knows us by a token', async () => {
    await prefer('wendy', { channel: 'TEXT', address: '+447700900123' });
    expect(await bringings(await tell('wendy', { about: 'jackie' }))).toEqual(['TEXT SENT']);
    const [received] = texts.received;
    expect(received?.headers['authorization']).toBe(`Bearer ${token}`);
    expect(JSON.parse(received?.body ?? '{}')).toEqual({
      reference: expect.any(String),
      to: '+447700900123',
      text: 'You have a message. Sign in as you usually do to read it. Please do not reply.',
    });
  });

  it('is not where the service says that the number is none', async () => {
    texts.answerWith(422);
    expect(await bringings(await tell('wendy'))).toEqual(['TEXT FAILED status-422']);
  });
});

describe('an address', () => {
  it.each([
    ['EMAIL', 'wendy@mail.example,other@mail.example'],
    ['EMAIL', '+447700900123'],
    ['EMAIL', 'wendy@mail.example\r\nBcc: other@mail.example'],
    ['TEXT', '07700 900123'],
    ['POST', 'wendy@mail.example'],
  ])('for %s is not %j', async (channel, address) => {
    const answer = await askAs(system, 'WMC', sue, '/v1/protections', {
      dataSubject: nameOf('wendy'),
      evidenceRef: 'note-9',
      protection: {
        kind: 'NOTIFY_PREFERENCES',
        from: '2026-01-01',
        channel,
        language: 'en',
        format: 'standard',
        address,
      },
    });
    expect(answer.status).toBe(422);
  });

  it('stands nowhere in clear', async () => {
    await prefer('wendy', { address: 'wendy.hidden@mail.example' });
    const person: PersonId = await findByKey(system.rooms, 'wendy');
    const { rows } = await system.database.owner.query<{ sealed: Buffer }>(
      'select p.sealed from families.protections p where p.data_subject = $1',
      [person],
    );
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toContain('mail.example');
    expect(system.readLog()).not.toContain('mail.example');
  });
});
