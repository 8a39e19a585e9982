import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChoiceAnswer } from '../../src/exchange/index.ts';
import type { PartnerSystem } from '../../src/region/index.ts';
import { type Breach, type WithdrawalHistory, checkWithdrawals } from '../support/check-withdrawals.ts';
import {
  eventually,
  freshPlan,
  planSentAt,
  push,
  sue,
  takeBack,
  wendysChoice,
} from '../support/exchanges.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';
import { onNotice } from '../support/on-notice.ts';
import { type Replica, startReplica } from '../support/start-replica.ts';
import { registerRecipient } from './register-recipient.ts';
import { type StartedRecipient, startRecipient } from './start-recipient.ts';

/** How many sends race how many withdrawals, and how long a replica stands still. */
export interface WithdrawalRace {
  /** Sends in all. */
  readonly attempts: number;
  /** Sends that race one withdrawal. */
  readonly perWithdrawal: number;
  /** The longest that a replica stands still, in milliseconds. */
  readonly longestPause: number;
  /** When no further round is begun, in milliseconds. */
  readonly longest: number;
  /** The build that must be caught: what families chose is believed for five seconds, and nothing is guarded. */
  readonly control?: true;
}

/** What came of it. */
export interface WithdrawalFigures {
  readonly attempts: number;
  readonly withdrawals: number;
  /** Bodies that were accepted. */
  readonly accepted: number;
  /** Bodies that came to the recipient that does not look at the time, and of these those that came after *final*. */
  readonly plain: { readonly kept: number; readonly late: number };
  readonly breaches: readonly Breach[];
  /** How long each withdrawal took to be recorded, through a replica that did not stand still, in milliseconds. */
  readonly recordedMilliseconds: readonly number[];
  /** Whether the ledger verifies. */
  readonly verified: boolean;
}

interface Race {
  readonly terms: WithdrawalRace;
  readonly system: TestRegion;
  readonly replicas: readonly [Replica, Replica];
  readonly recordedMilliseconds: number[];
  /** A recipient that takes whatever comes. */
  readonly plain: StartedRecipient & { readonly urn: string };
}

interface Round {
  readonly messageIds: readonly string[];
  /** The first answer that said that it is final: what is said later may have been moved by what came later. */
  readonly final: Pick<WithdrawalHistory, 'finalAt' | 'recordedAt'>;
}

const at = { evaluateAt: planSentAt };

/**
 * Lets sends race withdrawals through two replicas, one of which stands still at moments of chance, and judges it by what the recipient
 * accepted on its own clock and what whoever withdrew was answered.
 */
export async function raceWithdrawals(terms: WithdrawalRace): Promise<WithdrawalFigures> {
  const system = await openTestRegion({
    ASSENT_REQUESTS_PER_MINUTE: '100000',
    ...(terms.control === undefined ? {} : { TEST_CONSENT_CACHE: '5000' }),
  });
  const opened: Replica[] = [];
  const plain = await startPlainRecipient(system);
  try {
    const replicas = [await startReplica(system, 'WMC'), await startReplica(system, 'WMC')] as const;
    opened.push(...replicas);
    const race: Race = { terms, system, replicas, recordedMilliseconds: [], plain };
    const played = await playRounds(race);
    // Longer than a lease and a retry: whatever is still to come comes now.
    await wait(6_000);
    const histories = await findHistories(system, played);
    return {
      attempts: played.length * terms.perWithdrawal,
      withdrawals: played.length,
      accepted: histories.flatMap((history) => history.accepted).length,
      plain: await countLate(race, played),
      breaches: checkWithdrawals(histories),
      recordedMilliseconds: race.recordedMilliseconds,
      verified: (await system.rooms.ledger.verify()).verified,
    };
  } finally {
    plain.stop();
    for (const { partner, process } of opened) {
      process.resume();
      await partner.close();
      await process.kill();
    }
    await system.stop();
  }
}

async function playRounds(race: Race): Promise<readonly Round[]> {
  const { attempts, perWithdrawal, longest } = race.terms;
  const rounds = Math.ceil(attempts / perWithdrawal);
  const end = Date.now() + longest;
  const played: Round[] = [];
  while (played.length < rounds && Date.now() < end) played.push(await playRound(race));
  return played;
}

/** One withdrawal among sends through both replicas, one of which stands still for a while at a moment of chance. */
async function playRound(race: Race): Promise<Round> {
  const { replicas, system, terms } = race;
  const [one, other] = randomInt(2) === 0 ? replicas : [replicas[1], replicas[0]];
  const consentId = await recordConsent(race, other);
  // So that what it believes of the round before is over, and it has the choice that is about to be taken back.
  if (terms.control === true) await wait(5_500);
  // A quarter goes to a recipient that does not look at the time until which it may accept.
  const plans = Array.from({ length: terms.perWithdrawal }, (_, place) =>
    place % 4 === 3 ? planFor(race.plain.urn) : freshPlan(),
  );
  const sends = plans.map(async (plan, place) => {
    await wait(randomInt(80 * terms.perWithdrawal));
    const { partner } = place % 3 === 2 ? other : one;
    await sendUntilAnswered(partner, plan);
  });
  const pause = async (): Promise<void> => {
    if (randomInt(2) === 0) return;
    await wait(randomInt(250));
    one.process.pause();
    // Shorter and longer than a lease; the longest are rare.
    await wait(
      randomInt(100, randomInt(10) === 0 ? terms.longestPause : Math.min(terms.longestPause, 2_600)),
    );
    one.process.resume();
  };
  const pausing = pause();
  // Among them: some are sent before, and some after.
  await wait(randomInt(60 * terms.perWithdrawal));
  const began = performance.now();
  await withdraw(other, consentId);
  race.recordedMilliseconds.push(performance.now() - began);
  const [final] = await Promise.all([waitForFinal(other, consentId), ...sends, pausing]);
  // What still waits is decided again: it must not do so under the choice of the next round.
  await eventually(
    async () => ((await countWaiting(system)) === 0 ? true : undefined),
    'nothing of the round waits',
  );
  return { messageIds: plans.map(({ messageId }) => messageId), final };
}

async function findHistories(
  { region }: TestRegion,
  played: readonly Round[],
): Promise<readonly WithdrawalHistory[]> {
  const received = await region.peers.FPS.received();
  const rounds = new Map(played.flatMap((round) => round.messageIds.map((id) => [id, round] as const)));
  const accepted = new Map<Round, WithdrawalHistory['accepted'][number][]>();
  for (const { body, headers, receivedAt } of received) {
    const { envelope } = JSON.parse(body) as { envelope: { messageId: string } };
    const round = rounds.get(envelope.messageId);
    if (round === undefined) continue;
    const before = accepted.get(round) ?? [];
    accepted.set(round, [...before, { deliveryId: headers['assent-delivery-id'] ?? '', receivedAt }]);
  }
  return played.map((round) => ({ ...round.final, accepted: accepted.get(round) ?? [] }));
}

async function startPlainRecipient(system: TestRegion): Promise<Race['plain']> {
  const { authorityFile, systems } = system.region.prepared;
  const certificateFile = systems.FPS.serverCertificateFile;
  const started = await startRecipient({ fault: 'good', certificateFile, authorityFile, forSeconds: 0 });
  const { urn } = await registerRecipient(system, 80, started.port);
  return { ...started, urn };
}

function planFor(urn: string): ReturnType<typeof freshPlan> {
  const plan = freshPlan();
  return {
    ...plan,
    recipients: plan.recipients.map((each) => ({
      ...each,
      organisation: { system: 'urn' as const, value: urn },
    })),
  };
}

/** What came to the plain recipient, and how much of it when the withdrawal was final already (rulings 12). */
async function countLate({ plain }: Race, played: readonly Round[]): Promise<WithdrawalFigures['plain']> {
  const { kept } = await plain.ask();
  const finals = new Map(
    played.flatMap(({ messageIds, final }) =>
      messageIds.map((id) => [id, Date.parse(final.finalAt)] as const),
    ),
  );
  const late = kept.filter(
    ({ messageId, keptAt }) => Date.parse(keptAt) > (finals.get(messageId) ?? Infinity),
  );
  return { kept: kept.length, late: late.length };
}

async function recordConsent({ system, plain }: Race, { partner }: Replica): Promise<string> {
  const recorded = await partner.send({
    method: 'POST',
    path: '/v1/consents',
    body: await onNotice(
      system.rooms,
      wendysChoice({
        recipients: { organisations: ['999001', plain.urn].map((value) => ({ system: 'urn', value })) },
      }),
    ),
    practitioner: sue,
    idempotencyKey: randomUUID(),
  });
  if (recorded.status !== 201) throw new Error(`a choice was refused: ${recorded.text}`);
  return (recorded.body as ChoiceAnswer).consentId;
}

async function withdraw({ partner }: Replica, consentId: string): Promise<void> {
  const answered = await partner.send(takeBack(consentId));
  if (answered.status !== 200)
    throw new Error(`a withdrawal was answered ${answered.status}: ${answered.text}`);
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

async function countWaiting({ database }: TestRegion): Promise<number | undefined> {
  const { rows } = await database.owner.query<{ waiting: number }>(
    "select count(*)::int as waiting from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
  );
  return rows[0]?.waiting;
}

function waitForFinal(
  { partner }: Replica,
  consentId: string,
): Promise<Pick<WithdrawalHistory, 'finalAt' | 'recordedAt'>> {
  return eventually(async () => {
    const path = `/v1/consents/${consentId}`;
    const answered = await partner.send({ method: 'GET', path, idempotencyKey: randomUUID() });
    const { withdrawal } = answered.body as ChoiceAnswer;
    return withdrawal?.finalAt === undefined
      ? undefined
      : { finalAt: withdrawal.finalAt, recordedAt: withdrawal.recordedAt };
  }, 'the withdrawal is final');
}
