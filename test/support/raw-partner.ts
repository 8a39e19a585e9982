import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { type ActingPractitioner, createPartnerSystem } from '../../src/region/partner-system.ts';
import type { SystemKey } from '../../src/region/prepare-systems.ts';
import type { TestGateway } from './gateway.ts';

/** An answer exactly as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON, or null where it is none. */
  readonly json: unknown;
}

/** A request in which nothing is taken for granted. */
export interface RawRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS';
  readonly path: string;
  /** Added to, or where null taken from, the headers of a good request. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string | Buffer;
}

/** A partner's system that can also misbehave. */
export interface RawPartner {
  getToken(): Promise<string>;
  signAssertion(practitioner: ActingPractitioner, boundTo: string): Promise<string>;
  /** Sends over this partner's certificate, with its token unless another is given. */
  ask(outgoing: RawRequest): Promise<RawAnswer>;
  close(): Promise<void>;
}

/** What to show at the TLS handshake. */
interface Shown {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Opens a system of the region in this process. */
export async function openRawPartner(gateway: TestGateway, key: SystemKey): Promise<RawPartner> {
  const { config, region } = gateway;
  const { clientId, certificateFile, signingKeyFile } = region.prepared.systems[key];
  const { authorityFile } = region.prepared;
  const system = await createPartnerSystem({
    clientId,
    gateway: config.publicUrl,
    audience: config.tokens.audience,
    certificateFile,
    authorityFile,
    signingKeyFile,
  });
  const pem = await readFile(certificateFile, 'utf8');
  const door = await openDoor(gateway, { certificatePem: pem, privateKeyPem: pem });
  return {
    getToken: () => system.getToken(),
    signAssertion: (practitioner, boundTo) => system.signAssertion(practitioner, boundTo),
    ask: async (outgoing) =>
      door.ask({
        ...outgoing,
        headers: { authorization: `Bearer ${await system.getToken()}`, ...outgoing.headers },
      }),
    close: async () => {
      await Promise.all([system.close(), door.close()]);
    },
  };
}

/** A way in with any certificate, or with none. */
export async function openDoor(
  { config, region }: TestGateway,
  shown: Shown | null,
): Promise<Pick<RawPartner, 'ask' | 'close'>> {
  const ca = await readFile(region.prepared.authorityFile, 'utf8');
  const identity = shown === null ? {} : { cert: shown.certificatePem, key: shown.privateKeyPem };
  const agent = new Agent({ connect: { ca, ...identity } });
  return {
    ask: async ({ method = 'POST', path, headers = {}, body }) => {
      const usual: Readonly<Record<string, string | null>> =
        body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = Object.fromEntries(
        Object.entries({ ...usual, ...headers }).filter((pair): pair is [string, string] => pair[1] !== null),
      );
      const answer = await request(`${config.publicUrl}${path}`, {
        dispatcher: agent,
        method,
        headers: sent,
        body: body ?? null,
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: answer.headers, text, json: parseOrNull(text) };
    },
    close: () => agent.close(),
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
