import { type KeyObject, createHash, createPublicKey, webcrypto } from 'node:crypto';
import * as oidc from 'openid-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { type Clock, type Result, ok, refuse } from '../../platform/index.ts';
import { type TrustRule, askForTrust } from './levels.ts';
import { type ProvedIdentity, readIdentity } from './read-identity.ts';
import type { SignInRefusal } from './sign-in-refusal.ts';

/** The OpenID Connect provider with which people sign in. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientKey: KeyObject;
  /** What is good enough to see what is personal. */
  readonly trust: TrustRule;
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
  /** PEM; `null` trusts the authorities that the machine trusts. */
  readonly authority: string | null;
  readonly clock: Clock;
  /** What it is asked for: `openid profile`, where nothing else is said. */
  readonly scope?: string;
}

/** What a sign-in needs until the provider answers. */
export interface BegunSignIn {
  readonly address: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Signs people in with a provider that nobody here believes without proof. */
export interface SignInProvider {
  /** @param again whoever is signed in must prove anew who they are */
  begin(again: boolean): Promise<Result<BegunSignIn, SignInRefusal>>;
  /** @param answer the address at which the person came back, with its query */
  complete(
    answer: URL,
    begun: Omit<BegunSignIn, 'address'>,
    again: boolean,
  ): Promise<Result<ProvedIdentity, SignInRefusal>>;
  close(): Promise<void>;
}

/** Bounds on what the provider may make us wait for and read: seconds, milliseconds, bytes. */
const answerSeconds = 10;
const largestAnswer = 256 * 1024;
/** Seconds for which the provider may remember that somebody proved who they are. */
const oldestProof = 4 * 3_600;

/**
 * Opens the provider: authorization code, PKCE (S256), state, nonce, `iss` of the answer (RFC 9207), `private_key_jwt`, and an ID
 * token whose signature is verified although it came over TLS. It is discovered when somebody first signs in, and asked
 * again where that failed, so that a start never waits for it.
 */
export function openSignInProvider(settings: SignInSettings): SignInProvider {
  const agent = new Agent({
    connect: {
      ...(settings.authority === null ? {} : { ca: settings.authority }),
      timeout: answerSeconds * 1000,
    },
    headersTimeout: answerSeconds * 1000,
    bodyTimeout: answerSeconds * 1000,
    maxResponseSize: largestAnswer,
  });
  const readProvider = async (): Promise<oidc.Configuration> =>
    oidc.discovery(
      new URL(settings.issuer),
      settings.clientId,
      { [oidc.clockTolerance]: 10 },
      oidc.PrivateKeyJwt(await importClientKey(settings.clientKey)),
      {
        execute: [oidc.enableNonRepudiationChecks],
        timeout: answerSeconds,
        [oidc.customFetch]: (url, options) => fetchFrom(agent, url, options),
      },
    );
  let known: Promise<oidc.Configuration> | undefined;
  const getProvider = (): Promise<oidc.Configuration> => {
    known ??= readProvider().catch((fault: unknown) => {
      known = undefined;
      throw fault;
    });
    return known;
  };
  return {
    begin: async (again) => {
      try {
        const provider = await getProvider();
        const [state, nonce, verifier] = [
          oidc.randomState(),
          oidc.randomNonce(),
          oidc.randomPKCECodeVerifier(),
        ];
        const address = oidc.buildAuthorizationUrl(provider, {
          redirect_uri: settings.redirectUri,
          scope: settings.scope ?? 'openid profile',
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...askForTrust(settings.trust),
          max_age: again ? '0' : String(oldestProof),
          ...(again ? { prompt: 'login' } : {}),
        });
        return ok({ address: address.href, state, nonce, verifier });
      } catch (fault) {
        return refuse(explain(fault));
      }
    },
    complete: async (answer, { state, nonce, verifier }, again) => {
      try {
        const provider = await getProvider();
        const tokens = await oidc.authorizationCodeGrant(provider, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          maxAge: again ? 0 : oldestProof,
        });
        const claims = tokens.claims();
        if (claims === undefined) return refuse({ why: 'NOT_PROVED', code: 'no-id-token' });
        const said = await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub);
        return readIdentity(claims, said, settings.trust, settings.clock.now());
      } catch (fault) {
        return refuse(explain(fault));
      }
    },
    close: () => agent.close(),
  };
}

/** Asks the provider through our own agent, which bounds how long it may take and how much it may say. */
async function fetchFrom(
  agent: Agent,
  url: string,
  { method, headers, body, signal }: oidc.CustomFetchOptions,
): Promise<Response> {
  const answer = await undiciFetch(url, {
    method,
    headers,
    body: body instanceof URLSearchParams ? body.toString() : null,
    redirect: 'manual',
    dispatcher: agent,
    ...(signal === undefined ? {} : { signal }),
  });
  const bytes = await answer.arrayBuffer();
  return new Response(bytes.byteLength === 0 ? null : bytes, {
    status: answer.status,
    headers: [...answer.headers],
  });
}

/** ES256 for a key on P-256, RS512 for RSA: the two that NHS login and GOV.UK One Login both take. */
async function importClientKey(key: KeyObject): Promise<{ key: webcrypto.CryptoKey; kid: string }> {
  const algorithm =
    key.asymmetricKeyType === 'ec'
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' };
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  return {
    key: await webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']),
    kid: nameClientKey(key),
  };
}

/** The name under which the provider finds the public half of a client's key: a hash of it. */
export function nameClientKey(key: KeyObject): string {
  return createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

/** What was thrown, as a refusal; nothing of what the provider sent is repeated. */
function explain(fault: unknown): SignInRefusal {
  if (fault instanceof oidc.AuthorizationResponseError)
    return { why: 'DECLINED', code: 'authorization-error' };
  if (fault instanceof oidc.ResponseBodyError) return { why: 'NOT_PROVED', code: 'token-error' };
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  const short = /^[A-Z][A-Z_]{1,60}$/.test(code) ? code : 'fault';
  return { why: isUnreachable(code, fault) ? 'UNAVAILABLE' : 'NOT_PROVED', code: short };
}

/** Whether the provider could not be asked, or what it answered was no answer at all. */
function isUnreachable(code: string, fault: unknown): boolean {
  return (
    (fault instanceof TypeError && fault.message === 'fetch failed') ||
    ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'ECONNREFUSED', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'].includes(code)
  );
}
