import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { httpbis } from 'http-message-signatures';
import { mailboxAddress } from '../../src/agreements/index.ts';
import { type ExchangeAnswer, findLanes, resumeLane, stopLane } from '../../src/exchange/index.ts';
import type { MailboxAnswer } from '../../src/exchange/mailbox/mailbox-answers.ts';
import type { SystemId } from '../../src/platform/index.ts';
import type { Peer } from '../../src/region/start-peer.ts';
import { people } from '../../src/region/westmarch.ts';
import type { WebhookKind } from '../../src/vocabulary/index.ts';
import { asExchange, eventually, freshPlan, planSentAt, push, sue, without } from '../support/exchanges.ts';
import { EarlierRecipients } from '../support/earlier-recipients.ts';
import { type TestGateway, readPublic, startTestGateway } from '../support/gateway.ts';
import { quickTiming } from '../support/quick-timing.ts';
import { nameSubject } from '../support/scenario-words.ts';
import { type HttpsReceiver, type ReceivedRequest, startHttpsReceiver } from '../support/https-receiver.ts';

let system: TestGateway;
let receiver: HttpsReceiver;
let wmc: Peer;
let fps: Peer;
let council: SystemId;
let publicKey: { readonly kid: string; readonly x: string };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  ({ WMC: wmc, FPS: fps } = system.region.peers);
  const { authorityFile, systems } = system.region.prepared;
  const pem = await readFile(systems.WMC.serverCertificateFile, 'utf8');
  receiver = await startHttpsReceiver(
    { cert: pem, key: pem, ca: await readFile(authorityFile, 'utf8'), requestCert: true },
    '/hooks/assent',
    204,
  );
  const { agreements } = system.rooms;
  const found = await agreements.findSystemByClientId('wmc-case-management');
  if (found === undefined) throw new Error('the council has no system');
  council = found.systemId;
  await listen(['OUTCOME', 'HOLD', 'CONSENT_EVENT']);
  const { text } = await readPublic(system, '/receipts/jwks.json');
  const [key] = (JSON.parse(text) as { keys: readonly (typeof publicKey)[] }).keys;
  if (key === undefined) throw new Error('no key is published');
  publicKey = key;
});

afterAll(async () => {
  await system.stop();
  receiver.close();
});

afterEach(async () => {
  receiver.answerWith(204);
  await fps.answerWith(200);
  await resumeLane(system.rooms.pool, council, 'SEND');
  await listen(['OUTCOME', 'HOLD', 'CONSENT_EVENT']);
  await eventually(async () => ((await countOpen()) === 0 ? true : undefined), 'nothing waits any more');
});

async function listen(kinds: readonly WebhookKind[]): Promise<void> {
  const webhook = kinds.length === 0 ? null : { url: receiver.url, kinds };
  expect(await system.rooms.agreements.changeWebhook(council, webhook)).toMatchObject({ ok: true });
}

async function countOpen(): Promise<number> {
  const { rows } = await system.database.owner.query<{ count: number }>(
    `select (select count(*) from exchange.webhooks where state in ('DUE', 'DISPATCHED'))::int
          + (select count(*) from exchange.deliveries where state in ('DUE', 'DISPATCHED'))::int as count`,
  );
  return rows[0]?.count ?? 0;
}

async function sendPlan(): Promise<ExchangeAnswer> {
  return asExchange(await wmc.send(push(freshPlan(), sue, { evaluateAt: planSentAt })));
}

interface Body {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly exchangeId?: string;
  readonly deliveryId?: string;
}

const bodyOf = ({ body }: ReceivedRequest): Body => JSON.parse(body) as Body;
const about = ({ exchangeId }: ExchangeAnswer): readonly ReceivedRequest[] =>
  receiver.received.filter((each) => bodyOf(each).exchangeId === exchangeId);

function firstAbout(exchange: ExchangeAnswer): Promise<ReceivedRequest> {
  return eventually(() => Promise.resolve(about(exchange)[0]), 'the system is told');
}

/** Whether a signature holds, by a library that is not ours. */
function check(webhook: ReceivedRequest, url = receiver.url): Promise<boolean | null> {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.x },
    format: 'jwk',
  });
  return httpbis.verifyMessage(
    {
      requiredFields: ['@method', '@target-uri', 'content-type', 'content-digest', 'assent-webhook-id'],
      requiredParams: ['created', 'expires', 'nonce', 'keyid', 'alg', 'tag'],
      keyLookup: ({ keyid }) =>
        Promise.resolve(
          keyid === publicKey.kid
            ? {
                id: publicKey.kid,
                algs: ['ed25519'],
                verify: (data: Buffer, signature: Buffer) =>
                  Promise.resolve(verify(null, data, key, signature)),
              }
            : null,
        ),
    },
    { method: 'POST', url, headers: { ...webhook.headers } },
  );
}

describe('a system that wants to be told', () => {
  it('is told that a message of its own has come to its end, and nothing else, and fetches it', async () => {
    const sent = await sendPlan();
    const webhook = await firstAbout(sent);
    expect(bodyOf(webhook)).toMatchObject({ kind: 'OUTCOME', exchangeId: sent.exchangeId });
    expect(Object.keys(bodyOf(webhook)).sort()).toEqual(['at', 'exchangeId', 'id', 'kind']);
    const whole = JSON.stringify(webhook).toLowerCase();
    for (const { givenName, familyName } of Object.values(people)) {
      expect(whole).not.toContain(`"${givenName.toLowerCase()}`);
      expect(whole).not.toContain(familyName.toLowerCase());
    }
    const fetched = await wmc.send({ method: 'GET', path: `/v1/exchanges/${sent.exchangeId}` });
    expect(asExchange(fetched).recipients[0]?.delivery).toBe('DELIVERED');
  });

  it('checks who says so, what, when, and that it was not said before', async () => {
    const webhook = await firstAbout(await sendPlan());
    expect(await check(webhook)).toBe(true);
    const digest = createHash('sha256').update(webhook.body).digest('base64');
    expect(webhook.headers['content-digest']).toBe(`sha-256=:${digest}:`);
    expect(webhook.headers['assent-webhook-id']).toBe(bodyOf(webhook).id);
    const input = webhook.headers['signature-input'] ?? '';
    const [created, expires] = ['created', 'expires'].map((name) =>
      Number(new RegExp(`;${name}=(\\d+)`).exec(input)?.[1]),
    );
    expect((expires ?? 0) - (created ?? 0)).toBe(300);
    // Each part that is covered, changed alone, is found.
    const changed = (headers: Record<string, string>): ReceivedRequest => ({
      ...webhook,
      headers: { ...webhook.headers, ...headers },
    });
    const other = createHash('sha256').update('x').digest('base64');
    const forgeries = [
      check(changed({ 'content-digest': `sha-256=:${other}:` })),
      check(changed({ 'assent-webhook-id': 'another' })),
      check(changed({ 'content-type': 'text/plain' })),
      check(changed({ 'signature-input': input.replace(/;nonce="[^"]+"/, ';nonce="another"') })),
      check(webhook, 'https://localhost:1/elsewhere'),
    ];
    for (const forged of await Promise.allSettled(forgeries))
      expect(forged.status === 'fulfilled' && forged.value === true).toBe(false);
  });

  it('is told again under the same name, signed anew, where it did not answer', async () => {
    receiver.answerWith(503);
    const sent = await sendPlan();
    await firstAbout(sent);
    receiver.answerWith(204);
    await eventually(() => Promise.resolve(about(sent)[1]), 'it is told again');
    const [first, second] = about(sent);
    expect(first?.headers['assent-webhook-id']).toBe(second?.headers['assent-webhook-id']);
    expect(first?.body).toBe(second?.body);
    expect(first?.headers['signature']).not.toBe(second?.headers['signature']);
  });

  it('is not told again of what it refuses', async () => {
    receiver.answerWith(410);
    const sent = await sendPlan();
    await firstAbout(sent);
    await eventually(async () => {
      const { rows } = await system.database.owner.query<{ state: string }>(
        'select state from exchange.webhooks where names = $1',
        [sent.exchangeId],
      );
      return rows[0]?.state === 'REJECTED' ? true : undefined;
    }, 'it is at an end');
    expect(about(sent)).toHaveLength(1);
  });

  it('is told of a message that waits for a judgement', async () => {
    // Whom it is about is not certain.
    const plan = freshPlan({ subject: nameSubject({ ...people.jackie, birthDate: '2016-05-14' }) });
    const sent = asExchange(
      await wmc.send(push(without(plan, 'leadDecision'), sue, { evaluateAt: planSentAt })),
    );
    const { rows } = await system.database.owner.query('select 1 from holds.holds where exchange_id = $1', [
      sent.exchangeId,
    ]);
    expect(rows.length).toBeGreaterThan(0);
    await eventually(
      () => Promise.resolve(about(sent).find((each) => bodyOf(each).kind === 'HOLD')),
      'it is told of the hold',
    );
  });
});

it('a system to which a consent event goes is told that one waits for it, and by which name it collects it', async () => {
  const { agreements } = system.rooms;
  const school = await agreements.findSystemByClientId('fps-school-records');
  if (school?.endpoint == null) throw new Error('the school has no endpoint');
  await agreements.changeWebhook(school.systemId, { url: receiver.url, kinds: ['CONSENT_EVENT'] });
  const family = new EarlierRecipients(system);
  const consentId = await family.choose();
  await family.sendPlan();
  await agreements.changeEndpoint(school.systemId, { url: mailboxAddress });
  await family.withdraw(consentId, { notifyPrior: true });
  const webhook = await eventually(
    () => Promise.resolve(receiver.received.find((each) => bodyOf(each).kind === 'CONSENT_EVENT')),
    'the school is told',
  );
  expect(Object.keys(bodyOf(webhook)).sort()).toEqual(['at', 'deliveryId', 'id', 'kind']);
  const path = `/v1/mailbox/${bodyOf(webhook).deliveryId ?? ''}`;
  const collected = await eventually(async () => {
    const answer = await fps.send({ method: 'GET', path });
    return answer.status === 200 ? answer : undefined;
  }, 'the school collects it');
  expect(collected.body).toMatchObject({ type: 'M18' });
  expect((await fps.send({ method: 'POST', path: `${path}/acknowledgement` })).status).toBe(200);
  // Everything else that it was given because of that choice is taken back too, and waits for it.
  await eventually(async () => {
    const { body } = await fps.send({ method: 'GET', path: '/v1/mailbox' });
    for (const { kind, id } of (body as MailboxAnswer).items) {
      if (kind === 'MESSAGE') await fps.send({ method: 'GET', path: `/v1/mailbox/${id}` });
      await fps.send({ method: 'POST', path: `/v1/mailbox/${id}/acknowledgement` });
    }
    return (await countOpen()) === 0 ? true : undefined;
  }, 'the school has collected everything');
  await agreements.changeEndpoint(school.systemId, school.endpoint);
  await agreements.changeWebhook(school.systemId, null);
});

describe('a webhook goes by the way by which records go', () => {
  it('and opens its circuit, so that it is tried by one at a time', async () => {
    receiver.answerWith(500);
    for (let count = 0; count < 4; count += 1) await sendPlan();
    await eventually(async () => {
      const lane = (await findLanes(system.rooms.pool)).find(({ systemId }) => systemId === council);
      return lane?.probeAt == null ? undefined : true;
    }, 'the circuit is open');
    receiver.answerWith(204);
    await eventually(async () => ((await countOpen()) === 0 ? true : undefined), 'all were told');
    const lane = (await findLanes(system.rooms.pool)).find(({ systemId }) => systemId === council);
    expect(lane?.probeAt ?? null).toBeNull();
  });

  it('and not to a system that an operator has stopped, until it is let go on', async () => {
    await stopLane(system.rooms.pool, council, 'a test');
    const sent = await sendPlan();
    await eventually(async () => {
      const { rows } = await system.database.owner.query(
        `select 1 from graphile_worker._private_jobs j join exchange.webhooks w
           on j.key = 'notify:' || w.webhook_id::text and w.names = $1
          where j.run_at > now() + interval '30 seconds'`,
        [sent.exchangeId],
      );
      return rows.length > 0 ? true : undefined;
    }, 'it is put off');
    expect(about(sent)).toEqual([]);
    await resumeLane(system.rooms.pool, council, 'SEND');
    await system.database.owner.query(
      "update graphile_worker._private_jobs set run_at = now() where key like 'notify:%'",
    );
    await firstAbout(sent);
  });
});

describe('nobody is told', () => {
  it('who does not want to be, or not of this', async () => {
    await listen(['CONSENT_EVENT']);
    const one = await sendPlan();
    await listen([]);
    const other = await sendPlan();
    const { rows } = await system.database.owner.query(
      'select 1 from exchange.webhooks where names = any ($1::uuid[])',
      [[one.exchangeId, other.exchangeId]],
    );
    expect(rows).toEqual([]);
  });

  it('at an address that is none of https', async () => {
    const changed = await system.rooms.agreements.changeWebhook(council, {
      url: 'http://localhost/hooks',
      kinds: ['OUTCOME'],
    });
    expect(changed.ok).toBe(false);
  });
});
