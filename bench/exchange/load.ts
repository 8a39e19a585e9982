import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client } from 'undici';
import { type PartnerSystem, createPartnerSystem } from '../../src/region/partner-system.ts';
import { buildBody } from './build-body.ts';
import type { LoadOrder, LoadRequester, LoadResult, LoadSettings, ReadyRequest } from './messages.ts';

/**
 * The process that makes the load. Every message has identifiers of its own, is about a child drawn by Zipf's law, and is signed for
 * by a practitioner; all of it is made before the clock starts. Each connection is one system's.
 */
const settings = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as LoadSettings;
const sue = { staffId: 'sue.williams', role: 'SW', leadPractitioner: true } as const;

interface Sender {
  readonly requester: LoadRequester;
  readonly system: PartnerSystem;
  readonly pem: string;
  readonly token: string;
}

const authority = await readFile(settings.authorityFile, 'utf8');
const senders = await Promise.all(
  settings.requesters.map(async (requester): Promise<Sender> => {
    const { gateway, audience, authorityFile } = settings;
    const system = await createPartnerSystem({ ...requester, gateway, audience, authorityFile });
    const pem = await readFile(requester.certificateFile, 'utf8');
    return { requester, system, pem, token: await system.getToken() };
  }),
);

/** Zipf's law: the k-th family is drawn as often as 1/k says. */
const cumulated: number[] = [];
let whole = 0;
for (const [position] of settings.children.entries()) {
  whole += 1 / (position + 1);
  cumulated.push(whole);
}

function drawChild(): LoadSettings['children'][number] {
  const point = Math.random() * whole;
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulated[middle] ?? 0) < point) low = middle + 1;
    else high = middle;
  }
  const child = settings.children[low];
  if (child === undefined) throw new Error('there are children');
  return child;
}

async function prepare({ system, token }: Sender): Promise<ReadyRequest> {
  const messageId = randomUUID();
  return {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'assent-user-assertion': await system.signAssertion(sue, messageId),
    },
    body: buildBody(messageId, drawChild(), settings.size),
  };
}

function senderOf(connection: number): Sender {
  const sender = senders[connection % senders.length];
  if (sender === undefined) throw new Error('there are senders');
  return sender;
}

async function carryOut({ target, connections, requests, rate }: LoadOrder): Promise<LoadResult> {
  const lines = await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      const sender = senderOf(connection);
      const client = new Client(target, {
        connect: { cert: sender.pem, key: sender.pem, ca: authority },
        headersTimeout: 60_000,
        pipelining: 1,
      });
      const share = Math.ceil(requests / connections);
      const ready = await Promise.all(Array.from({ length: share }, () => prepare(sender)));
      return { client, ready };
    }),
  );
  const latencies: number[] = [];
  const errors: Record<string, number> = {};
  const note = (what: string): void => {
    errors[what] = (errors[what] ?? 0) + 1;
  };
  const send = async (client: Client, { headers, body }: ReadyRequest, due: number): Promise<void> => {
    try {
      const answer = await client.request({ path: '/v1/messages', method: 'POST', headers, body });
      await answer.body.dump();
      if (answer.statusCode === 200 || answer.statusCode === 202) latencies.push(performance.now() - due);
      else note(String(answer.statusCode));
    } catch (fault) {
      note(fault instanceof Error ? fault.name : 'fault');
    }
  };
  // One request on each connection first, so that no handshake is measured.
  await Promise.all(lines.map(({ client, ready }) => sendFirst(client, ready)));
  const started = performance.now();
  if (rate === null)
    await Promise.all(
      lines.map(async ({ client, ready }) => {
        for (const request of ready) await send(client, request, performance.now());
      }),
    );
  else await sendAtRate(lines, rate, started, send);
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(lines.map(({ client }) => client.close()));
  return {
    seconds,
    answered: latencies.length,
    errors,
    latencies: latencies.toSorted((one, other) => one - other),
  };
}

async function sendFirst(client: Client, ready: ReadyRequest[]): Promise<void> {
  const first = ready.pop();
  if (first === undefined) return;
  const answer = await client.request({ path: '/v1/messages', method: 'POST', ...first });
  await answer.body.dump();
}

/** Each request at its own instant, however slow the others are; its latency counts from when it was due. */
async function sendAtRate(
  lines: readonly { readonly client: Client; readonly ready: ReadyRequest[] }[],
  rate: number,
  started: number,
  send: (client: Client, request: ReadyRequest, due: number) => Promise<void>,
): Promise<void> {
  const all = lines.flatMap(({ client, ready }) => ready.map((request) => ({ client, request })));
  const underWay: Promise<void>[] = [];
  for (let next = 0; next < all.length;) {
    const due = started + (next * 1000) / rate;
    if (due > performance.now()) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const item = all[(next * 7919) % all.length];
    if (item !== undefined) underWay.push(send(item.client, item.request, due));
    next += 1;
  }
  await Promise.all(underWay);
}

process.on('message', (order: LoadOrder) => {
  carryOut(order).then(
    (result) => process.send?.(result),
    (fault: unknown) => {
      throw fault;
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
