import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ChoiceAnswer, ExchangeAnswer } from '../../src/exchange/index.ts';
import { freshPlan, planSentAt, push, sue, takeBack, wendysChoice } from '../support/exchanges.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/start-gateway-process.ts';
import type { Fault } from './faulty-recipient.ts';
import { type JudgedFigures, type SentMessage, judgeDeliveries } from './judge-deliveries.ts';
import { registerRecipient } from './register-recipient.ts';
import { type StartedRecipient, startRecipient } from './start-recipient.ts';

/** How much is sent, and how often the gateway is killed on the way. */
export interface DeliveryFire {
  readonly messages: number;
  readonly kills: number;
  /** How long recipients are down or busy, in seconds. */
  readonly downSeconds: number;
  /** How long a message to one that will never take it is tried, in seconds. */
  readonly hopelessSeconds: number;
}

/** What came of it. */
export interface DeliveryFigures extends JudgedFigures {
  readonly accepted: number;
  readonly dispatches: number;
  readonly kills: number;
  readonly peakMegabytes: number;
  readonly seconds: number;
}

/** Those that will never take anything: what is sent to them ends with a report. */
const hopeless: readonly Fault[] = ['accepts-for-ever', 'elsewhere', 'slow'];
/** The last one never comes up, and the choice that its messages rest on is taken back. */
const faults: readonly Fault[] = [
  'good',
  'down',
  'dies',
  'accepts-for-ever',
  'busy',
  'unavailable',
  'elsewhere',
  'slow',
  'down',
];
const senders = 6;

interface Fire {
  readonly system: TestRegion;
  readonly recipients: readonly { readonly fault: Fault; readonly urn: string; readonly consentId: string }[];
  gateway: GatewayProcess;
  peak: number;
  killed: number;
  restarting: Promise<void> | null;
}

/**
 * Sends messages to recipients that misbehave, each a process of its own, while the gateway is killed and started again; takes a
 * choice back on the way; waits until nothing is left; and has it judged by what the recipients kept and what the database holds.
 */
export async function deliverUnderFire(terms: DeliveryFire): Promise<DeliveryFigures> {
  const began = performance.now();
  const system = await openTestRegion({ ASSENT_REQUESTS_PER_MINUTE: '100000', TEST_LEASE_SECONDS: '12' });
  const started: StartedRecipient[] = [];
  try {
    const { authorityFile, systems } = system.region.prepared;
    for (const [place, fault] of faults.entries()) {
      started.push(
        await startRecipient({
          fault,
          certificateFile: systems.FPS.serverCertificateFile,
          authorityFile,
          forSeconds: place === faults.length - 1 ? 100_000 : terms.downSeconds,
        }),
      );
    }
    const gateway = await startGatewayProcess(system.settings);
    const recipients = await Promise.all(
      started.map(async ({ port }, place) => {
        const { urn } = await registerRecipient(system, place, port);
        return { fault: faults[place] ?? 'good', urn };
      }),
    );
    const chosen: Fire['recipients'][number][] = [];
    for (const recipient of recipients)
      chosen.push({ ...recipient, consentId: await recordChoice(system, recipient.urn) });
    const fire: Fire = { system, recipients: chosen, gateway, peak: 0, killed: 0, restarting: null };
    try {
      const sent = await sendAll(fire, terms);
      await waitUntilNothingWaits(system);
      await fire.restarting;
      await notePeak(fire);
      const kept = await Promise.all(started.map((recipient) => recipient.ask()));
      const judged = await judgeDeliveries(
        system.database.owner,
        sent,
        kept.map((each) => each.kept),
      );
      const dispatches = await count(system, 'select count(*)::int as count from exchange.dispatches');
      return {
        ...judged,
        accepted: sent.length,
        dispatches,
        kills: fire.killed,
        peakMegabytes: Math.round(fire.peak / 1024),
        seconds: Math.round((performance.now() - began) / 1000),
      };
    } finally {
      await fire.gateway.kill();
    }
  } finally {
    for (const recipient of started) recipient.stop();
    await system.stop();
  }
}

/** Whether it is as it must be: every message at one end, none twice, in its order, without hammering and without growing. */
export function isWhole(figures: DeliveryFigures, { messages, kills }: DeliveryFire): boolean {
  const { accepted, acknowledged, reported, cancelled, lost, doubled, outOfOrder } = figures;
  return (
    // Those that were on their way in when a choice was taken back were refused at once.
    accepted >= messages - senders &&
    acknowledged + reported + cancelled === accepted &&
    lost + doubled + outOfOrder === 0 &&
    acknowledged > 0 &&
    reported > 0 &&
    cancelled > 0 &&
    figures.kills === kills &&
    figures.dispatches <= mayDispatch(figures) &&
    figures.peakMegabytes < 768
  );
}

/**
 * How often at most something may be sent: twice for every message, or once and, for every recipient that does not take it, a probe a
 * second, which few messages that take long to be sent do not make up for.
 */
function mayDispatch({ accepted, seconds }: DeliveryFigures): number {
  const failing = faults.filter((fault) => fault !== 'good').length;
  return Math.max(2 * accepted, accepted + failing * seconds) + 50;
}

async function sendAll(fire: Fire, terms: DeliveryFire): Promise<readonly SentMessage[]> {
  const { messages, kills } = terms;
  const sent: SentMessage[] = [];
  let next = 0;
  const killEvery = Math.max(1, Math.floor(messages / (kills + 1)));
  const withdrawAt = Math.floor(messages * 0.6);
  const send = async (): Promise<void> => {
    for (let place = next; place < messages; place = next) {
      next += 1;
      if (place > 0 && place % killEvery === 0 && fire.killed < kills) {
        fire.killed += 1;
        fire.restarting = restart(fire);
      }
      if (place === withdrawAt) await withdraw(fire);
      const message = await sendOne(fire, place, terms);
      if (message !== null) sent.push(message);
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
  return sent;
}

async function restart(fire: Fire): Promise<void> {
  await fire.restarting;
  await notePeak(fire);
  await fire.gateway.kill();
  fire.gateway = await startGatewayProcess(fire.system.settings);
}

/**
 * Sends one message until it has an answer, as a partner does whose connection broke or who was told to try again. Null where the answer
 * was that it may not go: the choice that it rests on was just taken back, and its sender knows at once.
 */
async function sendOne(
  { system, recipients }: Fire,
  place: number,
  terms: DeliveryFire,
): Promise<SentMessage | null> {
  const { length } = recipients;
  // After the choice was taken back nobody sends to the last one any more.
  const recipientPlace = place < terms.messages * 0.6 ? place % length : place % (length - 1);
  const recipient = recipients[recipientPlace];
  if (recipient === undefined) throw new Error('a message has a recipient');
  const plan = freshPlan();
  const [to] = plan.recipients;
  if (to === undefined) throw new Error('a plan has a recipient');
  const message = {
    ...plan,
    recipients: [
      {
        ...to,
        organisation: { system: 'urn' as const, value: recipient.urn },
        ...(hopeless.includes(recipient.fault)
          ? { deliverBy: new Date(Date.now() + terms.hopelessSeconds * 1000).toISOString() }
          : {}),
      },
    ],
  };
  const submittedAt = performance.now();
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await system.region.peers.WMC.send(push(message, sue, { evaluateAt: planSentAt })).catch(
      () => undefined,
    );
    if (answer?.status === 200 || answer?.status === 202) {
      const [told] = (answer.body as ExchangeAnswer).recipients;
      if (told?.outcome === 'HOLD' || told?.outcome === 'DENY') return null;
      return { messageId: message.messageId, recipientPlace, submittedAt, answeredAt: performance.now() };
    }
    if (answer !== undefined && answer.status !== 503 && answer.status !== 429 && answer.status !== 401)
      throw new Error(`the gateway answered ${answer.status}: ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('a message was never answered');
}

async function recordChoice(system: TestRegion, urn: string): Promise<string> {
  const choice = wendysChoice({ recipients: { organisations: [{ system: 'urn', value: urn }] } });
  const answer = await system.region.peers.WMC.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, choice),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  if (answer.status !== 201) throw new Error(`a choice was refused: ${answer.text}`);
  return (answer.body as ChoiceAnswer).consentId;
}

async function withdraw({ system, recipients }: Fire): Promise<void> {
  const consentId = recipients.at(-1)?.consentId ?? '';
  const idempotencyKey = randomUUID();
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const answer = await system.region.peers.WMC.send(takeBack(consentId, { idempotencyKey })).catch(
      () => undefined,
    );
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the withdrawal was never answered');
}

async function waitUntilNothingWaits(system: TestRegion): Promise<void> {
  const end = Date.now() + 600_000;
  for (;;) {
    const waiting = await count(
      system,
      "select count(*)::int as count from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
    );
    if (waiting === 0) return;
    if (Date.now() > end) throw new Error(`${waiting} deliveries are still waiting`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function count({ database }: TestRegion, statement: string): Promise<number> {
  const { rows } = await database.owner.query<{ count: number }>(statement);
  return rows[0]?.count ?? 0;
}

/** The most memory that the process ever had, in kilobytes. */
async function notePeak(fire: Fire): Promise<void> {
  const status = await readFile(`/proc/${fire.gateway.pid}/status`, 'utf8').catch(() => '');
  fire.peak = Math.max(fire.peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
}
