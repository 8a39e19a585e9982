import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeAnswer } from '../../src/exchange/index.ts';
import type { JsonObject } from '../../src/platform/index.ts';
import { type ExpectedProblem, expectProblem } from '../support/expect-problem.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { nameCanary } from '../support/planted-message.ts';
import { type RawPartner, openRawPartner } from '../support/raw-partner.ts';
import { type Change, sendPlan, sendReferral } from '../support/send-plan.ts';

let system: TestGateway;
let council: RawPartner;
let school: RawPartner;

beforeAll(async () => {
  system = await startTestGateway();
  council = await openRawPartner(system, 'WMC');
  school = await openRawPartner(system, 'FPS');
});

afterAll(async () => {
  await Promise.all([council.close(), school.close()]);
  await system.stop();
});

/** A text that must never come back. */
const secret = nameCanary(1, 1);

type Plain = Record<string, unknown>;

/** Sets one member deep in the message. */
function set(path: string, value: unknown): NonNullable<Change['message']> {
  return (message) => {
    const tokens = path.split('/').slice(1);
    const last = tokens.pop() ?? '';
    const holder = tokens.reduce((inner: Plain, token) => inner[token] as Plain, message);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else holder[last] = value;
    return message;
  };
}

async function countEntries(): Promise<number> {
  const { rows } = await system.database.owner.query<{ count: string }>(
    'select count(*) from ledger.entries',
  );
  return Number(rows[0]?.count);
}

it('a message that is right goes, so that what is refused below is refused for its one fault', async () => {
  const answer = await sendPlan(council);
  expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, expect.stringContaining('exchangeId')]);
});

describe('a message that is not what its type says is refused with the place and the rule', () => {
  const cases: readonly (readonly [
    name: string,
    change: Change['message'],
    problem: Omit<ExpectedProblem, 'code'>,
  ])[] = [
    ['an unknown type', set('/type', secret), { pointer: '/type', rule: 'unknown-type' }],
    ['no type', set('/type', undefined), { pointer: '/type', rule: 'required' }],
    ['a type that is no text', set('/type', [secret]), { pointer: '/type', rule: 'type' }],
    [
      'a type named as a member of Object',
      set('/type', 'constructor'),
      { pointer: '/type', rule: 'unknown-type' },
    ],
    ['an unknown purpose', set('/purposeCode', secret), { pointer: '/purposeCode', rule: 'unknown-purpose' }],
    ['no purpose (X10)', set('/purposeCode', undefined), { pointer: '/purposeCode', rule: 'required' }],
    [
      'an unknown category',
      set('/segments/1/categoryCodes', [secret]),
      { pointer: '/segments/1/categoryCodes/0', rule: 'unknown-category' },
    ],
    [
      'an unknown flag',
      set('/segments/1/flags', [secret]),
      { pointer: '/segments/1/flags/0', rule: 'unknown-flag' },
    ],
    [
      'an unknown flag on a person',
      set('/relatedPersons/0/handling', [secret]),
      { pointer: '/relatedPersons/0/handling/0', rule: 'unknown-flag' },
    ],
    [
      'an unknown role of the recipient',
      set('/recipients/0/role', secret),
      { pointer: '/recipients/0/role', rule: 'unknown-role' },
    ],
    ['an unknown urgency', set('/urgency', secret), { pointer: '/urgency', rule: 'choice' }],
    ['an unknown level', set('/segments/1/level', secret), { pointer: '/segments/1/level', rule: 'choice' }],
    [
      'an unknown version',
      set('/schemaVersion', '99.0'),
      { pointer: '/schemaVersion', rule: 'unknown-version' },
    ],
    ['no recipients', set('/recipients', []), { pointer: '/recipients', rule: 'length' }],
    [
      'a member that the type does not have',
      set('/subject/nickname', secret),
      { pointer: '/subject/nickname', rule: 'unknown-member' },
    ],
    [
      'two parts of one identifier',
      set('/segments/2/segmentId', 'row-attendance'),
      { pointer: '/segments/2/segmentId', rule: 'duplicate-id' },
    ],
    [
      'parts that are numbered',
      set('/segments/2/segmentId', `row-${secret}-2`),
      { pointer: '/segments/2/segmentId', rule: 'format' },
    ],
    [
      'a part about somebody who is not named',
      set('/segments/2/about', ['0b6e3c1a-7a43-4a0e-9d55-2f0c8e6b7a99']),
      { pointer: '/segments/2/about/0', rule: 'unknown-person' },
    ],
    [
      'an embargo without its end',
      set('/segments/2/flags', ['EMBARGO_UNTIL']),
      { pointer: '/segments/2/embargoUntil', rule: 'embargo-date' },
    ],
    [
      'a lead decision about no part',
      set('/leadDecision/segmentIds', [secret]),
      { pointer: '/leadDecision/segmentIds/0', rule: 'unknown-part' },
    ],
    [
      'a date that is none',
      set('/subject/demographics/birthDate', secret),
      { pointer: '/subject/demographics/birthDate', rule: 'format' },
    ],
    [
      'an identifier of another form',
      set('/subject/identifiers/0/value', `${secret}\n`),
      { pointer: '/subject/identifiers/0/value', rule: 'format' },
    ],
    [
      'content of another form',
      set('/segments/1/content', { text: secret }),
      { pointer: '/segments/1/content/text', rule: 'unknown-member' },
    ],
    [
      'a family that was not told, and no reason',
      set('/familyInformed', { status: 'NO', how: secret }),
      { pointer: '/familyInformed/reasonIfNo', rule: 'not-informed-reason' },
    ],
    ['a list in place of a message', (message) => [message], { pointer: '', rule: 'body-type' }],
    ['a text in place of a message', () => secret, { pointer: '', rule: 'body-type' }],
  ];

  it.each(cases)('%s', async (_name, message, problem) => {
    expectProblem(await sendPlan(council, message === undefined ? {} : { message }), {
      code: 'message-invalid',
      ...problem,
    });
  });

  it('and however many faults it has, the answer stays short', async () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`member${index}`, secret]));
    const answer = await sendPlan(council, { message: (message) => ({ ...message, ...many }) });
    expectProblem(answer, { code: 'message-invalid', rule: 'unknown-member' });
  });

  it('nothing of it is written down', async () => {
    const before = await countEntries();
    await sendPlan(council, { message: set('/purposeCode', secret) });
    expect(await countEntries()).toBe(before);
    expect(system.readLog()).not.toContain(secret);
  });
});

describe('a body that two readers could read differently is refused before anything looks at it', () => {
  const inside = (member: string) => (text: string) => text.replace('{', `{${member},`);
  const nest = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const cases: readonly (readonly [
    name: string,
    body: NonNullable<Change['body']>,
    problem: ExpectedProblem,
  ])[] = [
    ['nothing', () => '', { code: 'json-syntax' }],
    ['half a message', (text) => text.slice(0, -10), { code: 'json-syntax' }],
    ['something after the message', (text) => `${text}{}`, { code: 'json-syntax' }],
    ['a comment', (text) => `/* ${secret} */${text}`, { code: 'json-syntax' }],
    ['single quotes', () => `{'type':'${secret}'}`, { code: 'json-syntax' }],
    ['a comma too many', (text) => text.replace(/}$/, ',}'), { code: 'json-syntax' }],
    ['NaN', inside('"x":NaN'), { code: 'json-syntax' }],
    ['a line break in a text', inside(`"x":"${secret}\n"`), { code: 'json-syntax' }],
    ['a byte order mark', (text) => `\uFEFF${text}`, { code: 'json-text' }],
    ['UTF-16', (text) => Buffer.from(text, 'utf16le'), { code: 'json-syntax' }],
    [
      'bytes that are no UTF-8',
      (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0x7d])]),
      { code: 'json-text' },
    ],
    ['an overlong NUL', () => Buffer.from([0x22, 0xc0, 0x80, 0x22]), { code: 'json-text' }],
    [
      'a purpose that stands twice',
      inside('"purposeCode":"P09"'),
      { code: 'json-duplicate-key', pointer: '/purposeCode' },
    ],
    [
      'a purpose that stands twice, once escaped',
      inside('"purpose\\u0043ode":"P09"'),
      { code: 'json-duplicate-key', pointer: '/purposeCode' },
    ],
    ['the prototype', inside(`"__proto__":{"purposeCode":"${secret}"}`), { code: 'json-prototype' }],
    ['the prototype, escaped', inside('"\\u005f_proto__":{}'), { code: 'json-prototype' }],
    ['the constructor', inside('"constructor":{"prototype":{"x":1}}'), { code: 'json-prototype' }],
    ['a NUL', inside(`"x":"${secret}\\u0000"`), { code: 'json-text' }],
    ['a NUL in a member name', inside('"x\\u0000":1'), { code: 'json-text' }],
    ['half a character', inside(`"x":"${secret}\\ud800"`), { code: 'json-text' }],
    ['the wrong half first', inside('"x":"\\udc00\\ud800"'), { code: 'json-text' }],
    ['1e400', inside('"x":1e400'), { code: 'json-number' }],
    ['-1e400', inside('"x":-1e400'), { code: 'json-number' }],
    ['2^53 + 1', inside('"x":9007199254740993'), { code: 'json-number' }],
    ['65 levels', inside(`"x":${nest(65)}`), { code: 'json-depth' }],
    ['100,000 levels', () => nest(100_000), { code: 'json-depth' }],
    [
      '100,000 levels of objects',
      () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      { code: 'json-depth' },
    ],
    ['100,000 levels that do not end', () => '['.repeat(100_000), { code: 'json-depth' }],
  ];

  it.each(cases)('%s', async (_name, body, problem) => {
    expectProblem(await sendPlan(council, { body }), problem);
    expect(({} as Plain)['purposeCode']).toBeUndefined();
  });

  it.each([
    ['/v1/decisions', 'json-duplicate-key'],
    ['/v1/consents', 'json-duplicate-key'],
  ] as const)('on %s as well', async (path, code) => {
    expectProblem(await sendPlan(council, { path, body: inside('"purposeCode":"P09","kind":1,"kind":2') }), {
      code,
    });
  });
});

describe('a request that is not what its door takes', () => {
  const big = `{"x":"${'a'.repeat(5_000_000)}"}`;
  const cases: readonly (readonly [name: string, change: Change, problem: ExpectedProblem])[] = [
    ['a body of more than five megabytes', { body: () => big }, { code: 'too-large' }],
    [
      'a compressed body',
      { body: (text) => gzipSync(text), headers: { 'content-encoding': 'gzip' } },
      { code: 'media-type' },
    ],
    [
      'a compressed bomb',
      { body: () => gzipSync(Buffer.alloc(50_000_000)), headers: { 'content-encoding': 'gzip' } },
      { code: 'media-type' },
    ],
    ['an unknown encoding', { headers: { 'content-encoding': 'br' } }, { code: 'media-type' }],
    ['plain text', { headers: { 'content-type': 'text/plain' } }, { code: 'media-type' }],
    ['no media type', { headers: { 'content-type': null } }, { code: 'media-type' }],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, { code: 'media-type' }],
    [
      'a token in a form',
      {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: () => `access_token=${secret}`,
      },
      { code: 'request-malformed' },
    ],
    [
      'another charset',
      { headers: { 'content-type': 'application/json; charset=utf-16' } },
      { code: 'media-type' },
    ],
    [
      'XML',
      { headers: { 'content-type': 'application/xml' }, body: () => `<x>${secret}</x>` },
      { code: 'media-type' },
    ],
    ['a query', { path: `/v1/messages?name=${secret}` }, { code: 'request-malformed' }],
    [
      'a token in the address',
      { path: `/v1/messages?access_token=${secret}` },
      { code: 'request-malformed' },
    ],
    [
      'a key that is too short',
      { headers: { 'idempotency-key': 'short' } },
      { code: 'header-invalid', pointer: 'idempotency-key' },
    ],
    [
      'a key with spaces',
      { headers: { 'idempotency-key': `${secret} x` } },
      { code: 'header-invalid', pointer: 'idempotency-key' },
    ],
    [
      'an instant that is none',
      { headers: { 'assent-evaluate-at': secret } },
      { code: 'header-invalid', pointer: 'assent-evaluate-at' },
    ],
    [
      'an assertion that is none',
      { headers: { 'assent-user-assertion': `${secret}.x` } },
      { code: 'header-invalid', pointer: 'assent-user-assertion' },
    ],
    ['an answer in another form', { headers: { accept: 'application/xml' } }, { code: 'not-acceptable' }],
  ];

  it.each(cases)('%s', async (_name, change, problem) => {
    expectProblem(await sendPlan(council, change), problem);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'GET'] as const)(
    '%s, whatever method a header names',
    async (method) => {
      const answer = await council.ask({
        method,
        path: '/v1/messages',
        headers: { 'x-http-method-override': 'POST', 'x-method-override': 'POST', 'x-http-method': 'POST' },
      });
      expectProblem(answer, { code: 'method-not-allowed' });
      expect(answer.headers['allow']).toBe('POST');
    },
  );
});

describe('a message that is well formed and yet cannot go', () => {
  it('an attestation that is missing is refused at once, with the duty number, and written down', async () => {
    const before = await countEntries();
    const answer = await sendReferral(school, { message: set('/dutyAttestation', undefined) });
    expectProblem(answer, {
      code: 'attestation-missing',
      pointer: '/dutyAttestation',
      rule: 'attestation-required',
    });
    expect(answer.json).toMatchObject({ phone: '01632 960 001' });
    expect(await countEntries()).toBe(before + 1);
  });

  it('a source other than the sender', async () => {
    const problem = {
      code: 'source-mismatch',
      pointer: '/source/organisation',
      rule: 'source-is-the-sender',
    } as const;
    const trust = { system: 'ods', value: 'Z9Z9C' };
    const nobody = { system: 'ods', value: 'Z9Z9X' };
    for (const organisation of [trust, nobody]) {
      expectProblem(await sendPlan(council, { message: set('/source/organisation', organisation) }), problem);
    }
  });

  it('a recipient that nobody registered', async () => {
    const answer = await sendPlan(council, {
      message: set('/recipients/0/organisation', { system: 'urn', value: '999777' }),
    });
    expectProblem(answer, {
      code: 'recipient-unknown',
      pointer: '/recipients/0/organisation',
      rule: 'recipient-is-registered',
    });
  });

  it('a recipient that is named twice, also by another of its identifiers', async () => {
    const council = { role: 'MASH_OFFICER', department: 'MASH' };
    const recipients = [
      { ...council, organisation: { system: 'ods', value: 'Z9Z9A' } },
      { ...council, organisation: { system: 'gss', value: 'E06999901' } },
    ];
    const answer = await sendReferral(school, { message: set('/recipients', recipients) });
    expectProblem(answer, { code: 'message-invalid', pointer: '/recipients/1', rule: 'repeated' });
    expect(answer.json).toMatchObject({ phone: expect.stringMatching(/\d/) });
  });

  it('a recipient without an endpoint: it is decided, nothing is sent, and its sender is told', async () => {
    const change = (message: JsonObject): JsonObject => ({
      ...message,
      purposeCode: 'P06',
      recipients: [{ organisation: { system: 'ods', value: 'Z9Z9G' }, role: 'VCSE_WORKER' }],
    });
    const answer = await sendPlan(council, { message: change });
    expect(answer.status).toBeLessThan(300);
    const { recipients } = answer.json as ExchangeAnswer;
    expect(recipients[0]?.delivery).toBe('NOT_SENT');
    const { rows } = await system.database.owner.query(
      'select 1 from exchange.deliveries d join exchange.exchanges e using (exchange_id) where e.purpose = $1',
      ['P06'],
    );
    expect(rows).toEqual([]);
  });

  const wrongNumbers = [
    ['a check digit that is wrong', '9990001015'],
    ['a digit too few', '999000101'],
    ['letters', 'ABCDEFGHIJ'],
    ['a number of the real world, which an invented one does not take', '4010232137'],
  ] as const;

  it.each(wrongNumbers)(
    'an NHS number with %s is refused with its place and never repeated',
    async (_name, value) => {
      const answer = await sendPlan(council, {
        message: set('/subject/identifiers', [{ system: 'nhs-number', value }]),
      });
      expectProblem(answer, { code: 'identifier-invalid', pointer: '/subject/identifiers/0/value' });
      expect(answer.text).not.toContain(value);
      expect(system.readLog()).not.toContain(value);
    },
  );

  it('a number of another child and one that nobody has are held alike, so that no answer tells which', async () => {
    const before = (await system.region.peers.FPS.received()).length;
    const answers = await Promise.all(
      ['9990001065', '9990009007'].map((value) =>
        sendPlan(council, { message: set('/subject/identifiers', [{ system: 'nhs-number', value }]) }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const told = answers.map(({ json }) => (json as ExchangeAnswer).recipients);
    expect(told[0]).toMatchObject([{ outcome: 'HOLD', delivery: 'NOT_SENT' }]);
    expect(told[1]).toEqual(told[0]);
    expect((await system.region.peers.FPS.received()).length).toBe(before);
  });

  it('an urgent referral about nobody certain goes to the front door, marked as such', async () => {
    const before = (await system.region.peers.WMC.received()).length;
    const answer = await sendReferral(school, {
      message: set('/subject/identifiers', [{ system: 'nhs-number', value: '9990001015' }]),
    });
    const { recipients } = answer.json as ExchangeAnswer;
    expect(recipients[0]).toMatchObject({ delivery: 'DELIVERED' });
    expect(recipients[0]?.obligations.map(({ kind }) => kind)).toContain('IDENTITY_UNCONFIRMED');
    const delivered = (await system.region.peers.WMC.received()).slice(before);
    expect(JSON.parse(delivered[0]?.body ?? '{}')).toMatchObject({ envelope: { identityUnconfirmed: true } });
  });
});
