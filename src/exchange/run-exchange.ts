import { newId } from '../platform/index.ts';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { shedRetrySeconds } from './admission.ts';
import { answerAgain } from './answer-again.ts';
import { awaitDelivery } from './await-delivery.ts';
import { answerBeforeDelivery } from './compose-answer.ts';
import { countExchange } from './count-exchange.ts';
import { type Deadline, findDatabaseInstant, startDeadline } from './deadline.ts';
import { type Decision, decide } from './decide/index.ts';
import { consign } from './deliver/consignment.ts';
import { deliverRecorded } from './deliver/deliver.ts';
import type { ExchangeAnswer, RecipientAnswer, SystemCall } from './exchange.ts';
import { holdPolicy } from './hold-policy.ts';
import type { House } from './house.ts';
import { type KnownRequester, type RefusedCall, identifySender } from './identify-message.ts';
import { type ReceivedMessage, receiveMessage } from './receive/receive-message.ts';
import type { DecidedRecipient } from './record/draft-decision-entry.ts';
import type { StoredExchange } from './record/stored-exchange.ts';
import {
  type RecordedDelivery,
  hashRequest,
  recordExchange,
  recordRefusals,
} from './record/record-exchange.ts';
import { nothingOutbound, redactForRecipient } from './redact-for-recipient.ts';
import type { ExchangeKind, IdentifiedMessage, ResolvedExchange } from './resolve/resolved-exchange.ts';
import { resolveExchange } from './resolve/resolve-exchange.ts';
import { refuseAttestation, tellFault } from './tell-fault.ts';
import { noteRefusal } from './refusals/note-refusal.ts';
import { tellDoubts } from './tell-doubts.ts';
import { tellRefusal } from './tell-refusal.ts';
import { timeStage } from './time-stage.ts';
import { looksUrgent } from './looks-urgent.ts';
import { findInbox } from './find-inbox.ts';
import { pageUndelivered } from './page-undelivered.ts';

/** How often an exchange is decided again because a family's choice changed under it, before its sender must try again. */
const mostEpochMoves = 5;

/** How an exchange comes in: what stages 1 and 2 read, where a door reads it in a form of its own. */
export interface Entrance {
  receive(): Result<ReceivedMessage, Problem>;
  identify(messageId: string): Promise<Result<KnownRequester, RefusedCall>>;
}

/** The doors of messages: the body is the message, and the practitioner's assertion is bound to its id. */
function enterByMessage(house: House, call: SystemCall, kind: ExchangeKind): Entrance {
  const scope = kind === 'ADVICE' ? 'decisions:ask' : 'messages:send';
  return {
    receive: () => receiveMessage(call, kind, house.codes),
    identify: (messageId) => identifySender(house, call, scope, messageId),
  };
}

/**
 * The story of the whole gateway: an exchange walks through seven stages in order, and nothing leaves the last one that
 * the sixth has not written down (README, "The seven stages").
 *
 * 1. receive — untrusted bytes become a well-formed message.
 * 2. identify — certificate, token and assertion become a requester.
 * 3. resolve — identifiers become people, who may decide for them, what they chose, and the agreement in force.
 * 4. decide — facts become a decision, segment by segment.
 * 5. redact — a new record is built from what is released.
 * 6. record — the decision is written into the ledger, guarded by the family's consent epoch; if that moved, back to 3.
 * 7. deliver — the redacted record goes to its recipient, with its receipt.
 *
 * "Can I share?" (`ADVICE`) walks the same way and simply has nothing to deliver.
 */
export async function runExchange(
  house: House,
  call: SystemCall,
  kind: ExchangeKind,
  entrance: Entrance = enterByMessage(house, call, kind),
): Promise<Result<ExchangeAnswer, Problem>> {
  const answer = await walkStages(house, call, kind, entrance);
  if (answer.ok) return answer;
  await noteRefusal(house, call, kind, answer.refusal);
  return refuse(tellRefusal(house, call, kind, answer.refusal));
}

async function walkStages(
  house: House,
  call: SystemCall,
  kind: ExchangeKind,
  entrance: Entrance,
): Promise<Result<ExchangeAnswer, RefusedCall>> {
  const received = await timeStage(house, 'receive', () => entrance.receive());
  if (!received.ok) return refuse({ problem: received.refusal, sender: null });
  const { message, labelled } = received.value;
  const leave = house.admission.enter(looksUrgent(message));
  if (leave === null)
    return refuse({ problem: { code: 'overloaded', retryAfter: shedRetrySeconds }, sender: null });
  const limit = house.deadlines[looksUrgent(message) ? 'urgent' : 'usual'];
  const deadline = startDeadline(limit);
  let sender: RefusedCall['sender'] = null;
  const walk = async (): Promise<Result<Walked, RefusedCall>> => {
    const requester = await timeStage(house, 'identify', () => entrance.identify(message.messageId));
    if (!requester.ok) return requester;
    sender = requester.value;
    const at = call.evaluateAt ?? call.receivedAt;
    const identified = { kind, message, labelled, requester: requester.value, at };
    const walked = await walkFromResolve(holdPolicy(house), call, identified, deadline);
    return walked.ok ? walked : refuse({ problem: walked.refusal, sender });
  };
  try {
    const walked = await deadline.hold(walk());
    if (!walked.ok) return walked;
    if ('recipients' in walked.value) return ok(walked.value);
    const answer = await deliverAll(house, call, walked.value, limit);
    if (kind === 'PUSH') pageUndelivered(house, answer.recipients);
    return ok(answer);
  } catch (fault) {
    return refuse({ problem: tellFault(house, call, message, fault), sender });
  } finally {
    leave();
  }
}

/** What the walk comes to before anything leaves: an answer that was given before, or a decision that is written down. */
type Walked = ExchangeAnswer | RecordedOutcome;

/**
 * Stages 3 to 6. Once the deadline has passed its sender has been told that nothing was sent, and the walk writes nothing more:
 * the statement of stage 6 refuses itself by the database's own clock (docs/decisions/0014-answers-in-time.md).
 */
async function walkFromResolve(
  house: House,
  call: SystemCall,
  identified: IdentifiedMessage,
  deadline: Deadline,
): Promise<Result<Walked, Problem>> {
  const { kind, message, requester } = identified;
  // Advice is decided afresh however often it is asked for: a choice may have been made or taken back since.
  const repeatable = kind !== 'ADVICE';
  const idempotencyKey = repeatable
    ? (call.idempotencyKey ?? `${kind} ${message.messageId}`)
    : `${kind} ${call.exchangeId}`;
  const requestHash = hashRequest(house, kind, call.body);
  const { systemId } = requester.system;
  const { messageId } = message;
  const findEarlier = async (): Promise<StoredExchange | undefined> =>
    repeatable ? house.findEarlier({ systemId, kind, idempotencyKey, messageId }) : undefined;
  const [earlier, answerBy] = await Promise.all([
    findEarlier(),
    findDatabaseInstant(house.tellTime, deadline),
  ]);
  const repeat = async (first: StoredExchange): Promise<Result<ExchangeAnswer, Problem>> => {
    const isSame = first.requestHash.equals(requestHash);
    return answerAgain(
      house,
      isSame ? await awaitDelivery(first, findEarlier, deadline) : first,
      requestHash,
    );
  };
  if (earlier !== undefined) return repeat(earlier);

  for (let moves = 0; moves < mostEpochMoves; moves += 1) {
    const resolved = await timeStage(house, 'resolve', () => resolveExchange(house, identified));
    if (!resolved.ok) return resolved;
    const exchange = resolved.value;
    const decisions = await timeStage(house, 'decide', () =>
      exchange.recipients.map(({ facts }) => decide(facts, house.policy)),
    );
    const decided = await timeStage(house, 'redact', () => redactAll(call, exchange, decisions));
    const answers = tellDoubts(
      identified,
      decided.map((each) => answerBeforeDelivery(house, exchange, each)),
    );
    const unattested = refuseAttestation(decided, answers);
    if (unattested !== undefined) {
      await timeStage(house, 'record', () => recordRefusals(house, call.exchangeId, exchange, decided));
      countExchange(house, identified, decided, call.exchangeId);
      return refuse(unattested);
    }
    const recorded = await timeStage(house, 'record', () =>
      recordExchange(house, {
        exchangeId: call.exchangeId,
        exchange,
        decided,
        answers,
        idempotencyKey,
        requestHash,
        receivedAt: call.receivedAt,
        answerBy,
      }),
    );
    if (recorded.ok) {
      countExchange(house, identified, decided, call.exchangeId);
      return ok({ exchange, decided, answers, deliveries: recorded.value });
    }
    if (recorded.refusal === 'DUPLICATE') {
      const first = await findEarlier();
      return first === undefined ? refuse({ code: 'overloaded', retryAfter: 1 }) : repeat(first);
    }
  }
  return refuse({
    code: 'overloaded',
    retryAfter: 1,
    detail: 'A choice of the family changed while this was decided.',
  });
}

/** A new record for each recipient that can receive one; "Can I share?" has nothing to build. */
function redactAll(
  call: SystemCall,
  exchange: ResolvedExchange,
  decisions: readonly Decision[],
): readonly DecidedRecipient[] {
  const { kind, at } = exchange.identified;
  return exchange.recipients.map((resolved, position) => {
    const decision = decisions[position];
    if (decision === undefined) throw new Error('every recipient has a decision');
    const outbound =
      kind === 'ADVICE' || findInbox(resolved) === null
        ? nothingOutbound
        : redactForRecipient(call.exchangeId, exchange, resolved, decision, at);
    return { entryId: newId<'Entry'>(), resolved, decision, ...outbound };
  });
}

interface RecordedOutcome {
  readonly exchange: ResolvedExchange;
  readonly decided: readonly DecidedRecipient[];
  readonly answers: readonly RecipientAnswer[];
  readonly deliveries: readonly RecordedDelivery[];
}

/**
 * From here on the decision is written down: whatever happens now is told as it stands, never as "nothing was sent". An
 * attempt that takes longer than the limit goes on, and is told as not arrived yet.
 * @param limit milliseconds
 */
async function deliverAll(
  house: House,
  call: SystemCall,
  { exchange, decided, answers, deliveries }: RecordedOutcome,
  limit: number,
): Promise<ExchangeAnswer> {
  const { message } = exchange.identified;
  const { exchangeId } = call;
  const delivered = await timeStage(house, 'deliver', () =>
    Promise.all(
      answers.map(async (answer, position): Promise<RecipientAnswer> => {
        const delivery = deliveries.find(({ decided: each }) => each === decided[position]);
        if (delivery === undefined) return answer;
        const attempt = deliverRecorded(house, consign(house, exchangeId, exchange, delivery));
        const { urgentSafeguarding } = delivery.decided.decision;
        const state = await startDeadline(limit)
          .hold(attempt)
          .catch(() => (urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'QUEUED'));
        const phone = delivery.decided.resolved.organisation.phone ?? house.dutyPhone;
        return { ...answer, delivery: state, ...(state === 'NOT_DELIVERED_PHONE' ? { phone } : {}) };
      }),
    ),
  );
  const { bundle, version } = (decided[0]?.decision ?? { policyVersion: house.policy.version }).policyVersion;
  return {
    exchangeId,
    correlationId: message.correlationId ?? exchangeId,
    policyVersion: `${bundle} v${version}`,
    recipients: delivered,
  };
}
