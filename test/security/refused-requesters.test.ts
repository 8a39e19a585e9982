import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import { openTokenSigningKeys } from '../../src/api/index.ts';
import { systemClock } from '../../src/platform/index.ts';
import type { ProblemCode } from '../../src/vocabulary/index.ts';
import { readSigningKey } from '../../src/region/signing-key-file.ts';
import { createTestAuthority } from '../support/certificates.ts';
import { expectProblem } from '../support/expect-problem.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { type RawAnswer, type RawPartner, openDoor, openRawPartner } from '../support/raw-partner.ts';
import { newPlan, newReferral, planInstant, sendPlan, sendReferral, sue } from '../support/send-plan.ts';

let system: TestGateway;
let council: RawPartner;
let school: RawPartner;
let hospital: RawPartner;

beforeAll(async () => {
  system = await startTestGateway();
  [council, school, hospital] = await Promise.all([
    openRawPartner(system, 'WMC'),
    openRawPartner(system, 'FPS'),
    openRawPartner(system, 'WGH'),
  ]);
});

afterAll(async () => {
  await Promise.all([council.close(), school.close(), hospital.close()]);
  await system.stop();
});

/** A token or assertion as its parts. */
function split(token: string): { header: object; claims: Record<string, unknown>; parts: readonly string[] } {
  const parts = token.split('.');
  const read = (part = ''): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  return { header: read(parts[0]), claims: read(parts[1]), parts };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token that the gateway itself would have signed, had it meant what is changed about it. */
async function forgeToken(header: object, claims: object): Promise<string> {
  const keys = await openTokenSigningKeys({
    directory: join(system.config.dataDirectory, 'token-keys'),
    clock: systemClock,
  });
  const { signing } = await keys.readKeys();
  const good = split(await council.getToken());
  return new SignJWT({ ...good.claims, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: signing.kid, typ: 'at+jwt', ...header })
    .sign(await importJWK(signing.privateJwk, 'ES256'));
}

/** The assertion that Sue acts for a plan, signed with the council's own key, but for the change. */
async function signChanged(
  claims: object,
  header: object = {},
): Promise<{ plan: ReturnType<typeof newPlan>; assertion: string }> {
  const plan = newPlan();
  const key = await readSigningKey(system.region.prepared.systems.WMC.signingKeyFile);
  const good = split(await council.signAssertion(sue, plan.messageId));
  const assertion = await new SignJWT({ ...good.claims, ...claims })
    .setProtectedHeader({ ...(good.header as { alg: string }), ...header })
    .sign(await importJWK(key, 'ES256'));
  return { plan, assertion };
}

function sendAs(partner: RawPartner, plan: object, assertion: string | null): Promise<RawAnswer> {
  return partner.ask({
    path: '/v1/messages',
    headers: { 'assent-user-assertion': assertion, 'assent-evaluate-at': planInstant },
    body: JSON.stringify(plan),
  });
}

describe('a system', () => {
  it('is believed when all is right, also with a token that is signed here by hand', async () => {
    expect((await sendPlan(council)).status).toBe(200);
    const token = await forgeToken({}, { jti: randomUUID() });
    expect((await sendPlan(council, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it('is not believed without a certificate, nor with one of another authority', async () => {
    const stranger = await (await createTestAuthority()).issue({ commonName: 'wmc-case-management' });
    for (const shown of [null, stranger]) {
      const door = await openDoor(system, shown);
      const answer = await sendPlan({
        ...council,
        ask: async (outgoing) =>
          door.ask({
            ...outgoing,
            headers: { authorization: `Bearer ${await council.getToken()}`, ...outgoing.headers },
          }),
      });
      await door.close();
      expectProblem(answer, { code: 'not-authenticated' });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('is not believed with the token of another system, nor when a header names the other’s certificate', async () => {
    const token = await council.getToken();
    const answer = await sendPlan({
      ...council,
      ask: (outgoing) =>
        hospital.ask({
          ...outgoing,
          headers: {
            ...outgoing.headers,
            authorization: `Bearer ${token}`,
            'x-client-cert': 'x',
            'x-forwarded-client-cert': 'x',
          },
        }),
    });
    expectProblem(answer, { code: 'not-authenticated' });
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  const wrongClaims: readonly (readonly [string, () => object])[] = [
    ['that has expired', () => ({ iat: now() - 300, exp: now() - 1 })],
    ['that begins later', () => ({ iat: now() + 120, exp: now() + 300 })],
    ['of a life longer than allowed', () => ({ exp: now() + 86_400 })],
    ['for another audience', () => ({ aud: 'https://other.example/v1' })],
    ['of another issuer', () => ({ iss: 'https://other.example/oauth' })],
    ['bound to no certificate', () => ({ cnf: undefined })],
    ['bound to another certificate', () => ({ cnf: { 'x5t#S256': 'x'.repeat(43) } })],
    ['of a system that nobody registered', () => ({ client_id: 'nobody', sub: 'nobody' })],
    ['without an end', () => ({ exp: undefined })],
    ['without an id', () => ({ jti: undefined })],
  ];

  it.each(wrongClaims)('is not believed with a token %s', async (_name, claims) => {
    const token = await forgeToken({}, claims());
    expectProblem(await sendPlan(council, { headers: { authorization: `Bearer ${token}` } }), {
      code: 'not-authenticated',
    });
  });

  const spoiled: readonly (readonly [string, (token: string) => string | null | Promise<string>])[] = [
    ['none', () => null],
    ['an empty one', () => 'Bearer '],
    ['one in another scheme', (token) => `Basic ${token}`],
    ['two in one header', (token) => `Bearer ${token} ${token}`],
    ['one with another signature', (token) => `Bearer ${token.slice(0, -10)}AAAAAAAAAA`],
    ['one without a signature', (token) => `Bearer ${token.slice(0, token.lastIndexOf('.') + 1)}`],
    ['one padded in base64', (token) => `Bearer ${token}=`],
    [
      'one whose last character has another spelling',
      (token) => `Bearer ${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    ],
    [
      'one with another client in it',
      (token) => {
        const { claims, parts } = split(token);
        return `Bearer ${parts[0] ?? ''}.${encode({ ...claims, client_id: 'wgh-patient-records' })}.${parts[2] ?? ''}`;
      },
    ],
    [
      'one that says it is not signed',
      (token) => `Bearer ${encode({ alg: 'none', typ: 'at+jwt' })}.${split(token).parts[1] ?? ''}.`,
    ],
    [
      'one signed by a stranger under the gateway’s kid',
      async (token) => {
        const { privateKey } = await generateKeyPair('ES256');
        const { header, claims } = split(token);
        return `Bearer ${await new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(privateKey)}`;
      },
    ],
    [
      'one that brings its own key along',
      async (token) => {
        const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
        const { claims } = split(token);
        const jwk = await exportJWK(publicKey);
        return `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk, kid: 'mine' }).sign(privateKey)}`;
      },
    ],
    ['one of another type', async () => `Bearer ${await forgeToken({ typ: 'JWT' }, {})}`],
    [
      'an assertion in place of a token',
      async () => `Bearer ${await council.signAssertion(sue, randomUUID())}`,
    ],
  ];

  it.each(spoiled)('is not believed with %s', async (_name, spoil) => {
    const authorization = await spoil(await council.getToken());
    expectProblem(await sendPlan(council, { headers: { authorization } }), { code: 'not-authenticated' });
  });
});

describe('a practitioner', () => {
  const now = (): number => Math.floor(Date.now() / 1000);

  it('is believed when all is right', async () => {
    const { plan, assertion } = await signChanged({});
    expect((await sendAs(council, plan, assertion)).status).toBe(200);
  });

  const wrong: readonly (readonly [string, () => object, rule: string, code?: ProblemCode])[] = [
    ['for another message', () => ({ message_id: randomUUID() }), 'assertion-message'],
    ['that has expired', () => ({ iat: now() - 240, exp: now() - 1 }), 'assertion-expired'],
    ['of a life longer than allowed', () => ({ exp: now() + 3600 }), 'assertion-expired'],
    ['for another audience', () => ({ aud: 'https://other.example' }), 'assertion-audience'],
    ['of another system', () => ({ iss: 'wgh-patient-records' }), 'assertion-issuer'],
    [
      'about somebody whom the staff register does not know',
      () => ({ sub: 'nobody.here' }),
      'assertion-staff-unknown',
      'staff-unknown',
    ],
    [
      'about somebody of another organisation',
      () => ({ sub: 'mr.marnock', role: 'SENCO' }),
      'assertion-staff-unknown',
      'staff-unknown',
    ],
    [
      'in a role that the staff register does not give',
      () => ({ role: 'IRO' }),
      'assertion-staff-role',
      'staff-role',
    ],
    ['in a role that nobody knows', () => ({ role: 'WIZARD' }), 'assertion-role'],
    ['that does not say whether they lead', () => ({ lead_practitioner: undefined }), 'assertion-malformed'],
    ['that says so in words', () => ({ lead_practitioner: 'true' }), 'assertion-malformed'],
    ['without an id', () => ({ jti: undefined }), 'assertion-malformed'],
  ];

  it.each(wrong)(
    'is not believed with an assertion %s',
    async (_name, claims, rule, code = 'assertion-refused') => {
      const { plan, assertion } = await signChanged(claims());
      const pointer = 'assent-user-assertion';
      expectProblem(await sendAs(council, plan, assertion), { code, pointer, rule });
    },
  );

  it('is not believed with a token of another type, signed with the same key', async () => {
    for (const typ of ['JWT', 'at+jwt', 'client-authentication+jwt']) {
      const { plan, assertion } = await signChanged({}, { typ });
      expectProblem(await sendAs(council, plan, assertion), { code: 'assertion-refused' });
    }
  });

  it('is not believed with an assertion that another system’s key signed', async () => {
    const plan = newPlan();
    const assertion = await hospital.signAssertion(sue, plan.messageId);
    expectProblem(await sendAs(council, plan, assertion), { code: 'assertion-refused' });
  });

  it('is not believed twice, and the second time sends nothing', async () => {
    const { plan, assertion } = await signChanged({});
    expect((await sendAs(council, plan, assertion)).status).toBe(200);
    const before = (await system.region.peers.FPS.received()).length;
    expectProblem(await sendAs(council, plan, assertion), {
      code: 'assertion-refused',
      rule: 'assertion-replayed',
    });
    expect((await system.region.peers.FPS.received()).length).toBe(before);
  });

  it('is believed once of many at the same time', async () => {
    const { plan, assertion } = await signChanged({});
    const answers = await Promise.all(Array.from({ length: 6 }, () => sendAs(council, plan, assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectProblem(answer, { code: 'assertion-refused' });
  });

  it('is not believed once their training has run out, or they have left', async () => {
    const { agreements } = system.rooms;
    const { WMC } = system.region.organisations;
    const someone = { roles: ['SW' as const], activeFrom: '2020-01-01' };
    expect(
      await agreements.recordStaff(WMC, { ...someone, staffId: 'lapsed', trainingValidTo: '2024-01-01' }),
    ).toMatchObject({ ok: true });
    expect(
      await agreements.recordStaff(WMC, { ...someone, staffId: 'untrained', trainingValidTo: null }),
    ).toMatchObject({ ok: true });
    expect(
      await agreements.recordStaff(WMC, {
        ...someone,
        staffId: 'left',
        trainingValidTo: '2030-01-01',
        activeTo: '2024-01-01',
      }),
    ).toMatchObject({ ok: true });
    for (const sub of ['lapsed', 'untrained', 'left']) {
      const { plan, assertion } = await signChanged({ sub });
      const code = sub === 'left' ? 'staff-unknown' : 'staff-training';
      expectProblem(await sendAs(council, plan, assertion), { code, pointer: 'assent-user-assertion' });
    }
  });

  it('is neither lead practitioner nor attestor by the message’s word alone', async () => {
    const plan = newPlan();
    const lead = {
      code: 'practitioner-required',
      pointer: '/leadDecision/by',
      rule: 'lead-is-the-practitioner',
    } as const;
    expectProblem(await sendAs(council, plan, null), lead);
    const asWorker = await council.signAssertion({ staffId: 'sue.williams', role: 'SW' }, plan.messageId);
    expectProblem(await sendAs(council, plan, asWorker), lead);
    const referral = newReferral();
    const attestor = {
      code: 'practitioner-required',
      pointer: '/dutyAttestation/attestor',
      rule: 'attestor-is-the-practitioner',
    } as const;
    expectProblem(await sendReferral(school, { headers: { 'assent-user-assertion': null } }), attestor);
    const senco = await school.signAssertion({ staffId: 'mr.marnock', role: 'SENCO' }, referral.messageId);
    expectProblem(
      await school.ask({
        path: '/v1/messages',
        headers: { 'assent-user-assertion': senco },
        body: JSON.stringify(referral),
      }),
      attestor,
    );
  });
});

describe('a request that is repeated', () => {
  const send = async (
    plan: ReturnType<typeof newPlan>,
    key: string,
    path = '/v1/messages',
  ): Promise<RawAnswer> =>
    council.ask({
      path,
      headers: {
        'assent-user-assertion': await council.signAssertion(sue, plan.messageId),
        'assent-evaluate-at': planInstant,
        'idempotency-key': key,
      },
      body: JSON.stringify(plan),
    });

  it('with its key has one effect and the same answer', async () => {
    const plan = newPlan();
    const first = await send(plan, 'key-of-one-plan');
    const before = (await system.region.peers.FPS.received()).length;
    const second = await send(plan, 'key-of-one-plan');
    expect(second.json).toEqual(first.json);
    expect((await system.region.peers.FPS.received()).length).toBe(before);
  });

  it('many times at the same moment has one effect, and each is told what became of it', async () => {
    const plan = newPlan();
    const before = (await system.region.peers.FPS.received()).length;
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(plan, 'key-of-many-at-once')));
    expect(answers[0]?.text).toContain('"DELIVERED"');
    for (const { json } of answers) expect(json).toEqual(answers[0]?.json);
    expect((await system.region.peers.FPS.received()).length).toBe(before + 1);
  });

  it('with its key and another body is a conflict', async () => {
    await send(newPlan(), 'key-of-another-plan');
    expectProblem(await send(newPlan(), 'key-of-another-plan'), { code: 'idempotency-conflict' });
  });

  it('with its message id and another body is a conflict', async () => {
    const plan = newPlan();
    await send(plan, 'key-of-message-1');
    expectProblem(await send({ ...plan, urgency: 'URGENT' }, 'key-of-message-2'), {
      code: 'idempotency-conflict',
    });
  });

  it('at another door is never answered with what the first door said', async () => {
    const plan = newPlan();
    const asked = await send(plan, 'key-of-advice', '/v1/decisions');
    expect(asked.status).toBe(200);
    const sent = await send(plan, 'key-of-advice');
    expect(sent.text).toContain('"DELIVERED"');
    // Nor does the sending answer the next question.
    expect((await send(plan, 'key-of-advice', '/v1/decisions')).text).not.toContain('"DELIVERED"');
  });

  it('by another system with the same key and message id is a request of its own', async () => {
    const plan = newPlan();
    await send(plan, 'key-of-two-systems');
    const other = await hospital.ask({
      path: '/v1/messages',
      headers: { 'idempotency-key': 'key-of-two-systems' },
      body: JSON.stringify(plan),
    });
    expectProblem(other, { code: 'source-mismatch' });
  });
});
