import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignJWT, importJWK } from 'jose';
import * as oauth from 'openid-client';
import { Agent, type Dispatcher, request } from 'undici';
import { scopeCodes } from '../vocabulary/index.ts';
import { readSigningKey } from './signing-key-file.ts';

/** What a partner organisation's system holds: its certificate, its signing key, and where the gateway is. */
export interface PartnerIdentity {
  readonly clientId: string;
  /** Base address of the gateway, such as `https://localhost:8443`. */
  readonly gateway: string;
  /** Audience of access tokens and user assertions. */
  readonly audience: string;
  /** One PEM file with the certificate that the system shows when it asks, and its private key. */
  readonly certificateFile: string;
  /** The authority that issued the gateway's certificate. */
  readonly authorityFile: string;
  /** Its private ES256 key as a JWK, registered at the gateway under its `kid`. */
  readonly signingKeyFile: string;
}

/** The person who acts, as the organisation signs for them (rulings 18). */
export interface ActingPractitioner {
  readonly staffId: string;
  readonly role: string;
  readonly leadPractitioner?: boolean;
}

/** An answer of the gateway. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The very text of the body: what receipts speak of. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly exchangeId: string | null;
}

/** One request to the gateway. */
export interface PartnerRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** A form in place of a JSON body. */
  readonly form?: Readonly<Record<string, string>>;
  /** On what grounds a FHIR resource is asked for: the header `Assent-Request`. */
  readonly grounds?: object;
  readonly mediaType?: 'application/json' | 'application/fhir+json';
  readonly practitioner?: ActingPractitioner;
  /** What the practitioner's assertion is bound to: the message id, or for a request without one its idempotency key. */
  readonly boundTo?: string;
  readonly idempotencyKey?: string;
  /** The instant to decide at; development and test gateways only. */
  readonly evaluateAt?: string;
}

/** A partner's system as it works every day: gets tokens, signs for its practitioners, sends. */
export interface PartnerSystem {
  /** A certificate-bound access token (kept until shortly before it ends). */
  getToken(): Promise<string>;
  /** A signed assertion that this practitioner acts for one message, valid for a few minutes and once. */
  signAssertion(practitioner: ActingPractitioner, boundTo: string): Promise<string>;
  send(request: PartnerRequest): Promise<GatewayAnswer>;
  close(): Promise<void>;
}

const assertionLife = '4m';
/** Seconds before its end when a token is no longer used. */
const tokenMarginSeconds = 30;

/** Makes a partner's system from its files. It asks the gateway for nothing before it is used. */
export async function createPartnerSystem(identity: PartnerIdentity): Promise<PartnerSystem> {
  const [pem, ca, jwk] = await Promise.all([
    readFile(identity.certificateFile, 'utf8'),
    readFile(identity.authorityFile, 'utf8'),
    readSigningKey(identity.signingKeyFile),
  ]);
  const agent = new Agent({ connect: { cert: pem, key: pem, ca }, headersTimeout: 60_000 });
  const { kid } = jwk;
  const signingKey = await importJWK(jwk, 'ES256');
  if (signingKey instanceof Uint8Array) throw new Error('the signing key is not asymmetric');
  const { gateway, audience, clientId } = identity;
  let configuration: oauth.Configuration | undefined;
  let token: { readonly text: string; readonly usableUntil: number } | undefined;

  const discover = async (): Promise<oauth.Configuration> =>
    oauth.discovery(
      new URL(`${gateway}/oauth`),
      clientId,
      undefined,
      oauth.PrivateKeyJwt({ key: signingKey, kid }),
      {
        [oauth.customFetch]: (url, options) => fetchThrough(agent, url, options),
      },
    );

  const getToken = async (): Promise<string> => {
    if (token !== undefined && Date.now() < token.usableUntil) return token.text;
    configuration ??= await discover();
    const granted = await oauth.clientCredentialsGrant(configuration, {
      scope: scopeCodes.join(' '),
      resource: audience,
    });
    const life = (granted.expires_in ?? 0) - tokenMarginSeconds;
    token = { text: granted.access_token, usableUntil: Date.now() + life * 1000 };
    return granted.access_token;
  };

  const signAssertion = (practitioner: ActingPractitioner, boundTo: string): Promise<string> =>
    new SignJWT({
      role: practitioner.role,
      message_id: boundTo,
      lead_practitioner: practitioner.leadPractitioner ?? false,
    })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'assent-user-assertion+jwt' })
      .setIssuer(clientId)
      .setSubject(practitioner.staffId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(assertionLife)
      .setJti(randomUUID())
      .sign(signingKey);

  return {
    getToken,
    signAssertion,
    send: async (outgoing) => {
      const headers: Record<string, string> = { authorization: `Bearer ${await getToken()}` };
      if (outgoing.body !== undefined) headers['content-type'] = outgoing.mediaType ?? 'application/json';
      if (outgoing.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
      if (outgoing.grounds !== undefined)
        headers['assent-request'] = Buffer.from(JSON.stringify(outgoing.grounds)).toString('base64');
      if (outgoing.idempotencyKey !== undefined) headers['idempotency-key'] = outgoing.idempotencyKey;
      if (outgoing.evaluateAt !== undefined) headers['assent-evaluate-at'] = outgoing.evaluateAt;
      if (outgoing.practitioner !== undefined) {
        const boundTo = outgoing.boundTo ?? outgoing.idempotencyKey ?? '';
        headers['assent-user-assertion'] = await signAssertion(outgoing.practitioner, boundTo);
      }
      const answer = await request(`${gateway}${outgoing.path}`, {
        dispatcher: agent,
        method: outgoing.method,
        headers,
        body: writeBody(outgoing),
      });
      const exchangeId = answer.headers['assent-exchange-id'];
      return {
        status: answer.statusCode,
        ...(await readJson(answer)),
        exchangeId: typeof exchangeId === 'string' ? exchangeId : null,
      };
    },
    close: () => agent.close(),
  };
}

function writeBody({ body, form }: PartnerRequest): string | null {
  if (form !== undefined) return new URLSearchParams(form).toString();
  return body === undefined ? null : JSON.stringify(body);
}

async function readJson({
  headers,
  body,
}: Dispatcher.ResponseData): Promise<Pick<GatewayAnswer, 'body' | 'text' | 'headers'>> {
  const text = await body.text();
  const plain = Object.entries(headers).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return { body: JSON.parse(text) as unknown, text, headers: Object.fromEntries(plain) };
}

/** The OAuth library's requests over our mutual TLS. */
async function fetchThrough(agent: Agent, url: string, options: oauth.CustomFetchOptions): Promise<Response> {
  const { body } = options;
  const answer = await request(url, {
    dispatcher: agent,
    method: options.method === 'POST' ? 'POST' : 'GET',
    headers: options.headers,
    body: body instanceof URLSearchParams ? body.toString() : null,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const contentType = answer.headers['content-type'];
  return new Response(await answer.body.text(), {
    status: answer.statusCode,
    headers: typeof contentType === 'string' ? { 'content-type': contentType } : {},
  });
}
