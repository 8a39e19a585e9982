import { InvalidScope, InvalidTarget } from 'oidc-provider/lib/helpers/errors.js';
import type { Client, Configuration, KoaContextWithOIDC, ResourceServer } from 'oidc-provider';
import type { Clock } from '../../platform/index.ts';
import { getPeer } from '../peer-certificate.ts';
import { checkClientAssertion, clockSkewSeconds } from './check-client-assertion.ts';
import {
  type ClientAdapterDependencies,
  clientAdapter,
  systemScopes,
  systemThumbprints,
} from './client-adapter.ts';
import type { SigningKey } from './signing-key-files.ts';
import { accessTokenLife } from './token-signing-keys.ts';

/** Algorithms with which systems may sign their assertions. */
export const assertionAlgorithms = ['ES256', 'ES384', 'PS256', 'PS384', 'RS384', 'EdDSA'] as const;

/** Paths under the issuer. The provider knows more of them; the token endpoint opens only these. */
export const tokenPaths = {
  token: '/token',
  jwks: '/jwks',
  discovery: ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
} as const;

/** What the provider is built from. */
export interface ProviderSettings extends ClientAdapterDependencies {
  readonly issuer: string;
  /** `aud` of the access tokens: the gateway's own API. */
  readonly audience: string;
  readonly published: readonly SigningKey[];
  /** The key that signs, asked for each token. */
  readonly getSigningKid: () => string;
}

/**
 * The settings under which the provider is a token endpoint for systems and nothing else: client credentials with
 * `private_key_jwt`, access tokens as ES256 JWTs bound to the system's certificate, five minutes at most, no refresh
 * tokens, no users, no sessions (SMART Backend Services; RFC 8705; RFC 9068).
 */
export function providerConfiguration(settings: ProviderSettings): Configuration {
  const { issuer, audience, clock } = settings;
  const audiences = [issuer, `${issuer}${tokenPaths.token}`];
  return {
    adapter: clientAdapter(settings),
    jwks: {
      keys: settings.published.map(({ kid, privateJwk }) => ({
        ...privateJwk,
        kid,
        alg: 'ES256',
        use: 'sig',
      })),
    },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: assertionAlgorithms, idTokenSigningAlgValues: ['ES256'] },
    extraClientMetadata: { properties: [systemScopes, systemThumbprints] },
    assertJwtClientAuthClaimsAndHeader: (context, claims, header, client) => {
      checkClientAssertion(context, claims, header, client, audiences);
    },
    clockTolerance: clockSkewSeconds,
    responseTypes: [],
    scopes: [],
    routes: { token: tokenPaths.token, jwks: tokenPaths.jwks },
    ttl: { ClientCredentials: accessTokenLife },
    formats: {
      customizers: {
        jwt: (_context, _token, jwt) => {
          stampTimes(jwt.payload, clock);
        },
      },
    },
    renderError: (context, out) => {
      context.type = 'application/json';
      context.body = out;
    },
    features: {
      clientCredentials: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        getCertificate: (context) => getPeer(context.req).certificate,
        certificateAuthorized: (context) => getPeer(context.req).authorised,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: (context, resource, client) => {
          if (resource !== audience) throw new InvalidTarget();
          return describeResource(context, client, settings);
        },
      },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
  };
}

/** The gateway as a resource, for one system: a scope that it is not registered for is refused, not left out. */
function describeResource(
  context: KoaContextWithOIDC,
  client: Client,
  { audience, getSigningKid }: ProviderSettings,
): ResourceServer {
  const registered: readonly unknown[] = Array.isArray(client[systemScopes]) ? client[systemScopes] : [];
  const asked = [...context.oidc.requestParamScopes];
  if (asked.length === 0) throw new InvalidScope('a scope must be asked for', '');
  const refused = asked.find((scope) => !registered.includes(scope));
  if (refused !== undefined) throw new InvalidScope('requested scope is not allowed', refused);
  return {
    audience,
    scope: asked.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: accessTokenLife,
    jwt: { sign: { alg: 'ES256', kid: getSigningKid() } },
  };
}

/** Tokens are stamped by the clock that judges them. */
function stampTimes(payload: Record<string, unknown>, clock: Clock): void {
  const now = Math.floor(clock.now().getTime() / 1000);
  payload['iat'] = now;
  payload['exp'] = now + accessTokenLife;
}
