import { type KeyObject, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { CompactSign, type JWK } from 'jose';
import { Agent, fetch } from 'undici';
import { hardenServer } from '../../src/api/harden-server.ts';
import { getPeer } from '../../src/api/peer-certificate.ts';
import {
  type TokenEvent,
  createTokenEndpoint,
  openTokenSigningKeys,
  type TokenSigningKeys,
} from '../../src/api/token-endpoint/index.ts';
import type { Queryable } from '../../src/database/index.ts';
import {
  type KnownOrganisation,
  type KnownStaff,
  type KnownSystem,
  type SystemRegister,
  createIdentifyRequester,
  spentAssertions,
  tokenIssuer,
} from '../../src/exchange/identify/index.ts';
import { type OrganisationId, asId, newId, systemClock } from '../../src/platform/index.ts';
import type { IssuedCertificate, TestAuthority } from './certificates.ts';

/** What tokens of the test server are for. */
export const audience = 'https://gateway.example/v1';

/** A system as its own people hold it: registered facts, private key and certificate. */
export interface TestSystem {
  readonly known: KnownSystem;
  readonly privateKey: KeyObject;
  readonly kid: string;
  readonly tls: IssuedCertificate;
}

/** Makes a system of an organisation of its own, with a key and a certificate. */
export async function createTestSystem(
  authority: TestAuthority,
  clientId: string,
  scopes: readonly string[] = ['messages:send', 'consents:read'],
): Promise<TestSystem> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = `${clientId}-key`;
  const tls = await authority.issue({ commonName: clientId });
  return {
    known: {
      systemId: newId(),
      organisationId: newId(),
      clientId,
      certificateThumbprints: [tls.thumbprint],
      keys: [{ ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg: 'ES256', use: 'sig' }],
      suspendedAt: null,
      scopes,
    },
    privateKey,
    kid,
    tls,
  };
}

/** Registers held in memory: facts for the code under test, changed at will by a test. */
export interface TestRegister extends SystemRegister {
  put(system: KnownSystem): void;
  remove(clientId: string): void;
  setActive(organisationId: OrganisationId, active: boolean): void;
  setStaff(organisationId: OrganisationId, staff: readonly KnownStaff[]): void;
}

/** An empty register. */
export function createTestRegister(): TestRegister {
  const systems = new Map<string, KnownSystem>();
  const inactive = new Set<OrganisationId>();
  const staffOf = new Map<OrganisationId, readonly KnownStaff[]>();
  return {
    put: (system) => systems.set(system.clientId, system),
    remove: (clientId) => systems.delete(clientId),
    setActive: (organisationId, active) => {
      if (active) inactive.delete(organisationId);
      else inactive.add(organisationId);
    },
    setStaff: (organisationId, staff) => staffOf.set(organisationId, staff),
    findSystemByClientId: (clientId) => Promise.resolve(systems.get(clientId)),
    getOrganisation: (organisationId): Promise<KnownOrganisation> =>
      Promise.resolve({ organisationId, active: !inactive.has(organisationId) }),
    hasStaffRegister: (organisationId) => Promise.resolve(staffOf.has(organisationId)),
    findStaff: (organisationId, staffId) =>
      Promise.resolve(staffOf.get(organisationId)?.find((staff) => staff.staffId === staffId)),
  };
}

/** One replica: the token endpoint at `/oauth` and `/whoami`, which tells who was identified or the refusal's code. */
export interface IdentityServer {
  readonly origin: string;
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly keys: TokenSigningKeys;
  readonly keysDirectory: string;
  readonly events: TokenEvent[];
  close(): Promise<void>;
}

/** What a replica is started with. */
export interface IdentityServerOptions {
  readonly authority: TestAuthority;
  readonly register: SystemRegister;
  readonly database: Queryable;
  /** The directory of another replica's keys; a new one otherwise. */
  readonly keysDirectory?: string;
  /** The issuer that another replica already speaks for. */
  readonly issuer?: string;
}

/** Starts a replica on a free port of the loopback interface. */
export async function startIdentityServer(options: IdentityServerOptions): Promise<IdentityServer> {
  const { authority, register, database } = options;
  const tls = await authority.issue({ commonName: 'localhost', use: 'server' });
  const directory = options.keysDirectory ?? (await mkdtemp(join(tmpdir(), 'assent-keys-')));
  const keys = await openTokenSigningKeys({
    directory,
    clock: systemClock,
    rereadAfter: 0,
    rereadUnknownAfter: 0,
  });
  const app = express().disable('x-powered-by');
  const server = hardenServer(
    {
      certificate: tls.certificatePem,
      privateKey: tls.privateKeyPem,
      clientAuthorities: [authority.certificatePem],
    },
    app,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const issuer = options.issuer ?? `${origin}/oauth`;
  const events: TokenEvent[] = [];
  const spendAssertion = spentAssertions(database);
  const scopes = ['messages:send', 'consents:read', 'consents:record'];
  app.use(
    '/oauth',
    createTokenEndpoint({
      issuer,
      audience,
      keys,
      register: {
        findSystemByClientId: (clientId) => register.findSystemByClientId(clientId, systemClock.now()),
        getOrganisation: (organisationId) => register.getOrganisation(organisationId, systemClock.now()),
      },
      spendAssertion,
      scopes,
      clock: systemClock,
      observe: (event) => events.push(event),
    }),
  );
  const identifyRequester = createIdentifyRequester({
    openRegister: () => Promise.resolve(register),
    issuer: tokenIssuer({ issuer, audience, algorithms: ['ES256'], findKey: (kid) => keys.findKey(kid) }),
    spendAssertion,
  });
  app.get('/whoami', async (request, response) => {
    const peer = getPeer(request);
    const found = await identifyRequester({
      peerCertificate: peer.certificate,
      socketAuthorized: peer.authorised,
      authorization: request.headers.authorization,
      userAssertion: request.headersDistinct['assent-user-assertion']?.[0],
      messageId: request.headersDistinct['x-message-id']?.[0],
      at: systemClock.now(),
      presentedAt: systemClock.now(),
    });
    if (found.ok) {
      const { system, scopes: held, practitioner } = found.value;
      response.json({ clientId: system.clientId, scopes: held, practitioner });
    } else response.status(401).json(found.refusal);
  });
  app.use((_request, response) => {
    response.status(404).json({ code: 'not-found' });
  });
  return {
    origin,
    issuer,
    tokenUrl: `${origin}/oauth/token`,
    keys,
    keysDirectory: directory,
    events,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.keysDirectory === undefined) await rm(directory, { recursive: true });
    },
  };
}

/** A connection's own side: trusts the authority, shows the certificate if one is given. */
export function connectAs(authority: TestAuthority, tls?: IssuedCertificate): Agent {
  return new Agent({
    connect: {
      ca: authority.certificatePem,
      ...(tls ? { cert: tls.certificatePem, key: tls.privateKeyPem } : {}),
    },
  });
}

/** Claims as a test writes them, wrong ones included. */
export type Claims = Readonly<Record<string, unknown>>;

/** The claims of a good client assertion, with what a test changes. */
export function assertionClaims(system: TestSystem, aud: unknown, changes: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1000);
  const { clientId } = system.known;
  return {
    iss: clientId,
    sub: clientId,
    ...(aud === undefined ? {} : { aud }),
    iat: now,
    exp: now + 120,
    jti: randomUUID(),
    ...changes,
  };
}

/** Signs claims with the system's key. A header member that is undefined is left out. */
export function signAs(system: TestSystem, claims: Claims, header: Claims = {}): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', kid: system.kid, ...header })
    .sign(system.privateKey);
}

/** An answer as a test reads it. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts a form to the token endpoint. */
export async function postForm(
  url: string,
  form: Readonly<Record<string, string>> | URLSearchParams,
  dispatcher: Agent,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: (form instanceof URLSearchParams ? form : new URLSearchParams(form)).toString(),
  });
  return readAnswer(response);
}

/** Asks for an address. */
export async function get(
  url: string,
  dispatcher: Agent,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return readAnswer(await fetch(url, { dispatcher, headers }));
}

async function readAnswer(response: Awaited<ReturnType<typeof fetch>>): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: new Map(response.headers),
    body: (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>,
  };
}

/** Asks for a token in the regular way. */
export async function requestToken(
  server: Pick<IdentityServer, 'issuer' | 'tokenUrl'>,
  system: TestSystem,
  dispatcher: Agent,
  scope = 'messages:send',
): Promise<string> {
  const answer = await postForm(
    server.tokenUrl,
    tokenForm(await signAs(system, assertionClaims(system, server.issuer)), scope),
    dispatcher,
  );
  if (typeof answer.body['access_token'] !== 'string') throw new Error(JSON.stringify(answer.body));
  return answer.body['access_token'];
}

/** The form of a regular request for a token. */
export function tokenForm(assertion: string, scope = 'messages:send'): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope,
  };
}

/** A staff identifier as an organisation writes it. */
export const staffId = (text: string): KnownStaff['staffId'] => asId(text);
