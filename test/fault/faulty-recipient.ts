import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** How a recipient misbehaves. */
export type Fault =
  /** Answers as it should. */
  | 'good'
  /** Drops every connection until so many seconds have passed. */
  | 'down'
  /** Keeps a message and ends the connection before it answers, the first time. */
  | 'dies'
  /** Answers 202 to everything and never says that it has it. */
  | 'accepts-for-ever'
  /** Answers 429 for a while, with a second to wait. */
  | 'busy'
  /** Answers 503 to every other request. */
  | 'unavailable'
  /** Points elsewhere. */
  | 'elsewhere'
  /** Answers one byte a second, from the first. */
  | 'slow';

/** What it is started with. */
export interface FaultyRecipient {
  readonly fault: Fault;
  readonly certificateFile: string;
  readonly authorityFile: string;
  /** How long `down` and `busy` last from its start, in seconds. */
  readonly forSeconds: number;
}

/** What it kept, in the order in which it did. */
export interface Kept {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly bodyHash: string;
  /** When it had the whole body, on its own clock; ISO 8601. */
  readonly keptAt: string;
}

/** What it tells whoever started it. */
export type RecipientReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'kept'; readonly kept: readonly Kept[]; readonly requests: number };

const settings = JSON.parse(process.argv[2] ?? '{}') as FaultyRecipient;
const pem = await readFile(settings.certificateFile, 'utf8');
const started = performance.now();
const kept = new Map<string, Kept>();
let requests = 0;

const isOver = (): boolean => performance.now() - started > settings.forSeconds * 1000;

/** Keeps a message once; whether it was new. The same id with other bytes is a second effect. */
function keep(request: IncomingMessage, body: Buffer): boolean {
  const deliveryId = String(request.headers['assent-delivery-id']);
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const key = `${deliveryId} ${bodyHash}`;
  if (kept.has(key)) return false;
  // What the gateway itself tells has no envelope of a sender's.
  const told = JSON.parse(body.toString('utf8')) as
    { readonly envelope: { readonly messageId: string } } | { readonly messageId: string };
  const { messageId } = 'envelope' in told ? told.envelope : told;
  kept.set(key, { deliveryId, messageId, bodyHash, keptAt: new Date().toISOString() });
  return true;
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const end = (status: number, headers: Record<string, string> = {}): void => {
    response.writeHead(status, headers).end();
  };
  const take = (): void => {
    keep(request, body);
    end(200);
  };
  switch (settings.fault) {
    case 'good':
    case 'down':
      take();
      return;
    case 'dies':
      if (keep(request, body)) request.socket.destroy();
      else end(200);
      return;
    case 'accepts-for-ever':
      end(202);
      return;
    case 'busy':
      if (isOver()) take();
      else end(429, { 'retry-after': '1' });
      return;
    case 'unavailable':
      if (requests % 2 === 0) take();
      else end(503);
      return;
    case 'elsewhere':
      end(307, { location: 'https://localhost:1/elsewhere' });
      return;
    case 'slow': {
      // Past the response object, which would send the whole line at once.
      const line = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      let written = 0;
      const dripping = setInterval(() => {
        if (request.socket.writable) request.socket.write(line.subarray(written, written + 1));
        written += 1;
      }, 1_000);
      request.socket.on('close', () => {
        clearInterval(dripping);
      });
    }
  }
}

const server = createServer(
  {
    cert: pem,
    key: pem,
    ca: await readFile(settings.authorityFile, 'utf8'),
    requestCert: true,
    rejectUnauthorized: true,
  },
  (request, response) => {
    buffer(request).then(
      (body) => {
        requests += 1;
        answer(request, response, body);
      },
      // Whoever sends broke off.
      () => undefined,
    );
  },
);
server.on('connection', (socket) => {
  if (settings.fault === 'down' && !isOver()) socket.destroy();
});
server.on('tlsClientError', () => undefined);
server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
});

function tell(report: RecipientReport): void {
  process.send?.(report);
}
process.on('message', () => {
  tell({ kind: 'kept', kept: [...kept.values()], requests });
});
process.on('disconnect', () => process.exit(0));
