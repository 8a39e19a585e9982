import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type IdentifyRefusalCode,
  type KnownStaff,
  forgetSpentAssertions,
  spentAssertions,
  userAssertionType,
} from '../../src/exchange/identify/index.ts';
import { checkUserAssertion } from '../../src/exchange/identify/user-assertion.ts';
import { createTestAuthority } from '../support/certificates.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import {
  type Claims,
  type TestRegister,
  type TestSystem,
  audience,
  createTestRegister,
  createTestSystem,
  signAs,
  staffId,
} from '../support/identity.ts';

const at = new Date('2028-01-07T12:00:00Z');
const now = at.getTime() / 1000;
const messageId = '6f1d2a34-0000-4000-8000-000000000001';

let database: TestDatabase;
let register: TestRegister;
let school: TestSystem;
let council: TestSystem;

beforeAll(async () => {
  database = await createTestDatabase();
  const authority = await createTestAuthority();
  school = await createTestSystem(authority, 'school-mis');
  council = await createTestSystem(authority, 'council-send');
});

beforeEach(() => {
  register = createTestRegister();
});

afterAll(() => database.drop());

const goodClaims = (): Claims => ({
  iss: 'school-mis',
  aud: audience,
  sub: 'staff-17',
  role: 'SENCO',
  lead_practitioner: false,
  message_id: messageId,
  iat: now,
  exp: now + 300,
  jti: randomUUID(),
});

const sign = (changes: Claims = {}, header: Claims = {}, by = school): Promise<string> =>
  signAs(by, { ...goodClaims(), ...changes }, { typ: userAssertionType, kid: school.kid, ...header });

function check(
  text: string,
  changes: { messageId?: string | undefined; at?: Date; presentedAt?: Date } = {},
  pool = database.gateway,
) {
  return checkUserAssertion(
    { text, system: school.known, messageId, at, presentedAt: changes.at ?? at, ...changes },
    { register, audience, spendAssertion: spentAssertions(pool) },
  );
}

const refused = (refusal: IdentifyRefusalCode) => ({ ok: false, refusal });

describe('an assertion about the practitioner', () => {
  it('names person, role and whether they lead', async () => {
    const text = await sign({ jti: 'assertion-1', lead_practitioner: true, role: 'LEAD_PRACT' });
    expect(await check(text)).toEqual({
      ok: true,
      value: { staffId: 'staff-17', role: 'LEAD_PRACT', leadPractitioner: true, assertionId: 'assertion-1' },
    });
  });

  it('makes nobody the lead practitioner who is not signed to be', async () => {
    expect(await check(await sign())).toMatchObject({ value: { leadPractitioner: false } });
  });

  it('is accepted from a clock that is ten seconds ahead', async () => {
    expect(await check(await sign({ iat: now + 10, exp: now + 310 }))).toHaveProperty('ok', true);
  });

  it.each<[IdentifyRefusalCode, string, Claims]>([
    ['assertion-issuer', 'another system is its issuer', { iss: 'council-send' }],
    ['assertion-audience', 'it is for somebody else', { aud: 'https://elsewhere.example' }],
    ['assertion-malformed', 'its audience is a list', { aud: [audience] }],
    ['assertion-message', 'it speaks for another message', { message_id: randomUUID() }],
    ['assertion-expired', 'it has expired', { iat: now - 300, exp: now }],
    ['assertion-expired', 'it starts a minute ahead', { iat: now + 60, exp: now + 120 }],
    ['assertion-expired', 'it lives longer than five minutes', { exp: now + 301 }],
    ['assertion-role', 'the role does not exist', { role: 'EMPEROR' }],
    ['assertion-malformed', 'leading is said in words', { lead_practitioner: 'yes' }],
  ])('is refused as %s when %s', async (code, _, changes) => {
    expect(await check(await sign(changes))).toEqual(refused(code));
  });

  it.each(['iss', 'aud', 'sub', 'role', 'message_id', 'lead_practitioner', 'iat', 'exp', 'jti'])(
    'is refused without %s',
    async (claim) => {
      expect(await check(await sign({ [claim]: undefined }))).toEqual(refused('assertion-malformed'));
    },
  );

  it.each<[IdentifyRefusalCode, string, Claims]>([
    ['assertion-malformed', 'it says it is another kind of token', { typ: 'JWT' }],
    ['assertion-malformed', 'it does not say what it is', { typ: undefined }],
    ['assertion-signature', 'its key is not registered', { kid: 'other' }],
    ['assertion-signature', 'it names no key', { kid: undefined }],
  ])('is refused as %s when %s', async (code, _, header) => {
    expect(await check(await sign({}, header))).toEqual(refused(code));
  });

  it('is refused when another organisation signed it', async () => {
    expect(await check(await sign({}, {}, council))).toEqual(refused('assertion-signature'));
  });

  it('is refused for a request that has no message to speak for', async () => {
    expect(await check(await sign(), { messageId: undefined })).toEqual(refused('assertion-message'));
  });
});

describe('a client assertion of the same key', () => {
  it('is no assertion about a practitioner', async () => {
    const text = await signAs(school, {
      iss: 'school-mis',
      sub: 'school-mis',
      aud: audience,
      exp: now + 60,
      jti: 'x',
    });
    expect(await check(text)).toEqual(refused('assertion-malformed'));
  });
});

describe('the staff register, where an organisation names one,', () => {
  const senco: KnownStaff = {
    staffId: staffId('staff-17'),
    roles: ['SENCO'],
    trainingValidTo: '2028-01-07',
    active: true,
  };
  const keep = (changes: Partial<KnownStaff>): void => {
    register.setStaff(school.known.organisationId, [{ ...senco, ...changes }]);
  };

  it('confirms the person', async () => {
    keep({});
    expect(await check(await sign())).toHaveProperty('ok', true);
  });

  it.each<[IdentifyRefusalCode, string, Partial<KnownStaff>]>([
    ['assertion-staff-unknown', 'does not hold the person', { staffId: staffId('staff-18') }],
    ['assertion-staff-unknown', 'holds the person as having left', { active: false }],
    ['assertion-staff-role', 'gives the person another role', { roles: ['CLASS_STAFF'] }],
    ['assertion-training', 'shows training that ended yesterday', { trainingValidTo: '2028-01-06' }],
    ['assertion-training', 'shows no training', { trainingValidTo: null }],
  ])('refuses as %s when it %s', async (code, _, changes) => {
    keep(changes);
    expect(await check(await sign())).toEqual(refused(code));
  });

  it('asks the register at its own instant, and judges the signature by the one at which it came', async () => {
    keep({});
    const later = new Date('2028-01-08T12:00:00Z');
    const text = await sign();
    expect(await check(text, { at: later, presentedAt: at })).toEqual(refused('assertion-training'));
    expect(await check(text, { at, presentedAt: later })).toEqual(refused('assertion-expired'));
    expect(await check(text, { at, presentedAt: at })).toHaveProperty('ok', true);
  });

  it('counts the day in London: training ends with the summer day, not with the day in UTC', async () => {
    keep({ trainingValidTo: '2028-07-06' });
    const summerNight = new Date('2028-07-06T23:30:00Z');
    const start = summerNight.getTime() / 1000;
    const text = await sign({ iat: start, exp: start + 60 });
    expect(await check(text, { at: summerNight })).toEqual(refused('assertion-training'));
  });
});

describe('single use', () => {
  it('refuses the same assertion again, here and at another replica', async () => {
    const text = await sign();
    expect(await check(text)).toHaveProperty('ok', true);
    expect(await check(text)).toEqual(refused('assertion-replayed'));
    expect(await check(text, {}, database.owner)).toEqual(refused('assertion-replayed'));
  });

  it('refuses the same identifier in an assertion signed anew', async () => {
    const jti = randomUUID();
    expect(await check(await sign({ jti }))).toHaveProperty('ok', true);
    expect(await check(await sign({ jti, exp: now + 200 }))).toEqual(refused('assertion-replayed'));
  });

  it('lets one through of many at the same moment', async () => {
    const text = await sign();
    const found = await Promise.all(Array.from({ length: 16 }, () => check(text)));
    expect(found.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('does not use up an assertion that is refused for another reason', async () => {
    const text = await sign();
    expect(await check(text, { messageId: 'another' })).toEqual(refused('assertion-message'));
    expect(await check(text)).toHaveProperty('ok', true);
  });

  it('is a fault, not a yes, when the database cannot be asked', async () => {
    const spendAssertion = spentAssertions({ query: () => Promise.reject(new Error('gone')) });
    const text = await sign();
    await expect(
      checkUserAssertion(
        { text, system: school.known, messageId, at, presentedAt: at },
        { register, audience, spendAssertion },
      ),
    ).rejects.toThrow('gone');
  });
});

describe('what is kept of a used assertion', () => {
  const spend = (assertionId: string, expiresAt: Date): Promise<boolean> =>
    spentAssertions(database.gateway)({ kind: 'USER', issuer: 'school-mis', assertionId, expiresAt });

  it('is forgotten a day after it expired, and not before', async () => {
    await spend('old', new Date(Date.now() - 2 * 86_400_000));
    await spend('recent', new Date(Date.now() - 3_600_000));
    expect(await forgetSpentAssertions(database.gateway)).toBe(1);
    expect(await spend('recent', new Date())).toBe(false);
    expect(await spend('old', new Date())).toBe(true);
  });

  it.each([
    ['update', `update exchange.spent_assertions set expires_at = now() - interval '2 days'`],
    ['delete', `delete from exchange.spent_assertions`],
    ['truncate', `truncate exchange.spent_assertions`],
  ])('cannot be undone by the gateway with %s', async (_, statement) => {
    await expect(database.gateway.query(statement)).rejects.toThrow(/permission denied/);
  });

  it('cannot be given a new date by anybody', async () => {
    await spend('kept', new Date());
    await expect(
      database.owner.query(`update exchange.spent_assertions set expires_at = now()`),
    ).rejects.toThrow(/never changed/);
  });
});
