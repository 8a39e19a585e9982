import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Server, createServer } from 'node:https';
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { londonDate, systemClock } from '../../platform/index.ts';
import type { SignInAccount } from './sign-in-account.ts';
import { type SignInBook, signInBooks } from './sign-in-book.ts';
import type { SignInProcessSettings } from './sign-in-messages.ts';
import { writeSignInPage } from './sign-in-page.ts';

const interactionPath = '/interaction/';

/**
 * Opens a sign-in provider of the development mode: a real OpenID Connect provider that speaks to families as NHS login does
 * (private_key_jwt, RS512, vectors of trust) and to staff as NHS CIS2 does (authentication context classes), for invented people
 * without passwords. It keeps everything in memory and refuses nobody: never for production, which refuses an issuer on this machine.
 */
export async function openSignIn(settings: SignInProcessSettings): Promise<Server> {
  const book = signInBooks[settings.kind];
  const levels = new Map<string, string>();
  const provider = new Provider(settings.issuer, await describeProvider(settings, book, levels));
  const answer = provider.callback();
  const pem = await readFile(settings.serverCertificateFile, 'utf8');
  return createServer({ cert: pem, key: pem, minVersion: 'TLSv1.2' }, (request, response) => {
    const work =
      request.url?.startsWith(interactionPath) === true
        ? interact(provider, book, levels, request, response)
        : answer(request, response);
    work.catch(() => {
      if (!response.headersSent) response.writeHead(400, { 'Content-Type': 'text/plain' });
      response.end(`This sign-in is over. Begin again at ${book.surface}.\n`);
    });
  });
}

async function describeProvider(
  { clientId, redirectUri, clientKey }: SignInProcessSettings,
  book: SignInBook,
  levels: ReadonlyMap<string, string>,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS512', { extractable: true });
  const minutes = 60;
  return {
    adapter: createMemoryAdapter(),
    clients: [
      {
        client_id: clientId,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'RS512',
        require_auth_time: true,
        jwks: { keys: [clientKey] },
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS512', use: 'sig', kid: 'development' }] },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['RS512'] },
    responseTypes: ['code'],
    scopes: ['openid', ...Object.keys(book.scopes)],
    claims: {
      // `acr` is a claim of the provider's own, not of the account.
      openid: book.levelClaim === 'acr' ? ['sub'] : ['sub', book.levelClaim],
      ...Object.fromEntries(Object.entries(book.scopes).map(([scope, claims]) => [scope, [...claims]])),
    },
    conformIdTokenClaims: false,
    extraParams: ['vtr'],
    acrValues: book.levelClaim === 'acr' ? book.levels.map(({ value }) => value) : [],
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    ttl: {
      AccessToken: 10 * minutes,
      AuthorizationCode: minutes,
      Grant: 240 * minutes,
      IdToken: 10 * minutes,
      Interaction: 30 * minutes,
      Session: 240 * minutes,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: true },
    },
    interactions: { url: (_context, interaction) => `${interactionPath}${interaction.uid}` },
    // Whoever signs in agrees that the surface learns who they are; there is nothing else to ask.
    loadExistingGrant: async (context) => {
      const { client, provider, session } = context.oidc;
      const grant = new provider.Grant({
        ...(client === undefined ? {} : { clientId: client.clientId }),
        ...(session?.accountId === undefined ? {} : { accountId: session.accountId }),
      });
      grant.addOIDCScope(['openid', ...Object.keys(book.scopes)].join(' '));
      await grant.save();
      return grant;
    },
    findAccount: (_context, sub) => {
      const account = findAccount(book, sub);
      return account === undefined
        ? undefined
        : {
            accountId: sub,
            claims: () => ({
              sub,
              ...(book.levelClaim === 'acr' ? {} : { [book.levelClaim]: levels.get(sub) ?? 'none' }),
              ...account.claims,
            }),
          };
    },
    renderError: (context, out) => {
      context.type = 'text/plain';
      context.body = `${out.error}: ${out.error_description ?? ''}\n`;
    },
  };
}

function findAccount(book: SignInBook, key: string): SignInAccount | undefined {
  return book.listAccounts(londonDate(systemClock.now())).find((each) => each.key === key);
}

async function interact(
  provider: Provider,
  book: SignInBook,
  levels: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    const accounts = book.listAccounts(londonDate(systemClock.now()));
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(writeSignInPage(book, accounts, request.url ?? ''));
    return;
  }
  const form = new URLSearchParams(await readText(request));
  const account = findAccount(book, form.get('person') ?? '');
  if (account === undefined) {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const level = form.get('level') ?? 'none';
  levels.set(account.key, level);
  await provider.interactionFinished(request, response, {
    login: { accountId: account.key, ...(book.levelClaim === 'acr' ? { acr: level } : {}) },
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').slice(0, 10_000);
}
