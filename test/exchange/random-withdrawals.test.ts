import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import { loadConfig } from '../../src/platform/index.ts';
import { type PartnerSystem, createPartnerSystem } from '../../src/region/index.ts';
import { type WithdrawalHistory, checkWithdrawals } from '../support/check-withdrawals.ts';
import { eventually, freshPlan, planSentAt, push, sue, wendysChoice } from '../support/exchanges.ts';
import { type TestRegion, findFreePort, openTestRegion } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/start-gateway-process.ts';

/** Sends that race a withdrawal; 200 in all, unless the time is over first. */
const sendsPerRound = 5;
const rounds = 40;
const longest = 240_000;

interface Replica {
  readonly process: GatewayProcess;
  readonly partner: PartnerSystem;
}

let system: TestRegion;
let replicas: readonly [Replica, Replica];
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await openTestRegion();
  replicas = await Promise.all([startReplica(), startReplica()]);
}, 120_000);

afterAll(async () => {
  for (const { partner, process } of replicas) {
    process.resume();
    await partner.close();
    await process.kill();
  }
  await system.stop();
});

async function startReplica(): Promise<Replica> {
  const settings = { ...system.settings, ASSENT_PORT: String(await findFreePort()) };
  const process = await startGatewayProcess(settings);
  const { publicUrl, tokens } = loadConfig(settings);
  const { authorityFile, systems } = system.region.prepared;
  const { clientId, certificateFile, signingKeyFile } = systems.WMC;
  const partner = await createPartnerSystem({
    clientId,
    certificateFile,
    signingKeyFile,
    authorityFile,
    gateway: publicUrl,
    audience: tokens.audience,
  });
  return { process, partner };
}

async function recordConsent({ partner }: Replica): Promise<string> {
  const recorded = await partner.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, wendysChoice()),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(recorded.status).toBe(201);
  return (recorded.body as ChoiceAnswer).consentId;
}

async function withdraw({ partner }: Replica, consentId: string): Promise<void> {
  const answered = await partner.send({
    method: 'POST',
    path: `/v1/consents/${consentId}/withdrawal`,
    body: {
      withdrawnBy: { relation: 'PR_HOLDER', givenName: 'Wendy' },
      channel: 'phone',
      notifyPrior: false,
    },
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(answered).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
}

/** A connection that broke says nothing about what became of the message, so it is sent again, as a partner would. */
async function sendUntilAnswered(
  partner: PartnerSystem,
  plan: ReturnType<typeof freshPlan>,
  attempts = 5,
): Promise<void> {
  try {
    await partner.send(push(plan, sue, at));
  } catch (fault) {
    if (attempts === 1) throw fault;
    await sendUntilAnswered(partner, plan, attempts - 1);
  }
}

async function countWaiting(): Promise<number | undefined> {
  const { rows } = await system.database.owner.query<{ waiting: number }>(
    "select count(*)::int as waiting from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
  );
  return rows[0]?.waiting;
}

function waitForFinal(
  { partner }: Replica,
  consentId: string,
): Promise<{ finalAt: string; recordedAt: string }> {
  return eventually(async () => {
    const path = `/v1/consents/${consentId}`;
    const answered = await partner.send({ method: 'GET', path, idempotencyKey: randomUUID() });
    const { withdrawal } = answered.body as ChoiceAnswer;
    return withdrawal?.finalAt === undefined
      ? undefined
      : { finalAt: withdrawal.finalAt, recordedAt: withdrawal.recordedAt };
  }, 'the withdrawal is final');
}

/** One withdrawal among sends through both replicas, one of which stands still for a while at a moment of chance. */
async function playRound(): Promise<{ readonly messageIds: readonly string[]; readonly consentId: string }> {
  const [one, other] = randomInt(2) === 0 ? replicas : [replicas[1], replicas[0]];
  const consentId = await recordConsent(other);
  const plans = Array.from({ length: sendsPerRound }, () => freshPlan());
  const sends = plans.map(async (plan, place) => {
    await wait(randomInt(150));
    const { partner } = place % 3 === 2 ? other : one;
    await sendUntilAnswered(partner, plan);
  });
  const pause = async (): Promise<void> => {
    if (randomInt(2) === 0) return;
    await wait(randomInt(250));
    one.process.pause();
    // Shorter and longer than a lease.
    await wait(randomInt(100, 2_600));
    one.process.resume();
  };
  const pausing = pause();
  await wait(randomInt(300));
  const began = Date.now();
  await withdraw(other, consentId);
  // Whatever stands still elsewhere holds nothing that the withdrawal waits for.
  expect(Date.now() - began).toBeLessThan(10_000);
  await Promise.all([...sends, pausing]);
  // What still waits is decided again: it must not do so under the choice of the next round.
  await eventually(
    async () => ((await countWaiting()) === 0 ? true : undefined),
    'nothing of the round waits',
  );
  return { messageIds: plans.map(({ messageId }) => messageId), consentId };
}

describe('the checker', () => {
  const recordedAt = '2028-01-07T15:00:00.000Z';
  const finalAt = '2028-01-07T15:00:02.000Z';
  const accepted = (receivedAt: string, deliveryId = 'd1') => ({ deliveryId, receivedAt });

  it('finds what is accepted too late or twice, and nothing where all is well', () => {
    const well = { recordedAt, finalAt, accepted: [accepted('2028-01-07T15:00:01.999Z')] };
    expect(checkWithdrawals([well])).toEqual([]);
    const late = { ...well, accepted: [accepted('2028-01-07T15:00:02.001Z')] };
    const twice = { ...well, accepted: [...well.accepted, ...well.accepted] };
    expect(checkWithdrawals([well, late])).toEqual(['ACCEPTED_AFTER_FINAL']);
    expect(checkWithdrawals([twice])).toEqual(['ACCEPTED_TWICE']);
    expect(checkWithdrawals([{ ...well, recordedAt: '2028-01-07T15:00:03.000Z' }])).toEqual([
      'FINAL_BEFORE_RECORDED',
    ]);
  });
});

describe('withdrawals at moments of chance, through two replicas of which one stands still at times', () => {
  it('are final: nothing that relies on them is accepted afterwards', async () => {
    const end = Date.now() + longest;
    const played: Awaited<ReturnType<typeof playRound>>[] = [];
    while (played.length < rounds && Date.now() < end) played.push(await playRound());
    const finals = await Promise.all(played.map(({ consentId }) => waitForFinal(replicas[0], consentId)));
    // Longer than a lease and a retry: whatever is still to come comes now.
    await wait(6_000);
    const received = await system.region.peers.FPS.received();
    const histories = played.map(({ messageIds }, place): WithdrawalHistory => {
      const final = finals[place];
      if (final === undefined) throw new Error('a withdrawal never became final');
      return {
        ...final,
        accepted: received
          .filter(({ body }) => messageIds.some((id) => body.includes(id)))
          .map(({ headers, receivedAt }) => ({
            deliveryId: headers['assent-delivery-id'] ?? '',
            receivedAt,
          })),
      };
    });
    const accepted = histories.flatMap((history) => history.accepted).length;
    const sent = played.length * sendsPerRound;
    // Some went before and some were overtaken, or the rounds would show nothing.
    expect(played.length).toBeGreaterThan(10);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(sent);
    expect(checkWithdrawals(histories)).toEqual([]);
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  }, 420_000);
});
