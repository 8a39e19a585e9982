import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Agent } from 'undici';
import { type IdentifyRefusalCode, identifyRefusals } from '../../src/exchange/identify/index.ts';
import { problems } from '../../src/vocabulary/index.ts';
import { type IssuedCertificate, type TestAuthority, createTestAuthority } from '../support/certificates.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import {
  type Answer,
  type IdentityServer,
  type TestRegister,
  type TestSystem,
  connectAs,
  createTestRegister,
  createTestSystem,
  get,
  requestToken,
  startIdentityServer,
} from '../support/identity.ts';

let database: TestDatabase;
let authority: TestAuthority;
let register: TestRegister;
let server: IdentityServer;
let trust: TestSystem;
let council: TestSystem;
let asTrust: Agent;
let asCouncil: Agent;
let token: string;

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
  asCouncil = connectAs(authority, council.tls);
  token = await requestToken(server, trust, asTrust, 'messages:send consents:read');
});

beforeEach(() => {
  register.put(trust.known);
  register.setActive(trust.known.organisationId, true);
});

afterAll(async () => {
  await Promise.all([asTrust.close(), asCouncil.close()]);
  await server.close();
  await database.drop();
});

async function whoAmI(agent: Agent, headers: Record<string, string> = { authorization: `Bearer ${token}` }) {
  return get(`${server.origin}/whoami`, agent, headers);
}

async function whoAmIWith(tls: IssuedCertificate | undefined): Promise<Answer> {
  const agent = connectAs(authority, tls);
  const answer = await whoAmI(agent);
  await agent.close();
  return answer;
}

function expectRefused(answer: Answer, code: IdentifyRefusalCode): void {
  expect(answer.body).toMatchObject({ code, problem: identifyRefusals[code] });
}

describe('a requester', () => {
  it('is identified by its certificate and the token bound to it', async () => {
    expect((await whoAmI(asTrust)).body).toEqual({
      clientId: 'trust-ehr',
      scopes: ['messages:send', 'consents:read'],
      practitioner: null,
    });
  });

  it('loses a scope at once that its system is no longer registered for', async () => {
    register.put({ ...trust.known, scopes: ['consents:read'] });
    expect((await whoAmI(asTrust)).body['scopes']).toEqual(['consents:read']);
  });

  it('is stopped at once by a suspension of its system, and goes on once that is lifted', async () => {
    register.put({ ...trust.known, suspendedAt: new Date() });
    expectRefused(await whoAmI(asTrust), 'suspended');
    register.put(trust.known);
    expect((await whoAmI(asTrust)).status).toBe(200);
  });

  it('is stopped at once by a suspension of its organisation', async () => {
    register.setActive(trust.known.organisationId, false);
    expectRefused(await whoAmI(asTrust), 'suspended');
  });

  it('is stopped at once when its system is no longer registered', async () => {
    register.remove('trust-ehr');
    expectRefused(await whoAmI(asTrust), 'not-registered');
  });

  it('is stopped at once when its certificate is no longer registered', async () => {
    register.put({ ...trust.known, certificateThumbprints: [council.tls.thumbprint] });
    expectRefused(await whoAmI(asTrust), 'certificate-mismatch');
  });

  it('is stopped in the middle of a connection that is kept open', async () => {
    const agent = connectAs(authority, trust.tls);
    expect((await whoAmI(agent)).status).toBe(200);
    register.put({ ...trust.known, suspendedAt: new Date() });
    expectRefused(await whoAmI(agent), 'suspended');
    await agent.close();
  });
});

describe('a stolen token', () => {
  it('is of no use without a certificate', async () => {
    expectRefused(await whoAmIWith(undefined), 'certificate-missing');
  });

  it('is of no use with the certificate of another system', async () => {
    expectRefused(await whoAmI(asCouncil), 'certificate-mismatch');
  });

  it('is of no use with a new certificate of the same name', async () => {
    expectRefused(
      await whoAmIWith(await authority.issue({ commonName: 'trust-ehr' })),
      'certificate-mismatch',
    );
  });
});

describe('a certificate', () => {
  it('from another authority is unknown', async () => {
    const rogue = await createTestAuthority('Another authority');
    expectRefused(await whoAmIWith(await rogue.issue({ commonName: 'trust-ehr' })), 'certificate-unknown');
  });

  it('meant for servers is unknown', async () => {
    expectRefused(
      await whoAmIWith(await authority.issue({ commonName: 'trust-ehr', use: 'server' })),
      'certificate-unknown',
    );
  });

  it('outside its dates is expired', async () => {
    const [past, soon] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    const expired = await authority.issue({ commonName: 'trust-ehr', notAfter: past });
    const early = await authority.issue({ commonName: 'trust-ehr', notBefore: soon });
    expectRefused(await whoAmIWith(expired), 'certificate-expired');
    expectRefused(await whoAmIWith(early), 'certificate-expired');
  });
});

describe('the Authorization header', () => {
  it.each<[string, IdentifyRefusalCode, (token: string) => Record<string, string>]>([
    ['is absent', 'token-missing', () => ({})],
    ['is empty', 'token-missing', () => ({ authorization: '' })],
    ['names another scheme', 'token-malformed', (text) => ({ authorization: `DPoP ${text}` })],
    ['holds no token', 'token-malformed', () => ({ authorization: 'Bearer' })],
    ['holds two tokens', 'token-malformed', (text) => ({ authorization: `Bearer ${text} ${text}` })],
    [
      'holds two tokens, comma between',
      'token-malformed',
      (text) => ({ authorization: `Bearer ${text},${text}` }),
    ],
    [
      'holds a token with a padded signature',
      'token-malformed',
      (text) => ({ authorization: `Bearer ${text}=` }),
    ],
  ])('is refused when it %s', async (_, code, headers) => {
    expectRefused(await whoAmI(asTrust, headers(token)), code);
  });
});

describe('signing keys that change', () => {
  it('are no hindrance: a replica that shares them accepts the tokens of the other before and after', async () => {
    const other = await startIdentityServer({
      authority,
      register,
      database: database.gateway,
      issuer: server.issuer,
      keysDirectory: server.keysDirectory,
    });
    await server.keys.rotate();
    const fresh = await requestToken(server, trust, asTrust);
    for (const text of [token, fresh]) {
      const answer = await get(`${other.origin}/whoami`, asTrust, { authorization: `Bearer ${text}` });
      expect(answer.status).toBe(200);
    }
    await other.close();
  });

  it('of another gateway are not believed, even under our issuer', async () => {
    const other = await startIdentityServer({
      authority,
      register,
      database: database.gateway,
      issuer: server.issuer,
    });
    const forged = await requestToken({ issuer: server.issuer, tokenUrl: other.tokenUrl }, trust, asTrust);
    expectRefused(await whoAmI(asTrust, { authorization: `Bearer ${forged}` }), 'token-signature');
    await other.close();
  });

  it('take their tokens with them at once when they are revoked', async () => {
    const fresh = await requestToken(server, trust, asTrust);
    const headers = { authorization: `Bearer ${fresh}` };
    expect((await whoAmI(asTrust, headers)).status).toBe(200);
    await server.keys.revoke((await server.keys.readKeys()).signing.kid);
    expectRefused(await whoAmI(asTrust, headers), 'token-signature');
    token = await requestToken(server, trust, asTrust, 'messages:send consents:read');
    expect((await whoAmI(asTrust)).status).toBe(200);
  });
});

describe('the table of refusals', () => {
  const room = 'src/exchange/identify';
  const code = readdirSync(room)
    .filter((name) => name !== 'identify-refusals.ts')
    .map((name) => readFileSync(`${room}/${name}`, 'utf8'))
    .join('\n');

  it('names problems that exist', () => {
    for (const problem of Object.values(identifyRefusals)) expect(problems).toHaveProperty([problem]);
  });

  it('holds no code that nothing gives', () => {
    for (const refusal of Object.keys(identifyRefusals)) expect(code).toContain(`'${refusal}'`);
  });
});
