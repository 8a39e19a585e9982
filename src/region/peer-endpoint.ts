import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ServerOptions, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type PartOpening, verifyPartOpening, verifyReceipt } from '../ledger/index.ts';
import type { ReceivedDelivery } from './peer-messages.ts';

/** The HTTPS endpoint at which a system of the region receives. */
export interface PeerEndpoint {
  readonly port: number;
  readonly deliveries: readonly ReceivedDelivery[];
  /** Answers every delivery with this status until told otherwise; a redirection names where to go instead. */
  answerWith(status: number, location?: string): void;
  close(): Promise<void>;
}

const largestBody = 10 * 1024 * 1024;

/**
 * Opens the endpoint. It takes deliveries only from a certificate of the region's authority, keeps what came, and checks
 * each receipt with nothing but the ledger's public key.
 */
export async function openPeerEndpoint(
  tls: ServerOptions,
  port: number,
  verifierKey: string,
): Promise<PeerEndpoint> {
  const deliveries: ReceivedDelivery[] = [];
  let answer: { readonly status: number; readonly location?: string } = { status: 200 };
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    (request, response) => {
      void takeDelivery(request, response, verifierKey, answer).then((delivery) => {
        if (delivery !== undefined) deliveries.push(delivery);
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    deliveries,
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

async function takeDelivery(
  request: IncomingMessage,
  response: ServerResponse,
  verifierKey: string,
  { status, location }: { readonly status: number; readonly location?: string },
): Promise<ReceivedDelivery | undefined> {
  const body = await readBody(request);
  if (body === undefined || request.method !== 'POST') {
    response.writeHead(400).end();
    return undefined;
  }
  if (status >= 300) {
    response.writeHead(status, location === undefined ? {} : { location }).end();
    return undefined;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
  const receipt = checkReceipt(headers, body, verifierKey);
  response.writeHead(receipt === 'REFUSED' ? 422 : status, { 'content-type': 'application/json' }).end('{}');
  return {
    body: body.toString('utf8'),
    headers,
    path: request.url ?? '',
    receivedAt: new Date().toISOString(),
    receipt,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The receipt names an entry whose opened part holds the hash of this very body. */
function checkReceipt(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  verifierKey: string,
): ReceivedDelivery['receipt'] {
  const { 'assent-receipt': proof, 'assent-receipt-opening': opening } = headers;
  if (proof === undefined || opening === undefined) return 'MISSING';
  const verified = verifyReceipt(fromBase64(proof), 'CARRIED', verifierKey);
  if (!verified.ok || verified.value.entry === null) return 'REFUSED';
  const content = verifyPartOpening(verified.value.entry, JSON.parse(fromBase64(opening)) as PartOpening);
  const bodyHash = createHash('sha256').update(body).digest('base64');
  return content.ok && content.value['bodySha256'] === bodyHash ? 'VERIFIED' : 'REFUSED';
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
