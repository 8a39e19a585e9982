import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import type { PartnerSystem } from '../../src/region/index.ts';
import {
  asExchange,
  eventually,
  findKinds,
  freshPlan,
  freshReferral,
  onlyRecipient,
  planSentAt,
  push,
  referralSentAt,
  schoolLead,
  sue,
  takeBack,
  wendysChoice,
} from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { quickTiming } from '../support/quick-timing.ts';
import {
  type Replica,
  endReplicas,
  openPartner,
  startReplica as startOne,
} from '../support/start-replica.ts';

/** The replica that stays well; the other is a process of its own, to be stopped and killed. */
let system: TestGateway;
let well: PartnerSystem;
const replicas: Replica[] = [];
const at = { evaluateAt: planSentAt };

beforeAll(async () => {
  system = await startTestGateway({}, quickTiming);
  well = await openPartner(system, 'WMC', system.settings);
});

afterEach(async () => {
  await endReplicas(replicas);
  await system.region.peers.FPS.answerWith(200);
});

afterAll(async () => {
  await well.close();
  await system.stop();
});

/** Another replica, which halts once at a point; it ends with its test. */
async function startReplica(
  key: 'WMC' | 'FPS',
  halt?: { readonly at: string; readonly with: 'SIGSTOP' | 'SIGKILL' },
): Promise<Replica> {
  const replica = await startOne(system, key, halt);
  replicas.push(replica);
  return replica;
}

async function recordConsent(): Promise<string> {
  const recorded = await well.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(system.rooms, wendysChoice()),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  expect(recorded.status).toBe(201);
  return (recorded.body as ChoiceAnswer).consentId;
}

type Withdrawal = NonNullable<ChoiceAnswer['withdrawal']>;

async function withdraw(consentId: string, notifyPrior = false): Promise<Withdrawal> {
  const withdrawal = takeBack(consentId, { notifyPrior });
  // Busy, it says to ask again.
  const answered = await eventually(async () => {
    const answer = await well.send(withdrawal);
    return answer.status === 503 ? undefined : answer;
  }, 'the withdrawal is answered');
  expect(answered).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
  return progressOf(answered.body as ChoiceAnswer);
}

function progressOf({ withdrawal }: ChoiceAnswer): Withdrawal {
  if (withdrawal === undefined) throw new Error('nothing is said of the withdrawal');
  return withdrawal;
}

async function findProgress(consentId: string): Promise<Withdrawal> {
  const answered = await well.send({
    method: 'GET',
    path: `/v1/consents/${consentId}`,
    idempotencyKey: randomUUID(),
  });
  expect(answered.status).toBe(200);
  return progressOf(answered.body as ChoiceAnswer);
}

function waitForFinal(consentId: string): Promise<Withdrawal> {
  return eventually(async () => {
    const progress = await findProgress(consentId);
    return progress.state === 'FINAL' ? progress : undefined;
  }, 'the withdrawal is final');
}

/** What the school accepted of a message: each body with the instant at which it did. */
async function acceptedOf(messageId: string): Promise<readonly { readonly receivedAt: string }[]> {
  return (await system.region.peers.FPS.received()).filter(({ body }) => body.includes(messageId));
}

async function stateOf(messageId: string): Promise<string | undefined> {
  const { rows } = await system.database.owner.query<{ state: string }>(
    `select d.state from exchange.deliveries d join exchange.exchanges e using (exchange_id) where e.message_id = $1`,
    [messageId],
  );
  return rows[0]?.state;
}

function waitForState(messageId: string, ...states: readonly string[]): Promise<string> {
  return eventually(
    async () => {
      const state = await stateOf(messageId);
      return state !== undefined && states.includes(state) ? state : undefined;
    },
    `the delivery is ${states.join(' or ')}`,
  );
}

describe('a withdrawal', () => {
  it('with nothing under way is final at once', async () => {
    const consentId = await recordConsent();
    const sent = asExchange(await well.send(push(freshPlan(), sue, at)));
    expect(onlyRecipient(sent).delivery).toBe('DELIVERED');
    const progress = await withdraw(consentId);
    expect(progress).toMatchObject({ state: 'FINAL', deliveriesClosing: 0 });
    expect(progress.finalAt).toBe(progress.recordedAt);
  });

  it('says what is closing while the school does not answer, and becomes final when nobody would accept it', async () => {
    const consentId = await recordConsent();
    const { process, partner } = await startReplica('WMC', { at: 'before dispatch', with: 'SIGSTOP' });
    const plan = freshPlan();
    const answer = partner.send(push(plan, sue, at)).catch(() => undefined);
    await eventually(
      async () => ((await process.isStopped()) ? true : undefined),
      'the replica stands still',
    );
    const progress = await withdraw(consentId);
    expect(progress).toMatchObject({ state: 'CLOSING', deliveriesClosing: 1 });
    const final = await waitForFinal(consentId);
    expect(Date.parse(final.finalAt ?? '')).toBeGreaterThan(Date.parse(progress.recordedAt));
    expect(final.finalAt).toBe(progress.finalBy);
    // The body that left its decision long ago comes now, and is discarded and said to be late.
    process.resume();
    await answer;
    const { FPS } = system.region.peers;
    await eventually(async () => {
      const late = (await FPS.discarded()).filter(({ why }) => why === 'LATE');
      return late.length > 0 ? true : undefined;
    }, 'the late body was discarded');
    await waitForState(plan.messageId, 'CANCELLED');
    expect(await acceptedOf(plan.messageId)).toEqual([]);
  });
});

describe('a replica that stands still between deciding and sending', () => {
  it.each([
    ['after exchange.record_exchange_with_consequences', 'has written its decision down'],
    ['before exchange.start_dispatch', 'is about to start the dispatch'],
  ])('at "%s", when it %s: nothing leaves once it goes on', async (point) => {
    const consentId = await recordConsent();
    const { process, partner } = await startReplica('WMC', { at: point, with: 'SIGSTOP' });
    const plan = freshPlan();
    const answer = partner.send(push(plan, sue, at)).catch(() => undefined);
    await eventually(
      async () => ((await process.isStopped()) ? true : undefined),
      'the replica stands still',
    );
    // Its pause holds no lock: the withdrawal is recorded through the other replica, and is final with nothing under way.
    expect(await withdraw(consentId)).toMatchObject({ state: 'FINAL', deliveriesClosing: 0 });
    process.resume();
    await answer;
    await waitForState(plan.messageId, 'CANCELLED');
    expect(await acceptedOf(plan.messageId)).toEqual([]);
  });

  it('delivers what nobody has taken back (the same pause, without a withdrawal)', async () => {
    await recordConsent();
    const point = { at: 'before exchange.start_dispatch', with: 'SIGSTOP' } as const;
    const { process, partner } = await startReplica('WMC', point);
    const plan = freshPlan();
    const answer = partner.send(push(plan, sue, at)).catch(() => undefined);
    await eventually(
      async () => ((await process.isStopped()) ? true : undefined),
      'the replica stands still',
    );
    process.resume();
    await answer;
    await waitForState(plan.messageId, 'DELIVERED');
    expect(await acceptedOf(plan.messageId)).toHaveLength(1);
  });

  it('does not keep urgent safeguarding from going: its dispatch waits for no choice', async () => {
    const point = { at: 'before exchange.start_dispatch', with: 'SIGSTOP' } as const;
    const { process, partner } = await startReplica('FPS', point);
    const referral = freshReferral();
    const answer = partner
      .send(push(referral, schoolLead, { evaluateAt: referralSentAt }))
      .catch(() => undefined);
    await eventually(
      async () => ((await process.isStopped()) ? true : undefined),
      'the replica stands still',
    );
    await system.database.owner.query('update consent.epochs set epoch = epoch + 1');
    process.resume();
    await answer;
    await waitForState(referral.messageId, 'DELIVERED');
  });
});

describe('a replica that is killed', () => {
  it.each([
    'before exchange.record_exchange_with_consequences',
    'after exchange.record_exchange_with_consequences',
    'before exchange.start_dispatch',
    'after exchange.start_dispatch',
    'before dispatch',
    'after dispatch',
    'before exchange.record_attempt',
    'after exchange.record_attempt',
  ])('%s: what was taken back meanwhile is not accepted after it is final', async (point) => {
    const consentId = await recordConsent();
    const { process, partner } = await startReplica('WMC', { at: point, with: 'SIGKILL' });
    const plan = freshPlan();
    await Promise.all([partner.send(push(plan, sue, at)).catch(() => undefined), process.ended]);
    await withdraw(consentId);
    const { finalAt = '' } = await waitForFinal(consentId);
    const state = await stateOf(plan.messageId);
    if (state !== undefined) await waitForState(plan.messageId, 'CANCELLED', 'DELIVERED');
    const accepted = await acceptedOf(plan.messageId);
    expect(accepted.filter(({ receivedAt }) => receivedAt > finalAt)).toEqual([]);
    expect(accepted.length).toBeLessThanOrEqual(1);
    // Whatever arrived stands in the ledger.
    expect((await system.rooms.ledger.verify()).verified).toBe(true);
    const { rows } = await system.database.owner.query<{ id: string }>(
      'select exchange_id as id from exchange.exchanges where message_id = $1',
      [plan.messageId],
    );
    if (accepted.length > 0) expect(await findKinds(system.rooms, rows[0]?.id ?? '')).toContain('DECISION');
  });
});
