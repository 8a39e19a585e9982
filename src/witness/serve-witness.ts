import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sizeMediaType } from '../tlog/index.ts';
import type { Witness } from './create-witness.ts';

/** More than any request needs, even with signatures of other algorithms. */
const largestBody = 256 * 1024;

/** Bounds on what a connection may take; milliseconds. */
const limits = {
  headersTimeout: 8_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 30_000,
} as const;

/** Certificate and key in PEM. */
export interface WitnessTls {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes the server of a witness (c2sp.org/tlog-witness): `POST /add-checkpoint` and `GET /<origin hash>/checkpoint`. Requests
 * prove themselves by the log's signature, so that nobody logs in.
 * @param report told of what broke here
 */
export function serveWitness(
  witness: Witness,
  tls: WitnessTls | null,
  report: (fault: unknown) => void,
): Server {
  const listener: RequestListener = (request, response) => {
    answer(witness, request, response).catch((fault: unknown) => {
      report(fault);
      if (response.headersSent) response.destroy();
      else send(response, 500, 'The witness could not write down what it saw. Nothing was cosigned.\n');
    });
  };
  return tls === null
    ? createServer(limits, listener)
    : createTlsServer({ ...tls, ...limits, minVersion: 'TLSv1.2' }, listener);
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') sendNotAllowed(response, 'POST');
    else await addCheckpoint(witness, request, response);
  } else if (originHash === undefined) {
    send(response, 404, 'There is nothing here.\n');
  } else if (request.method !== 'GET') {
    sendNotAllowed(response, 'GET');
  } else {
    const note = witness.findCheckpoint(originHash);
    if (note === undefined) send(response, 404, 'No checkpoint of this log was cosigned here.\n');
    else send(response, 200, note);
  }
}

async function addCheckpoint(
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('Connection', 'close');
    send(response, 413, 'The body is larger than any request.\n');
    return;
  }
  const added = await witness.addCheckpoint(body.toString('utf8'));
  if (added.ok) send(response, 200, added.value);
  else if (added.refusal.status === 409) send(response, 409, `${added.refusal.size}\n`, sizeMediaType);
  else send(response, added.refusal.status, `${added.refusal.why}\n`);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection must stay open for the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function sendNotAllowed(response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed);
  send(response, 405, `Only ${allowed} is answered here.\n`);
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}
