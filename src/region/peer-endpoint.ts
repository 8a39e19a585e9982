import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Server, type ServerOptions, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { verifyDispatch } from '../ledger/index.ts';
import type { JsonObject } from '../platform/index.ts';
import { checkReceipt } from './check-receipt.ts';
import { createFhirStore } from './fhir-store.ts';
import type { AskedRecord, DiscardedDelivery, GivenRecord, ReceivedDelivery } from './peer-messages.ts';

/** The HTTPS endpoint at which a system of the region receives. */
export interface PeerEndpoint {
  readonly port: number;
  /** What it accepted, each delivery once. */
  readonly deliveries: readonly ReceivedDelivery[];
  readonly discards: readonly DiscardedDelivery[];
  /** What it was asked for, in the order in which it came. */
  readonly asked: readonly AskedRecord[];
  /** Answers requests at this path with this from now on. At other paths there is nothing. */
  give(path: string, given: GivenRecord): void;
  /** What its FHIR interface holds from now on. */
  hold(resources: readonly JsonObject[]): void;
  /** Answers every delivery with this status until told otherwise; a redirection names where to go instead. */
  answerWith(status: number, location?: string): void;
  close(): Promise<void>;
}

/** Where a peer gives records; whatever comes elsewhere is a delivery. */
const recordsPath = '/records';
/** The base of its FHIR interface. */
export const fhirPath = `${recordsPath}/fhir`;

interface Answer {
  readonly status: number;
  readonly location?: string;
}

const largestBody = 10 * 1024 * 1024;

/**
 * Opens the endpoint. It takes deliveries only from a certificate of the region's authority and checks each with nothing but
 * the ledger's public key: the receipt, and the signed terms of the dispatch. What comes after its time is discarded and
 * reported (rulings 12); what it has accepted before is confirmed again and not kept twice.
 */
export async function openPeerEndpoint(
  tls: ServerOptions,
  port: number,
  verifierKey: string,
): Promise<PeerEndpoint> {
  const deliveries: ReceivedDelivery[] = [];
  const discards: DiscardedDelivery[] = [];
  const asked: AskedRecord[] = [];
  const given = new Map<string, GivenRecord>();
  let answer: Answer = { status: 200 };
  const store = createFhirStore(() => `https://localhost:${portOf(server)}${fhirPath}`);
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    (request, response) => {
      void readBody(request).then((body) => {
        if (body !== undefined && request.url?.startsWith(recordsPath) === true) {
          giveRecord(request, response, body);
          return;
        }
        if (body === undefined || request.method !== 'POST') {
          response.writeHead(400).end();
          return;
        }
        const { status, location } = answer;
        if (status >= 300) {
          response.writeHead(status, location === undefined ? {} : { location }).end();
          return;
        }
        // From here on nothing waits: whether it is in time, is new and is accepted is one moment. A 202 keeps it, and says no more.
        takeDelivery(request, response, body);
      });
    },
  );

  function giveRecord(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const path = request.url ?? '';
    asked.push({ path, body: body.toString('utf8') });
    const found = given.get(path) ?? giveResources(request.method ?? '', path, body);
    response.writeHead(found.status, { 'content-type': 'application/json', ...found.headers });
    // A holder that says nothing more keeps the connection open.
    if (found.silent === true) response.flushHeaders();
    else response.end(found.body);
  }

  function giveResources(method: string, path: string, body: Buffer): GivenRecord {
    return path.startsWith(`${fhirPath}/`)
      ? store.answer(method, path.slice(fhirPath.length + 1), body.toString('utf8'))
      : { status: 404, body: '' };
  }

  function takeDelivery(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const headers = plainHeaders(request);
    const deliveryId = headers['assent-delivery-id'] ?? '';
    const receivedAt = new Date();
    const discard = (why: DiscardedDelivery['why'], status: number, more: Record<string, string>): void => {
      discards.push({ deliveryId, receivedAt: receivedAt.toISOString(), why });
      response.writeHead(status, { 'content-type': 'application/json', ...more }).end('{}');
    };
    const terms = readTerms(headers, body, verifierKey);
    if (terms === 'FORGED') {
      discard('FORGED', 422, {});
      return;
    }
    if (receivedAt > terms.acceptUntil) {
      discard('LATE', 408, { 'assent-refusal': 'late', connection: 'close' });
      return;
    }
    if (deliveries.some(({ headers: { 'assent-delivery-id': id } }) => id === deliveryId)) {
      discard('AGAIN', answer.status, {});
      return;
    }
    const receipt = checkReceipt(headers, body, verifierKey);
    response
      .writeHead(receipt === 'REFUSED' ? 422 : answer.status, { 'content-type': 'application/json' })
      .end('{}');
    deliveries.push({
      body: body.toString('utf8'),
      headers,
      path: request.url ?? '',
      receivedAt: receivedAt.toISOString(),
      acceptUntil: terms.acceptUntil.toISOString(),
      receipt,
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server),
    deliveries,
    discards,
    asked,
    give: (path, record) => {
      given.set(path, record);
    },
    hold: (resources) => {
      store.hold(resources);
    },
    answerWith: (status, location) => {
      answer = location === undefined ? { status } : { status, location };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function plainHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestBody) return undefined;
      chunks.push(chunk);
    }
  } catch {
    // Cut off in the middle: whoever sent it is gone.
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** The terms are the gateway's, for this delivery and exactly these bytes. */
function readTerms(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  verifierKey: string,
): { readonly acceptUntil: Date } | 'FORGED' {
  const terms = verifyDispatch(fromBase64(headers['assent-dispatch'] ?? ''), verifierKey);
  if (!terms.ok || terms.value.deliveryId !== headers['assent-delivery-id']) return 'FORGED';
  return terms.value.bodyHash.equals(createHash('sha256').update(body).digest()) ? terms.value : 'FORGED';
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
