import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agent } from 'undici';
import { type IssuedCertificate, type TestAuthority, createTestAuthority } from '../support/certificates.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import {
  type Answer,
  type Claims,
  type IdentityServer,
  type TestRegister,
  type TestSystem,
  assertionClaims,
  connectAs,
  createTestRegister,
  createTestSystem,
  postForm,
  signAs,
  startIdentityServer,
  tokenForm,
} from '../support/identity.ts';
import { findDifference } from '../support/same-time.ts';

let database: TestDatabase;
let authority: TestAuthority;
let register: TestRegister;
let server: IdentityServer;
let trust: TestSystem;
let council: TestSystem;
let asTrust: Agent;

beforeAll(async () => {
  database = await createTestDatabase();
  authority = await createTestAuthority();
  register = createTestRegister();
  trust = await createTestSystem(authority, 'trust-ehr');
  council = await createTestSystem(authority, 'council-send');
  register.put(trust.known);
  register.put(council.known);
  server = await startIdentityServer({ authority, register, database: database.gateway });
  asTrust = connectAs(authority, trust.tls);
});

afterAll(async () => {
  await asTrust.close();
  await server.close();
  await database.drop();
});

/** The one answer that every failed authentication of a system gets. */
const uniform = { error: 'invalid_client', error_description: 'client authentication failed' };

const now = (): number => Math.floor(Date.now() / 1000);

function send(assertion: string, dispatcher = asTrust, to: IdentityServer = server): Promise<Answer> {
  return postForm(to.tokenUrl, tokenForm(assertion), dispatcher);
}

async function sendClaims(changes: Claims, aud: unknown = server.issuer): Promise<Answer> {
  return send(await signAs(trust, assertionClaims(trust, aud, changes)));
}

function expectRefused(answer: Answer): void {
  expect(answer.status).toBe(401);
  expect(answer.body).toEqual(uniform);
}

describe('claims of a client assertion', () => {
  it('is accepted when all is right, so that the refusals below are due to the one thing they change', async () => {
    expect((await sendClaims({})).status).toBe(200);
  });

  it.each<[string, (issuer: string) => Claims]>([
    ['it is for another server', () => ({ aud: 'https://other.example/oauth' })],
    ['its audience is a list, even of us alone', (issuer) => ({ aud: [issuer] })],
    ['its audience is a list with another server', (issuer) => ({ aud: [issuer, 'https://other.example'] })],
    ['its audience is the issuer with a slash more', (issuer) => ({ aud: `${issuer}/` })],
    ['its issuer is another system', () => ({ iss: 'council-send' })],
    ['it ends more than five minutes ahead', () => ({ exp: now() + 360 })],
    ['it has expired', () => ({ exp: now() - 60 })],
    ['it is not valid yet', () => ({ nbf: now() + 60 })],
    ['it was issued a minute in the future', () => ({ iat: now() + 60 })],
    ['its end is a text', () => ({ exp: 'soon' })],
    ['its identifier is a number', () => ({ jti: 7 })],
    ['its identifier is very long', () => ({ jti: 'j'.repeat(201) })],
  ])('are refused when %s', async (_, change) => {
    expectRefused(await sendClaims(change(server.issuer)));
  });

  it.each(['aud', 'exp', 'jti', 'iss', 'sub'])('are refused without %s', async (claim) => {
    expectRefused(await sendClaims({ [claim]: undefined }));
  });

  it('are refused when the subject is another system than the issuer', async () => {
    expectRefused(
      await send(await signAs(trust, assertionClaims(trust, server.issuer, { sub: 'council-send' }))),
    );
  });

  it('are refused when the audience is the address that the Host header pretends', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, 'https://attacker.example/oauth/token'));
    expectRefused(
      await postForm(server.tokenUrl, tokenForm(assertion), asTrust, { host: 'attacker.example' }),
    );
  });

  it.each([10, -10])('are accepted from a clock that is %d seconds off', async (seconds) => {
    const start = now() + seconds;
    expect((await sendClaims({ iat: start, nbf: start, exp: start + 300 })).status).toBe(200);
  });
});

describe('signature of a client assertion', () => {
  it('is refused under a key that the system has not registered', async () => {
    const forged = { ...trust, privateKey: council.privateKey };
    expectRefused(await send(await signAs(forged, assertionClaims(trust, server.issuer))));
  });

  it('is refused with a kid that is not registered, or none', async () => {
    const claims = assertionClaims(trust, server.issuer);
    expectRefused(await send(await signAs(trust, claims, { kid: 'another' })));
    expectRefused(await send(await signAs(trust, claims, { kid: undefined })));
  });

  it.each(['none', 'None', 'NONE', 'nOnE', '', 'HS256'])('is refused under the algorithm %p', async (alg) => {
    const unsigned = encode({ alg, kid: trust.kid }, assertionClaims(trust, server.issuer));
    expectRefused(await send(`${unsigned}.`));
    expectRefused(await send(`${unsigned}.AAAA`));
  });

  it('is refused when it is an HMAC under the public key', async () => {
    const [jwk] = trust.known.keys;
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const spellings = [
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      publicKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(jwk),
    ];
    for (const secret of spellings) {
      const unsigned = encode({ alg: 'HS256', kid: trust.kid }, assertionClaims(trust, server.issuer));
      const signature = createHmac('sha256', secret).update(unsigned).digest('base64url');
      expectRefused(await send(`${unsigned}.${signature}`));
    }
  });

  it('is refused after any bit of it is flipped', async () => {
    const [header = '', payload = '', signature = ''] = (
      await signAs(trust, assertionClaims(trust, server.issuer))
    ).split('.');
    const bytes = Buffer.from(signature, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 17) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expectRefused(await send(`${header}.${payload}.${flipped.toString('base64url')}`));
    }
  });

  it.each<[string, (assertion: string) => string]>([
    ['spaces', (assertion) => assertion.replace('.', '. ')],
    ['padding', (assertion) => `${assertion}==`],
    ['stray bits in its last character', withStrayBits],
    ['a fourth part', (assertion) => `${assertion}.AAAA`],
  ])('is refused when it is spelt with %s', async (_, respell) => {
    const answer = await send(respell(await signAs(trust, assertionClaims(trust, server.issuer))));
    expect([400, 401]).toContain(answer.status);
    expect(answer.body).not.toHaveProperty('access_token');
  });

  it.each<[string, Claims]>([
    ['an access token', { typ: 'at+jwt' }],
    ['a user assertion', { typ: 'assent-user-assertion+jwt' }],
    ['a DPoP proof', { typ: 'dpop+jwt' }],
  ])('is refused on %s', async (_, header) => {
    expectRefused(await send(await signAs(trust, assertionClaims(trust, server.issuer), header)));
  });

  it('never makes the endpoint fetch or believe a key that the header names', async () => {
    let asked = 0;
    const canary = createServer((_request, response) => {
      asked += 1;
      response.end('{"keys":[]}');
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/keys`;
    const [jwk] = council.known.keys;
    const forged = { ...trust, privateKey: council.privateKey };
    const claims = (): Claims => assertionClaims(trust, server.issuer);
    expectRefused(await send(await signAs(forged, claims(), { jku: url })));
    expectRefused(await send(await signAs(forged, claims(), { x5u: url })));
    expectRefused(await send(await signAs(forged, claims(), { jwk: { ...jwk } })));
    expectRefused(
      await send(await signAs(forged, claims(), { x5c: [council.tls.certificate.raw.toString('base64')] })),
    );
    expect((await send(await signAs(trust, claims(), { jku: url, x5u: url }))).status).toBe(200);
    expect(asked).toBe(0);
    await new Promise((resolve) => canary.close(resolve));
  });
});

describe('other ways to authenticate', () => {
  const secrets = { client_id: 'trust-ehr', client_secret: 'secret' };
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['a secret in the form', secrets, {}],
    ['nothing but a name', { client_id: 'trust-ehr' }, {}],
    ['a name and the certificate of another', { client_id: 'council-send' }, {}],
    ['HTTP Basic', {}, { authorization: `Basic ${Buffer.from('trust-ehr:secret').toString('base64')}` }],
  ])('are refused: %s', async (_, form, headers) => {
    const answer = await postForm(
      server.tokenUrl,
      { grant_type: 'client_credentials', scope: 'messages:send', ...form },
      asTrust,
      headers,
    );
    expectRefused(answer);
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', { grant_type: 'client_credentials' }],
    ['an assertion of another type', { ...tokenForm('x'), client_assertion_type: 'saml' }],
    ['something that is no JWT', tokenForm('not-a-jwt')],
  ])('are malformed requests: %s', async (_, form) => {
    const answer = await postForm(server.tokenUrl, form, asTrust);
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('invalid_request');
  });

  it('are refused when two assertions stand in one form', async () => {
    const form = new URLSearchParams(tokenForm(await signAs(trust, assertionClaims(trust, server.issuer))));
    form.append('client_assertion', await signAs(council, assertionClaims(council, server.issuer)));
    expect((await postForm(server.tokenUrl, form, asTrust)).body['error']).toBe('invalid_request');
  });
});

describe('certificate beside the assertion', () => {
  async function sendWith(tls: IssuedCertificate | undefined): Promise<Answer> {
    const agent = connectAs(authority, tls);
    const answer = await send(await signAs(trust, assertionClaims(trust, server.issuer)), agent);
    await agent.close();
    return answer;
  }

  it('is required', async () => {
    expectRefused(await sendWith(undefined));
  });

  it('must be registered for the system that signs', async () => {
    expectRefused(await sendWith(council.tls));
    expectRefused(await sendWith(await authority.issue({ commonName: 'trust-ehr' })));
  });

  it('must come from our authority', async () => {
    const rogue = await createTestAuthority('Another authority');
    const tls = await rogue.issue({ commonName: 'trust-ehr' });
    register.put({ ...trust.known, certificateThumbprints: [trust.tls.thumbprint, tls.thumbprint] });
    expectRefused(await sendWith(tls));
    register.put(trust.known);
  });

  it('gets no answer at all when its authority only has the name of ours', async () => {
    const rogue = await createTestAuthority();
    const tls = await rogue.issue({ commonName: 'trust-ehr' });
    register.put({ ...trust.known, certificateThumbprints: [trust.tls.thumbprint, tls.thumbprint] });
    await expect(sendWith(tls)).rejects.toThrow('fetch failed');
    register.put(trust.known);
  });

  it('must not be meant for servers', async () => {
    const tls = await authority.issue({ commonName: 'localhost', use: 'server' });
    register.put({ ...trust.known, certificateThumbprints: [trust.tls.thumbprint, tls.thumbprint] });
    expectRefused(await sendWith(tls));
    register.put(trust.known);
  });

  it.each([
    ['over', new Date(Date.now() - 172_800_000), new Date(Date.now() - 60_000)],
    ['yet to come', new Date(Date.now() + 60_000), new Date(Date.now() + 172_800_000)],
  ])('must not have a time that is %s', async (_, notBefore, notAfter) => {
    const tls = await authority.issue({ commonName: 'trust-ehr', notBefore, notAfter });
    register.put({ ...trust.known, certificateThumbprints: [trust.tls.thumbprint, tls.thumbprint] });
    expectRefused(await sendWith(tls));
    register.put(trust.known);
  });
});

describe('replay of a client assertion', () => {
  it('is refused at the replica that saw it', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    expect((await send(assertion)).status).toBe(200);
    expectRefused(await send(assertion));
  });

  it('is refused at another replica on the same database', async () => {
    const other = await startIdentityServer({
      authority,
      register,
      database: database.gateway,
      issuer: server.issuer,
    });
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    expect((await send(assertion)).status).toBe(200);
    expectRefused(await send(assertion, asTrust, other));
    await other.close();
  });

  it('is not seen where another system, whose name is shorter, uses an identifier that reads the same', async () => {
    // The library remembers issuer and identifier run together, where "ab"+"c" is also "a"+"bc".
    const short = await createTestSystem(authority, 'trust-eh');
    register.put(short.known);
    const agent = connectAs(authority, short.tls);
    const jti = randomUUID();
    expect((await sendClaims({ jti })).status).toBe(200);
    const claims = assertionClaims(short, server.issuer, { jti: `r${jti}` });
    expect((await send(await signAs(short, claims), agent)).status).toBe(200);
    await agent.close();
  });

  it('lets one of many through when they come at the same moment', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(assertion)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });
});

describe('the time of an answer', () => {
  it('does not tell an unknown system from a wrong key', async () => {
    const unknown = await createTestSystem(authority, 'nobody-here');
    const forged = { ...trust, privateKey: council.privateKey };
    const tryAs = async (system: TestSystem): Promise<void> => {
      expectRefused(await send(await signAs(system, assertionClaims(system, server.issuer))));
    };
    const difference = await findDifference(
      () => tryAs(unknown),
      () => tryAs(forged),
      { rounds: 40, isSame: (one, other) => Math.abs(one - other) < 5 },
    );
    expect(difference).toBeNull();
  });
});

describe('what the log learns', () => {
  it('is the cause that the wire does not tell', async () => {
    server.events.length = 0;
    await sendClaims({ exp: now() + 360 });
    expect(server.events).toEqual([
      { kind: 'refused', error: 'invalid_client', why: 'it ends too far ahead' },
    ]);
  });
});

function encode(header: object, payload: object): string {
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/** Sets a bit of the last character that no byte is made of: the same bytes in another spelling. */
function withStrayBits(assertion: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(assertion.slice(-1));
  return assertion.slice(0, -1) + (alphabet[last ^ 1] ?? '');
}
