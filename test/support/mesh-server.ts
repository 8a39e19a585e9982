import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type {
  CollectedMessage,
  MeshServerCommand,
  MeshServerReport,
  MeshServerSettings,
} from './mesh-server-messages.ts';
import { MeshRefusal as Refusal, checkToken, header, readRange } from './mesh-rules.ts';

/*
 * A MESH service as a process of its own, for tests. It is written from the published rules of the service (its API and its public
 * sandbox), not from our client: it refuses, as the service does, whatever breaks one, and says of everything why.
 */

interface Kept {
  readonly id: string;
  readonly type: 'DATA' | 'REPORT';
  readonly from: string;
  readonly to: string;
  readonly workflow: string;
  readonly localId: string;
  readonly encoding: string;
  readonly total: number;
  readonly chunks: Map<number, Buffer>;
  readonly linked?: string;
  status: 'uploading' | 'accepted' | 'acknowledged' | 'undeliverable';
}

const settings = JSON.parse(process.argv[2] ?? '{}') as MeshServerSettings;
const pem = await readFile(settings.certificateFile, 'utf8');
const messages = new Map<string, Kept>();
const refused: string[] = [];
let handshakes = 0;
let forced = 0;

function open(request: IncomingMessage, from: string, body: Buffer): Kept {
  const to = header(request, 'mex-to').toUpperCase();
  const workflow = header(request, 'mex-workflowid');
  const sender = header(request, 'mex-from');
  if (to === '') throw new Refusal(400, 'TO_DTS missing');
  if (workflow === '') throw new Refusal(400, 'Mex-WorkflowID missing');
  if (sender !== '' && sender !== from) throw new Refusal(400, 'Invalid From Address');
  if (settings.mailboxes[to] === undefined) throw new Refusal(417, 'Unregistered recipient');
  const encoding = header(request, 'content-encoding').toLowerCase();
  if (encoding !== '' && encoding !== 'gzip') throw new Refusal(422, 'UnsupportedContentEncoding');
  const limits = { 'mex-workflowid': 300, 'mex-localid': 300, 'mex-filename': 300, 'mex-subject': 500 };
  for (const [name, most] of Object.entries(limits))
    if (header(request, name).length > most) throw new Refusal(422, `${name} is too long`);
  const total = readRange(request, 1);
  if (body.length === 0) throw new Refusal(417, 'MissingDataFile');
  return {
    id: randomUUID().replaceAll('-', '').toUpperCase(),
    type: 'DATA',
    from,
    to,
    workflow,
    localId: header(request, 'mex-localid'),
    encoding,
    total,
    chunks: new Map([[1, body]]),
    status: total === 1 ? 'accepted' : 'uploading',
  };
}

function addChunk(request: IncomingMessage, from: string, id: string, place: number, body: Buffer): void {
  const message = messages.get(id);
  if (message === undefined) throw new Refusal(404, 'Message does not exist');
  if (message.from !== from) throw new Refusal(403, 'another mailbox sent it');
  if (header(request, 'mex-chunk-range') === '') throw new Refusal(417, 'InvalidHeaderChunks');
  if (readRange(request, place) !== message.total) throw new Refusal(417, 'InvalidHeaderChunks');
  if (message.status !== 'uploading') throw new Refusal(423, 'it is whole already');
  if (header(request, 'content-encoding').toLowerCase() !== message.encoding)
    throw new Refusal(417, 'cannot change content encoding');
  if (body.length === 0) throw new Refusal(417, 'MissingDataFile');
  message.chunks.set(place, body);
  if (place < message.total) return;
  if (message.chunks.size < message.total) throw new Refusal(417, 'chunks are missing');
  message.status = 'accepted';
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = new URL(request.url ?? '/', 'https://mesh');
  const [, root, mailbox = '', box, id, ...rest] = url.pathname.split('/');
  if (root !== 'messageexchange') throw new Refusal(404, 'no such address');
  checkToken(request, mailbox, settings);
  if (!header(request, 'accept').includes('application/vnd.mesh.v2+json'))
    throw new Refusal(400, 'only version 2 is spoken here');
  const json = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/vnd.mesh.v2+json' }).end(JSON.stringify(value));
  };
  const named = messages.get(id ?? '');
  switch ([request.method, box ?? '', id === undefined ? '' : 'id', ...rest].join(' ')) {
    case 'POST  ': {
      for (const name of ['mex-clientversion', 'mex-osname', 'mex-osversion'])
        if (header(request, name) === '') throw new Refusal(400, `${name} missing`);
      handshakes += 1;
      json(200, { mailboxId: mailbox });
      return;
    }
    case 'POST outbox ': {
      const message = open(request, mailbox, body);
      messages.set(message.id, message);
      json(202, { message_id: message.id });
      return;
    }
    case 'GET inbox ': {
      const all = inboxOf(mailbox).map((each) => each.id);
      const after = url.searchParams.get('continue_from');
      const begin = after === null ? 0 : all.indexOf(after) + 1;
      // Pages of two, so that whoever does not follow the link misses something.
      const page = all.slice(begin, begin + 2);
      const self = `/messageexchange/${mailbox}/inbox`;
      const more = begin + 2 < all.length;
      json(200, {
        messages: page,
        approx_inbox_count: all.length,
        links: { self, ...(more ? { next: `${self}?continue_from=${page.at(-1) ?? ''}` } : {}) },
      });
      return;
    }
    case 'GET inbox id': {
      if (named?.to !== mailbox) throw new Refusal(named === undefined ? 404 : 403, 'not in this mailbox');
      if (named.status !== 'accepted') throw new Refusal(410, 'Message already accepted');
      response.writeHead(named.total > 1 ? 206 : 200, {
        'mex-from': named.from,
        'mex-to': named.to,
        'mex-messageid': named.id,
        'mex-messagetype': named.type,
        'mex-workflowid': named.workflow,
        ...(named.type === 'REPORT'
          ? { 'mex-linkedmsgid': named.linked ?? '', 'mex-statuscode': '14', 'mex-statussuccess': 'ERROR' }
          : { 'mex-chunk-range': `1:${named.total}` }),
      });
      response.end(named.type === 'REPORT' ? '' : named.chunks.get(1));
      return;
    }
    case 'PUT inbox id status acknowledged': {
      if (named?.to !== mailbox) throw new Refusal(named === undefined ? 404 : 403, 'not in this mailbox');
      named.status = 'acknowledged';
      response.writeHead(200).end();
      return;
    }
    case 'GET outbox id': {
      const tracked = id === 'tracking' ? messages.get(url.searchParams.get('messageID') ?? '') : undefined;
      if (tracked?.from !== mailbox) throw new Refusal(404, 'Message does not exist');
      json(200, {
        message_id: tracked.id,
        local_id: tracked.localId,
        workflow_id: tracked.workflow,
        recipient: tracked.to,
        status: tracked.status,
        status_success: tracked.status !== 'undeliverable',
      });
      return;
    }
    default: {
      const place = Number(rest[0]);
      if (request.method !== 'POST' || box !== 'outbox' || !Number.isInteger(place) || rest.length !== 1)
        throw new Refusal(405, `${request.method ?? ''} is nothing here`);
      addChunk(request, mailbox, id ?? '', place, body);
      json(202, { message_id: id });
    }
  }
}

function inboxOf(mailbox: string): readonly Kept[] {
  return [...messages.values()].filter(({ to, status }) => to === mailbox && status === 'accepted');
}

function collect(mailbox: string): readonly CollectedMessage[] {
  return inboxOf(mailbox).map((message) => {
    const chunks = Array.from({ length: message.total }, (_, place) => message.chunks.get(place + 1));
    const bytes = Buffer.concat(chunks.map((chunk) => chunk ?? Buffer.alloc(0)));
    message.status = 'acknowledged';
    return {
      messageId: message.id,
      from: message.from,
      workflow: message.workflow,
      localId: message.localId,
      chunks: message.total,
      content: (message.encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8'),
    };
  });
}

function giveUp(mailbox: string): void {
  for (const message of inboxOf(mailbox)) {
    message.status = 'undeliverable';
    const id = createHash('sha256').update(message.id).digest('hex').slice(0, 32).toUpperCase();
    messages.set(id, {
      ...message,
      id,
      type: 'REPORT',
      from: '',
      to: message.from,
      total: 1,
      chunks: new Map(),
      linked: message.id,
      status: 'accepted',
    });
  }
}

function put(mailbox: string): void {
  const id = randomUUID().replaceAll('-', '').toUpperCase();
  messages.set(id, {
    id,
    type: 'DATA',
    from: 'SOMEBODY',
    to: mailbox,
    workflow: 'SOMETHING',
    localId: '',
    encoding: '',
    total: 1,
    chunks: new Map([[1, Buffer.from('something')]]),
    status: 'accepted',
  });
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
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      try {
        if (forced !== 0) throw new Refusal(forced, 'as it was told');
        answer(request, response, Buffer.concat(chunks));
      } catch (fault) {
        if (!(fault instanceof Refusal)) throw fault;
        refused.push(`${request.method ?? ''} ${fault.status} ${fault.message}`);
        response.writeHead(fault.status).end();
      }
    });
  },
);
server.on('tlsClientError', () => {
  refused.push('TLS');
});
server.listen(0, '127.0.0.1', () => {
  tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
});

function tell(report: MeshServerReport): void {
  process.send?.(report);
}
process.on('message', (command: MeshServerCommand) => {
  switch (command.kind) {
    case 'collect':
      tell({ kind: 'collected', messages: collect(command.mailbox) });
      return;
    case 'give-up':
      giveUp(command.mailbox);
      tell({ kind: 'done' });
      return;
    case 'put':
      put(command.mailbox);
      tell({ kind: 'done' });
      return;
    case 'answer-with':
      forced = command.status;
      tell({ kind: 'done' });
      return;
    case 'look':
      tell({
        kind: 'seen',
        handshakes,
        refused: [...refused],
        inbox: Object.fromEntries(
          Object.keys(settings.mailboxes).map((name) => [name, inboxOf(name).length]),
        ),
      });
  }
});
process.on('disconnect', () => process.exit(0));
