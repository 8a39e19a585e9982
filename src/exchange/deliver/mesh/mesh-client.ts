import { randomUUID } from 'node:crypto';
import { arch, platform, release } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Agent, type Dispatcher as UndiciDispatcher, request } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../../platform/index.ts';
import { type MeshCredentials, writeMeshToken } from './mesh-token.ts';

/** The gateway's own mailbox in MESH, and the service where it is. */
export interface MeshTerms extends MeshCredentials {
  /** https origin. */
  readonly url: string;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  /** Says what kind of message it is, agreed with everybody who receives (Mex-WorkflowID). */
  readonly workflow: string;
  /** Bytes of one chunk, once compressed. */
  readonly chunkBytes: number;
}

/** One file for one mailbox. */
export interface MeshFile {
  readonly to: string;
  /** Names it at our side, the same on every attempt. */
  readonly localId: string;
  readonly content: Buffer;
}

/** An answer of MESH that is not the one asked for. */
export class MeshStatusError extends Error {
  override readonly name = 'MeshStatusError';
  readonly status: number;
  readonly retryAfter: string | undefined;

  constructor(status: number, retryAfter?: string) {
    super(`MESH answered ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What lies in our own mailbox: that something did not arrive, or something else. */
export type MeshItem =
  | { readonly kind: 'REPORT'; readonly linkedMessageId: string; readonly statusCode: string }
  | { readonly kind: 'OTHER' };

/** Speaks to MESH, over mutual TLS and with a token of its own for every request. */
export interface MeshClient {
  /** Says that the mailbox is in use, as MESH asks for at least once a day. */
  handshake(): Promise<void>;
  /**
   * Hands a file over, compressed and in chunks; gives the name that MESH gave it.
   * @throws MeshStatusError where MESH answers that it will not take it
   */
  send(file: MeshFile, signal: AbortSignal): Promise<string>;
  /** The names of what lies in our mailbox, all pages of it up to a bound. */
  listInbox(): Promise<readonly string[]>;
  readItem(messageId: string): Promise<MeshItem>;
  /** Says that we have it, by which MESH forgets it. */
  acknowledge(messageId: string): Promise<void>;
  /** How far a message that we sent is, such as `accepted` or `acknowledged`. */
  track(messageId: string): Promise<string>;
  close(): Promise<void>;
}

const accepts = 'application/vnd.mesh.v2+json';
const connectMilliseconds = 5_000;
const answerMilliseconds = 9_000;
const answerBytes = 1024 * 1024;
const mostPages = 20;
const compress = promisify(gzip);

const sentSchema = z.object({ message_id: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) });
const inboxSchema = z.object({
  messages: z.array(z.string().regex(/^[A-Za-z0-9_-]{1,100}$/)),
  links: z.object({ next: z.string().optional() }).optional(),
});
const trackedSchema = z.object({ status: z.string() });

interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

/** Makes a client of MESH. It asks for nothing before it is used, follows no redirect, and bounds every wait and answer. */
export function createMeshClient(terms: MeshTerms, clock: Clock): MeshClient {
  const { url, mailbox, certificate, key, authority, workflow, chunkBytes } = terms;
  const agent = new Agent({
    connect: {
      cert: certificate,
      key,
      ca: authority,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      timeout: connectMilliseconds,
    },
    headersTimeout: answerMilliseconds,
    bodyTimeout: answerMilliseconds,
    maxResponseSize: answerBytes,
  });
  const base = `/messageexchange/${mailbox}`;

  async function ask(asked: Asked, ...expected: readonly number[]): Promise<UndiciDispatcher.ResponseData> {
    const answer = await request(`${url}${asked.path}`, {
      dispatcher: agent,
      method: asked.method,
      headers: {
        ...asked.headers,
        accept: accepts,
        authorization: writeMeshToken(terms, randomUUID(), 0, clock.now()),
      },
      body: asked.body ?? null,
      signal: asked.signal ?? AbortSignal.timeout(answerMilliseconds),
    });
    if (expected.includes(answer.statusCode)) return answer;
    await answer.body.dump({ limit: answerBytes });
    const retryAfter = answer.headers['retry-after'];
    throw new MeshStatusError(answer.statusCode, typeof retryAfter === 'string' ? retryAfter : undefined);
  }

  async function drop(answer: UndiciDispatcher.ResponseData): Promise<void> {
    await answer.body.dump({ limit: answerBytes });
  }

  async function handshake(): Promise<void> {
    const headers = {
      'mex-clientversion': 'assent/1',
      'mex-osname': platform(),
      'mex-osversion': release(),
      'mex-osarchitecture': arch(),
    };
    await drop(await ask({ method: 'POST', path: base, headers }, 200));
  }

  async function send({ to, localId, content }: MeshFile, signal: AbortSignal): Promise<string> {
    const chunks = split(await compress(content), chunkBytes);
    const range = (place: number): Record<string, string> => ({
      'mex-chunk-range': `${place}:${chunks.length}`,
      'content-encoding': 'gzip',
      'content-type': 'application/octet-stream',
    });
    const [first = Buffer.alloc(0), ...others] = chunks;
    const answer = await ask(
      {
        method: 'POST',
        path: `${base}/outbox`,
        headers: {
          ...range(1),
          'mex-from': mailbox,
          'mex-to': to,
          'mex-workflowid': workflow,
          'mex-localid': localId,
          // Says no more than that it is a delivery.
          'mex-filename': `${localId}.json`,
          'mex-content-compressed': 'Y',
        },
        body: first,
        signal,
      },
      202,
    );
    const { message_id: messageId } = sentSchema.parse(await answer.body.json());
    for (const [place, chunk] of others.entries()) {
      const number = place + 2;
      await drop(
        await ask(
          {
            method: 'POST',
            path: `${base}/outbox/${messageId}/${number}`,
            headers: range(number),
            body: chunk,
            signal,
          },
          202,
        ),
      );
    }
    return messageId;
  }

  async function listInbox(): Promise<readonly string[]> {
    const found: string[] = [];
    let path: string | undefined = `${base}/inbox`;
    for (let page = 0; page < mostPages && path !== undefined; page += 1) {
      const answer = await ask({ method: 'GET', path }, 200);
      const { messages, links } = inboxSchema.parse(await answer.body.json());
      found.push(...messages);
      // A link leads on within our own inbox, and nowhere else.
      path = links?.next?.startsWith(`${base}/inbox?`) === true ? links.next : undefined;
    }
    return found;
  }

  async function readItem(messageId: string): Promise<MeshItem> {
    const answer = await ask({ method: 'GET', path: `${base}/inbox/${messageId}` }, 200, 206);
    const { headers } = answer;
    answer.body.on('error', () => undefined).destroy();
    const linked = headers['mex-linkedmsgid'];
    const code = headers['mex-statuscode'];
    return headers['mex-messagetype'] === 'REPORT' && typeof linked === 'string'
      ? { kind: 'REPORT', linkedMessageId: linked, statusCode: typeof code === 'string' ? code : '' }
      : { kind: 'OTHER' };
  }

  return {
    handshake,
    send,
    listInbox,
    readItem,
    acknowledge: async (messageId) => {
      await drop(await ask({ method: 'PUT', path: `${base}/inbox/${messageId}/status/acknowledged` }, 200));
    },
    track: async (messageId) => {
      const path = `${base}/outbox/tracking?messageID=${messageId}`;
      const answer = await ask({ method: 'GET', path }, 200);
      return trackedSchema.parse(await answer.body.json()).status.toLowerCase();
    },
    close: () => agent.close(),
  };
}

function split(bytes: Buffer, size: number): readonly Buffer[] {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  return Array.from({ length: count }, (_, place) => bytes.subarray(place * size, (place + 1) * size));
}
