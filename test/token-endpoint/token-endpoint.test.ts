import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'openid-client';
import { type Agent, fetch } from 'undici';
import { type TestAuthority, createTestAuthority } from '../support/certificates.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import {
  type IdentityServer,
  type TestRegister,
  type TestSystem,
  assertionClaims,
  audience,
  connectAs,
  createTestRegister,
  createTestSystem,
  get,
  postForm,
  requestToken,
  signAs,
  startIdentityServer,
  tokenForm,
} from '../support/identity.ts';

let database: TestDatabase;
let authority: TestAuthority;
let register: TestRegister;
let server: IdentityServer;
let trust: TestSystem;
let asTrust: Agent;

beforeAll(async () => {
  database = await createTestDatabase();
  authority = await createTestAuthority();
  register = createTestRegister();
  trust = await createTestSystem(authority, 'trust-ehr');
  register.put(trust.known);
  server = await startIdentityServer({ authority, register, database: database.gateway });
  asTrust = connectAs(authority, trust.tls);
});

afterAll(async () => {
  await asTrust.close();
  await server.close();
  await database.drop();
});

async function discover(): Promise<oauth.Configuration> {
  return oauth.discovery(
    new URL(server.issuer),
    trust.known.clientId,
    undefined,
    oauth.PrivateKeyJwt({ key: await importKey(), kid: trust.kid }),
    { [oauth.customFetch]: (url, options) => fetchAs(asTrust, url, options) },
  );
}

function importKey(): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey(
    'pkcs8',
    trust.privateKey.export({ type: 'pkcs8', format: 'der' }),
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign'],
  );
}

async function fetchAs(dispatcher: Agent, url: string, options: oauth.CustomFetchOptions): Promise<Response> {
  const answer = await fetch(url, {
    method: options.method,
    headers: options.headers,
    body: options.body instanceof URLSearchParams ? options.body.toString() : null,
    dispatcher,
  });
  return new Response(await answer.arrayBuffer(), {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
  });
}

describe('a registered system that behaves', () => {
  it('finds the endpoint by discovery and gets a token that only its certificate can use', async () => {
    const configuration = await discover();
    const tokens = await oauth.clientCredentialsGrant(configuration, {
      scope: 'messages:send',
      resource: audience,
    });

    expect(tokens.expires_in).toBe(300);
    expect(tokens.scope).toBe('messages:send');
    expect(tokens.refresh_token).toBeUndefined();
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      iss: server.issuer,
      aud: audience,
      sub: 'trust-ehr',
      client_id: 'trust-ehr',
      scope: 'messages:send',
      cnf: { 'x5t#S256': trust.tls.thumbprint },
    });
    expect(claims.exp).toBe((claims.iat ?? 0) + 300);
    expect(claims.jti).toEqual(expect.any(String));
  });

  it('is identified by that token', async () => {
    const token = await requestToken(server, trust, asTrust, 'messages:send consents:read');
    const answer = await get(`${server.origin}/whoami`, asTrust, { authorization: `Bearer ${token}` });
    expect(answer.body).toEqual({
      clientId: 'trust-ehr',
      scopes: ['messages:send', 'consents:read'],
      practitioner: null,
    });
  });

  it('gets an answer that no cache on the way keeps', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    const answer = await postForm(server.tokenUrl, tokenForm(assertion), asTrust);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  it('may name the token endpoint as audience, as NHS clients do', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, `${server.issuer}/token`));
    expect((await postForm(server.tokenUrl, tokenForm(assertion), asTrust)).status).toBe(200);
  });

  it.each([
    ['RS384', 'rsa', { modulusLength: 2048 }],
    ['PS256', 'rsa', { modulusLength: 2048 }],
    ['ES384', 'ec', { namedCurve: 'P-384' }],
    ['EdDSA', 'ed25519', {}],
  ] as const)('may sign with %s', async (algorithm, kind, parameters) => {
    const system = createTestSystemWithKey(algorithm, kind, parameters);
    const answer = await postForm(
      server.tokenUrl,
      tokenForm(await signAs(system, assertionClaims(system, server.issuer), { alg: algorithm })),
      asTrust,
    );
    expect(answer.body).toHaveProperty('access_token');
  });
});

function createTestSystemWithKey(
  algorithm: string,
  kind: 'rsa' | 'ec' | 'ed25519',
  parameters: object,
): TestSystem {
  const generate = generateKeyPairSync as (
    type: string,
    options: object,
  ) => ReturnType<typeof generateKeyPairSync>;
  const pair = generate(kind, parameters);
  const system: TestSystem = {
    ...trust,
    kid: `key-${algorithm}`,
    privateKey: pair.privateKey,
    known: {
      ...trust.known,
      clientId: `system-${algorithm}`,
      keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: `key-${algorithm}` }],
    },
  };
  register.put(system.known);
  return system;
}

describe('what the endpoint says about itself', () => {
  it('describes only what is open, whatever Host the request names', async () => {
    const answer = await get(`${server.issuer}/.well-known/oauth-authorization-server`, asTrust, {
      host: 'attacker.example',
    });
    expect(answer.body).toEqual({
      issuer: server.issuer,
      token_endpoint: `${server.issuer}/token`,
      jwks_uri: `${server.issuer}/jwks`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: ['messages:send', 'consents:read', 'consents:record'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: [
        'ES256',
        'ES384',
        'PS256',
        'PS384',
        'RS384',
        'EdDSA',
      ],
      tls_client_certificate_bound_access_tokens: true,
    });
  });

  it('publishes no private part of a key', async () => {
    const answer = await get(`${server.issuer}/jwks`, asTrust);
    expect(answer.body['keys']).toEqual([
      expect.objectContaining({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }),
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('"d"');
  });

  it.each([
    '/auth',
    '/me',
    '/session/end',
    '/reg',
    '/token/introspection',
    '/token/',
    '/TOKEN',
    '/request',
    '/jwks?a=b',
  ])('opens nothing at %s', async (path) => {
    expect((await get(`${server.issuer}${path}`, asTrust)).status).toBe(404);
    expect((await postForm(`${server.issuer}${path}`, {}, asTrust)).status).toBe(404);
  });
});

describe('suspension', () => {
  it('gives a suspended system, a system of an inactive organisation and an unknown one the same answer', async () => {
    const system = await createTestSystem(authority, 'short-lived');
    const agent = connectAs(authority, system.tls);
    const ask = async (): Promise<unknown> => {
      const assertion = await signAs(system, assertionClaims(system, server.issuer));
      const { status, body } = await postForm(server.tokenUrl, tokenForm(assertion), agent);
      return { status, body };
    };
    const uniform = {
      status: 401,
      body: { error: 'invalid_client', error_description: 'client authentication failed' },
    };
    register.put(system.known);
    expect(await ask()).toMatchObject({ status: 200 });
    register.put({ ...system.known, suspendedAt: new Date() });
    expect(await ask()).toEqual(uniform);
    register.put(system.known);
    register.setActive(system.known.organisationId, false);
    expect(await ask()).toEqual(uniform);
    register.setActive(system.known.organisationId, true);
    expect(await ask()).toMatchObject({ status: 200 });
    register.remove('short-lived');
    expect(await ask()).toEqual(uniform);
    await agent.close();
  });

  it('takes a key that is no longer registered at once', async () => {
    const system = await createTestSystem(authority, 'key-lost');
    const agent = connectAs(authority, system.tls);
    register.put(system.known);
    await requestToken(server, system, agent);
    register.put({ ...system.known, keys: trust.known.keys });
    await expect(requestToken(server, system, agent)).rejects.toThrow('invalid_client');
    await agent.close();
  });
});

describe('scopes', () => {
  it.each([
    ['one that the system is not registered for', 'messages:send consents:record'],
    ['one that does not exist', 'everything'],
    ['one of OpenID', 'openid'],
    ['none at all', ''],
  ])('refuses %s', async (_, scope) => {
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    const answer = await postForm(server.tokenUrl, tokenForm(assertion, scope), asTrust);
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('invalid_scope');
  });

  it('refuses a resource other than the gateway', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    const form = { ...tokenForm(assertion), resource: 'https://elsewhere.example/' };
    const answer = await postForm(server.tokenUrl, form, asTrust);
    expect(answer.body['error']).toBe('invalid_target');
  });

  it('refuses any other grant', async () => {
    const assertion = await signAs(trust, assertionClaims(trust, server.issuer));
    const form = { ...tokenForm(assertion), grant_type: 'authorization_code', code: 'x' };
    const answer = await postForm(server.tokenUrl, form, asTrust);
    expect(answer.body['error']).toBe('unsupported_grant_type');
  });
});

describe('the library', () => {
  it('prints nothing when it is loaded', async () => {
    const script = "await import('oidc-provider/lib/provider.js')";
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    expect(stdout + stderr).toBe('');
  });
});

describe('faults', () => {
  it('answers 503 when the register cannot be asked, and says nothing of why', async () => {
    const broken = await startIdentityServer({
      authority,
      database: database.gateway,
      register: {
        ...register,
        findSystemByClientId: () => Promise.reject(new Error('connection to 10.0.0.7 lost')),
      },
    });
    const assertion = await signAs(trust, assertionClaims(trust, broken.issuer));
    const answer = await postForm(broken.tokenUrl, tokenForm(assertion), asTrust);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7');
    expect(broken.events).toEqual([{ kind: 'fault', fault: expect.objectContaining({ status: 503 }) }]);
    await broken.close();
  });
});
