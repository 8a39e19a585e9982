import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  eventually,
  freshPlan,
  freshReferral,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
} from '../support/exchanges.ts';
import { type TestRegion, findFreePort, openTestRegion } from '../support/gateway.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/start-gateway-process.ts';
import { openPartner } from '../support/start-replica.ts';
import { type Balancer, startBalancer } from './balancer.ts';

/** How often replicas are restarted under load, and for how long more is asked than they can do. */
export interface RestartTerms {
  readonly restarts: number;
  readonly overloadSeconds: number;
}

/** What came of it. */
export interface RestartFigures {
  readonly restarts: number;
  /** Requests that were answered while replicas were restarted. */
  readonly answered: number;
  /** Of these, how many were told to try again later. */
  readonly putOff: number;
  /** Requests that got no answer, or another one than yes or 503 with `Retry-After`. */
  readonly refused: number;
  /** Accepted and not at its recipient in the end. */
  readonly lost: number;
  /** At its recipient twice. */
  readonly doubled: number;
  /** Routine requests that were shed past the knee, and how long their answers took, in milliseconds. */
  readonly shed: number;
  readonly shedP99: number;
  readonly urgent: number;
  /** Urgent messages that were not delivered at once past the knee. */
  readonly urgentFailed: number;
}

interface Cluster {
  readonly system: TestRegion;
  readonly settings: readonly Readonly<Record<string, string>>[];
  readonly replicas: GatewayProcess[];
  readonly balancer: Balancer;
}

/** Past what the replicas may answer at once. */
const crowd = 60;
const atOnce = 6;
const senders = 4;

/** Restarts two replicas in turn behind a balancer while messages are sent, and then asks for more than they can do. */
export async function restartReplicas(terms: RestartTerms): Promise<RestartFigures> {
  const system = await openTestRegion({
    ASSENT_REQUESTS_PER_MINUTE: '1000000',
    ASSENT_REQUESTS_AT_ONCE: String(atOnce),
    ASSENT_DRAIN_SECONDS: '3',
    TEST_DRAINS: 'yes',
    TEST_LEASE_SECONDS: '12',
  });
  const { publicUrl } = system.config;
  const ports = [await findFreePort(), await findFreePort()];
  const settings = ports.map((port) => ({
    ...system.settings,
    ASSENT_PORT: String(port),
    ASSENT_PUBLIC_URL: publicUrl,
  }));
  const replicas: GatewayProcess[] = [];
  const { authorityFile } = system.region.prepared;
  const balancer = await startBalancer(system.config.port, ports, authorityFile);
  try {
    for (const each of settings) replicas.push(await startGatewayProcess(each));
    const cluster: Cluster = { system, settings, replicas, balancer };
    await waitUntilReady(cluster, 2);
    const restarted = await sendWhileRestarting(cluster, terms.restarts);
    const overloaded = await overload(cluster, terms.overloadSeconds);
    await eventually(
      async () => ((await countWaiting(system)) === 0 ? true : undefined),
      'nothing waits any more',
      120_000,
    );
    const sent = [...restarted.accepted, ...overloaded.accepted];
    return { ...restarted.figures, ...overloaded.figures, ...(await judge(system, sent)) };
  } finally {
    for (const replica of replicas) await replica.kill();
    await balancer.stop();
    await system.stop();
  }
}

/** Whether it is as it must be. */
export function isGraceful(figures: RestartFigures, { restarts }: RestartTerms): boolean {
  const { answered, refused, lost, doubled, shed, shedP99, urgent, urgentFailed } = figures;
  return (
    figures.restarts === restarts &&
    answered > 0 &&
    refused + lost + doubled + urgentFailed === 0 &&
    shed > 0 &&
    urgent > 0 &&
    shedP99 <= 100
  );
}

async function waitUntilReady({ balancer }: Cluster, count: number): Promise<void> {
  await eventually(
    () => Promise.resolve(balancer.ready().length === count ? true : undefined),
    `${count} replicas are ready`,
    180_000,
  );
}

async function sendWhileRestarting(
  cluster: Cluster,
  restarts: number,
): Promise<{
  readonly accepted: readonly string[];
  readonly figures: Pick<RestartFigures, 'restarts' | 'answered' | 'putOff' | 'refused'>;
}> {
  const accepted: string[] = [];
  const figures = { restarts: 0, answered: 0, putOff: 0, refused: 0 };
  let isOver = false;
  // Refused again and again, it is not worth going on.
  const hasFailed = (): boolean => figures.refused > 20;
  const partner = await openPartner(cluster.system, 'WMC', cluster.system.settings);
  const sending = Array.from({ length: senders }, async () => {
    while (!isOver && !hasFailed()) {
      const plan = freshPlan();
      // As a partner does that was told to try again; a connection that broke would be one too many.
      for (let isSent = false; !isSent;) {
        const answer = await partner
          .send(push(plan, sue, { evaluateAt: planSentAt }))
          .catch((fault: unknown) => {
            process.stderr.write(`refused: ${inspect(fault, { depth: 4 })}\n`);
            return undefined;
          });
        if (answer === undefined) figures.refused += 1;
        else if (answer.status === 200 || answer.status === 202) {
          figures.answered += 1;
          accepted.push(plan.messageId);
          isSent = true;
        } else if (answer.status === 503 && answer.headers['retry-after'] !== undefined) {
          figures.answered += 1;
          figures.putOff += 1;
          await wait(250);
        } else {
          figures.refused += 1;
          process.stderr.write(`refused: ${answer.status} ${answer.text}\n`);
          isSent = true;
        }
      }
    }
  });
  try {
    for (let count = 0; count < restarts; count += 1) {
      const place = count % cluster.replicas.length;
      await wait(1_500);
      await cluster.replicas[place]?.end();
      const settings = cluster.settings[place];
      if (settings === undefined) throw new Error('a replica has settings');
      cluster.replicas[place] = await startGatewayProcess(settings);
      await waitUntilReady(cluster, 2);
      figures.restarts += 1;
    }
  } finally {
    isOver = true;
  }
  await Promise.all(sending);
  await partner.close();
  return { accepted, figures };
}

/** Asks for more at once than both replicas answer, and for something urgent among it. */
async function overload(
  cluster: Cluster,
  seconds: number,
): Promise<{
  readonly accepted: readonly string[];
  readonly figures: Pick<RestartFigures, 'shed' | 'shedP99' | 'urgent' | 'urgentFailed'>;
}> {
  const { settings } = cluster.system;
  const [council, school] = await Promise.all([
    openPartner(cluster.system, 'WMC', settings),
    openPartner(cluster.system, 'FPS', settings),
  ]);
  await Promise.all([council.getToken(), school.getToken()]);
  const accepted: string[] = [];
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  let urgent = 0;
  let urgentFailed = 0;
  const crowding = Array.from({ length: crowd }, async () => {
    while (performance.now() < end) {
      const plan = freshPlan();
      const began = performance.now();
      const answer = await council.send(push(plan, sue, { evaluateAt: planSentAt }));
      if (answer.status === 503) {
        times.push(performance.now() - began);
        await wait(1_000);
      } else accepted.push(plan.messageId);
    }
  });
  const urging = async (): Promise<void> => {
    while (performance.now() < end) {
      const answer = await school.send(push(freshReferral(), schoolLead, { evaluateAt: referralSentAt }));
      urgent += 1;
      const { recipients } = answer.body as {
        readonly recipients?: readonly { readonly delivery: string }[];
      };
      if (answer.status !== 200 || recipients?.[0]?.delivery !== 'DELIVERED') {
        urgentFailed += 1;
        process.stderr.write(`urgent: ${answer.status} ${answer.text}\n`);
      }
      await wait(100);
    }
  };
  await Promise.all([...crowding, urging()]);
  await Promise.all([council.close(), school.close()]);
  const sorted = times.toSorted((one, other) => one - other);
  const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
  return { accepted, figures: { shed: times.length, shedP99: Math.ceil(p99), urgent, urgentFailed } };
}

/** What of the accepted messages their recipient has once, by its own record. */
async function judge(
  { region }: TestRegion,
  sent: readonly string[],
): Promise<Pick<RestartFigures, 'lost' | 'doubled'>> {
  const counts = new Map<string, number>();
  for (const { body } of await region.peers.FPS.received()) {
    const { envelope } = JSON.parse(body) as { envelope: { messageId: string } };
    counts.set(envelope.messageId, (counts.get(envelope.messageId) ?? 0) + 1);
  }
  return {
    lost: sent.filter((id) => !counts.has(id)).length,
    doubled: sent.filter((id) => (counts.get(id) ?? 0) > 1).length,
  };
}

async function countWaiting({ database }: TestRegion): Promise<number> {
  const { rows } = await database.owner.query<{ waiting: number }>(
    "select count(*)::int as waiting from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
  );
  return rows[0]?.waiting ?? 0;
}
