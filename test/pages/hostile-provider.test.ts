import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CryptoKey, type JWK, SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose';
import { type SignInProvider, openSignInProvider } from '../../src/pages/index.ts';
import { systemClock } from '../../src/platform/index.ts';
import { createTestAuthority } from '../support/certificates.ts';

/*
 * A provider that lies in one way at a time, after the OpenID Foundation's conformance tests for relying parties. What it says
 * when it does not lie signs somebody in: every refusal has that twin.
 */
type Claims = Record<string, unknown>;

interface Lies {
  readonly discovery?: (document: Claims) => Claims;
  readonly claims?: (claims: Claims) => Claims;
  readonly header?: { readonly alg?: string; readonly kid?: string };
  readonly token?: (token: string) => string;
  readonly unsigned?: boolean;
  readonly keys?: (keys: readonly JWK[]) => readonly JWK[];
  readonly user?: (claims: Claims) => Claims;
  readonly noIdToken?: boolean;
  readonly huge?: boolean;
  readonly forgedKey?: boolean;
}

let lies: Lies = {};
let nonce = '';
let server: Server;
let issuer: string;
let authority: string;
let keys: { publicJwk: JWK; otherJwk: JWK; privateKey: CryptoKey; forgedKey: CryptoKey };
const asked: string[] = [];

beforeAll(async () => {
  const [own, other, forged] = await Promise.all(
    [1, 2, 3].map(() => generateKeyPair('RS512', { extractable: true })),
  );
  if (own === undefined || other === undefined || forged === undefined) throw new Error('no keys');
  keys = {
    publicJwk: { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS512', use: 'sig' },
    otherJwk: { ...(await exportJWK(other.publicKey)), kid: 'two', alg: 'RS512', use: 'sig' },
    privateKey: own.privateKey,
    forgedKey: forged.privateKey,
  };
  const ca = await createTestAuthority();
  const certificate = await ca.issue({ commonName: 'localhost', use: 'server' });
  authority = ca.certificatePem;
  server = createServer(
    { cert: certificate.certificatePem, key: certificate.privateKeyPem },
    (request, response) => {
      asked.push(request.url ?? '');
      answer(request.url ?? '').then(
        ({ status = 200, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(
            lies.huge === true ? JSON.stringify({ x: 'y'.repeat(600_000) }) : JSON.stringify(body),
          );
        },
        () => response.destroy(),
      );
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function answer(path: string): Promise<{ status?: number; body: unknown }> {
  switch (path) {
    case '/.well-known/openid-configuration': {
      const document = {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        id_token_signing_alg_values_supported: ['RS512'],
        authorization_response_iss_parameter_supported: true,
      };
      return { body: lies.discovery?.(document) ?? document };
    }
    case '/jwks':
      return { body: { keys: lies.keys?.([keys.publicJwk]) ?? [keys.publicJwk] } };
    case '/token':
      return {
        body: {
          access_token: 'a',
          token_type: 'Bearer',
          ...(lies.noIdToken === true ? {} : { id_token: await writeToken() }),
        },
      };
    case '/userinfo': {
      const user = { sub: 'somebody', family_name: 'Cormack' };
      return { body: lies.user?.(user) ?? user };
    }
    default:
      return { status: 404, body: {} };
  }
}

async function writeToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const honest = {
    iss: issuer,
    sub: 'somebody',
    aud: 'portal',
    nonce,
    iat: now,
    exp: now + 300,
    auth_time: now - 5,
    vot: 'P9.Cp.Cd',
  };
  const claims = lies.claims?.(honest) ?? honest;
  if (lies.unsigned === true) return new UnsecuredJWT(claims).encode();
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS512', ...(lies.header ?? { kid: 'one' }) })
    .sign(lies.forgedKey === true ? keys.forgedKey : keys.privateKey);
  return lies.token?.(token) ?? token;
}

/** Signs in with a provider that has not been asked before; `way` changes the address at which somebody comes back. */
async function signIn(
  told: Lies,
  way: (back: URL) => void = () => undefined,
  again = false,
): Promise<string> {
  lies = told;
  const provider: SignInProvider = openSignInProvider({
    issuer,
    clientId: 'portal',
    clientKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    trust: { by: 'VECTORS', accepted: ['P9.Cp.Cd'] },
    redirectUri: 'https://portal.example/sign-in/return',
    authority,
    clock: systemClock,
  });
  try {
    const begun = await provider.begin(again);
    if (!begun.ok) return begun.refusal.why;
    const checks = begun.value;
    ({ nonce } = checks);
    const back = new URL('https://portal.example/sign-in/return?code=c');
    back.searchParams.set('state', checks.state);
    back.searchParams.set('iss', issuer);
    way(back);
    const done = await provider.complete(back, checks, again);
    if (!done.ok) return done.refusal.why;
    return done.value.isProved ? 'PROVED' : 'SIGNED_IN';
  } finally {
    await provider.close();
  }
}

const without =
  (name: string) =>
  (claims: Claims): Claims =>
    Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
const withClaim =
  (name: string, value: unknown) =>
  (claims: Claims): Claims => ({ ...claims, [name]: value });
const week = 7 * 24 * 3600;

describe('an honest provider', () => {
  it('signs somebody in', async () => {
    expect(await signIn({})).toBe('PROVED');
  });

  it('signs somebody in anew', async () => {
    expect(await signIn({}, undefined, true)).toBe('PROVED');
  });

  it('is asked for a code, with PKCE, nonce, state and the levels that are needed', async () => {
    lies = {};
    const provider = openSignInProvider({
      issuer,
      clientId: 'portal',
      clientKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      trust: { by: 'VECTORS', accepted: ['P9.Cp.Cd', 'P9.Cm'] },
      redirectUri: 'https://portal.example/sign-in/return',
      authority,
      clock: systemClock,
    });
    const begun = await provider.begin(false);
    const query = new URL(begun.ok ? begun.value.address : '').searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      vtr: '["P9.Cp.Cd","P9.Cm"]',
      scope: 'openid profile',
    });
    for (const name of ['code_challenge', 'nonce', 'state'])
      expect(query.get(name)?.length).toBeGreaterThan(40);
    await provider.close();
  });
});

describe('nobody is signed in by a provider', () => {
  it.each<[string, Lies]>([
    ['of another issuer than it was asked for', { discovery: withClaim('issuer', 'https://evil.example') }],
    ['whose token is for somebody else', { claims: withClaim('aud', 'another') }],
    [
      'whose token is for several without saying for whom',
      { claims: withClaim('aud', ['portal', 'another']) },
    ],
    ['whose token is of another issuer', { claims: withClaim('iss', 'https://evil.example') }],
    ['whose token answers another question', { claims: withClaim('nonce', 'another') }],
    ['whose token answers none', { claims: without('nonce') }],
    ['whose token names no issuer', { claims: without('iss') }],
    ['whose token names nobody', { claims: without('sub') }],
    ['whose token names no audience', { claims: without('aud') }],
    ['whose token was made at no time', { claims: without('iat') }],
    ['whose token never ends', { claims: without('exp') }],
    ['whose token has ended', { claims: withClaim('exp', Math.floor(Date.now() / 1000) - 3600) }],
    ['whose token was made a week ago', { claims: withClaim('iat', Math.floor(Date.now() / 1000) - week) }],
    ['whose token is yet to be made', { claims: withClaim('iat', Math.floor(Date.now() / 1000) + week) }],
    ['that does not say when somebody proved who they are', { claims: without('auth_time') }],
    [
      'that remembers somebody from last week',
      { claims: withClaim('auth_time', Math.floor(Date.now() / 1000) - week) },
    ],
    ['whose signature is not its own', { forgedKey: true }],
    ['whose signature was changed', { token: (token) => `${token.slice(0, -6)}AAAAAA` }],
    ['that signs nothing', { unsigned: true }],
    ['whose key is not among its keys', { header: { kid: 'three' } }],
    ['that names no key and has several', { header: {}, keys: (list) => [...list, keys.otherJwk] }],
    ['that has no keys', { keys: () => [] }],
    ['whose word about somebody is about somebody else', { user: withClaim('sub', 'another') }],
    ['whose word about somebody is about nobody', { user: without('sub') }],
    ['that gives no token', { noIdToken: true }],
  ])('%s', async (_name, told) => {
    expect(await signIn(told)).toBe('NOT_PROVED');
  });

  it.each<[string, (back: URL) => void]>([
    [
      'does not say who it is',
      (back) => {
        back.searchParams.delete('iss');
      },
    ],
    [
      'says that it is another',
      (back) => {
        back.searchParams.set('iss', 'https://evil.example');
      },
    ],
    [
      'answers in another state',
      (back) => {
        back.searchParams.set('state', 'another');
      },
    ],
    [
      'answers in none',
      (back) => {
        back.searchParams.delete('state');
      },
    ],
    [
      'answers in two',
      (back) => {
        back.searchParams.append('state', 'another');
      },
    ],
    [
      'gives no code',
      (back) => {
        back.searchParams.delete('code');
      },
    ],
  ])('that %s', async (_name, way) => {
    expect(await signIn({}, way)).toBe('NOT_PROVED');
  });

  it('that remembers them, where they must prove anew who they are', async () => {
    const remembered = withClaim('auth_time', Math.floor(Date.now() / 1000) - 600);
    expect(await signIn({ claims: remembered }, undefined, true)).toBe('NOT_PROVED');
    // The twin: enough to look.
    expect(await signIn({ claims: remembered })).toBe('PROVED');
  });

  it('that says no', async () => {
    expect(
      await signIn({}, (back) => {
        back.searchParams.delete('code');
        back.searchParams.set('error', 'access_denied');
      }),
    ).toBe('DECLINED');
  });

  it('that says more than anybody could read', async () => {
    expect(['UNAVAILABLE', 'NOT_PROVED']).toContain(await signIn({ huge: true }));
  });

  it.each(['P5.Cp.Cd', 'P9.Cp', undefined])(
    'well enough for what is personal, that vouches %s',
    async (vot) => {
      expect(await signIn({ claims: withClaim('vot', vot) })).toBe('SIGNED_IN');
    },
  );
});
