import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';
import { type Clock, newId } from '../../platform/index.ts';
import { buildProblemDocument } from '../problem-document.ts';
import { assertionAlgorithms, providerConfiguration, tokenPaths } from './provider-configuration.ts';
import type { SpendClientAssertion, TokenRegister } from './token-register.ts';
import type { TokenSigningKeys } from './token-signing-keys.ts';

/** What became of a request for a token, for the log. Never a token, an assertion or a key. */
export type TokenEvent =
  | { readonly kind: 'issued'; readonly clientId: string }
  /** `error` is the OAuth code that was answered; `why` is for our eyes only. */
  | { readonly kind: 'refused'; readonly error: string; readonly why: string | undefined }
  | { readonly kind: 'fault'; readonly fault: unknown };

/** What the token endpoint needs of the rest of the house. */
export interface TokenEndpointOptions {
  /** The address under which it is mounted, without a slash at the end, e.g. `https://gateway.example/oauth`. */
  readonly issuer: string;
  readonly audience: string;
  readonly keys: TokenSigningKeys;
  readonly register: TokenRegister;
  readonly spendAssertion: SpendClientAssertion;
  /** Scopes that exist, for the discovery document. */
  readonly scopes: readonly string[];
  readonly clock: Clock;
  readonly observe?: (event: TokenEvent) => void;
}

/** Answers what is its own; the rest goes to `next` or, without one, is not found. Must see the body unread. */
export type TokenEndpoint = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

interface Running {
  readonly kids: string;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/**
 * The token endpoint for systems, to be mounted at the issuer's path. It opens four addresses (token, keys, two names of
 * the discovery document); whatever else the provider knows stays closed. Everything it says about itself comes from
 * configuration: the Host header of a request changes nothing.
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { issuer, audience, keys, observe = () => undefined } = options;
  if (!issuer.startsWith('https://') || issuer.endsWith('/')) {
    throw new TypeError('the issuer of access tokens must be an https address without a slash at the end');
  }
  if (audience === '') throw new TypeError('the audience of access tokens is not configured');
  const host = new URL(issuer).host;
  const discovery = describeEndpoint(options);
  let running: Running | undefined;
  let signingKid = '';

  /** The provider holds its keys for life: when the published keys change, a new one takes its place. */
  async function getRunning(): Promise<Running> {
    const { published, signing } = await keys.readKeys();
    signingKid = signing.kid;
    const kids = published.map((key) => key.kid).join(' ');
    if (running?.kids !== kids) {
      const configuration = providerConfiguration({ ...options, published, getSigningKid: () => signingKid });
      running = { kids, answer: startProvider(issuer, configuration, discovery, observe) };
    }
    return running;
  }

  return (request, response, next) => {
    if (!isOurs(request)) {
      if (next) next();
      else answerNotFound(response);
      return;
    }
    // The provider would otherwise accept as audience, and publish, whatever address the request names.
    request.headers.host = host;
    getRunning()
      .then(({ answer }) => {
        if (request.destroyed) return undefined;
        if (!request.readable)
          throw new Error('the token endpoint was given a request whose body is already read');
        return answer(request, response);
      })
      .catch((fault: unknown) => {
        observe({ kind: 'fault', fault });
        answerFault(response);
      });
  };
}

function isOurs({ url = '', method }: IncomingMessage): boolean {
  if (method === 'POST') return url === tokenPaths.token;
  return method === 'GET' && (url === tokenPaths.jwks || tokenPaths.discovery.some((path) => path === url));
}

function startProvider(
  issuer: string,
  configuration: Configuration,
  discovery: Readonly<Record<string, unknown>>,
  observe: (event: TokenEvent) => void,
): Running['answer'] {
  const provider = new Provider(issuer, configuration);
  provider.use(async (context, next) => {
    await next();
    if (tokenPaths.discovery.some((path) => path === context.path)) context.body = discovery;
    if (context.status === 503) context.set('Retry-After', '5');
  });
  provider.on('grant.success', (context) => {
    observe({ kind: 'issued', clientId: context.oidc.client?.clientId ?? '' });
  });
  provider.on('grant.error', (_context, error) => {
    observe({ kind: 'refused', error: error.error, why: error.error_detail });
  });
  provider.on('server_error', (_context, fault) => {
    observe({ kind: 'fault', fault });
  });
  return provider.callback();
}

/** RFC 8414 metadata of what is really open. */
function describeEndpoint({ issuer, scopes }: TokenEndpointOptions): Readonly<Record<string, unknown>> {
  return {
    issuer,
    token_endpoint: `${issuer}${tokenPaths.token}`,
    jwks_uri: `${issuer}${tokenPaths.jwks}`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: scopes,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    tls_client_certificate_bound_access_tokens: true,
  };
}

function answerNotFound(response: ServerResponse): void {
  const document = buildProblemDocument({ code: 'not-found' }, newId());
  response.writeHead(document.status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify(document));
}

function answerFault(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'Retry-After': '5',
  });
  response.end(JSON.stringify({ error: 'temporarily_unavailable' }));
}
