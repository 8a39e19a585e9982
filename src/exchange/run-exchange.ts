import { newId } from '../platform/index.ts';
import { type Result, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { answerAgain } from './answer-again.ts';
import { composeRecipientAnswer } from './compose-answer.ts';
import { decide } from './decide/index.ts';
import { deliver } from './deliver/deliver.ts';
import type { ExchangeAnswer, RecipientAnswer, SystemCall } from './exchange.ts';
import type { House } from './house.ts';
import { identifyCall } from './identify-message.ts';
import { receiveMessage } from './receive/receive-message.ts';
import type { DecidedRecipient } from './record/draft-decision-entry.ts';
import { findExchangeByKey } from './record/exchange-sql.ts';
import {
  type RecordedDelivery,
  hashRequest,
  recordExchange,
  recordRefusals,
} from './record/record-exchange.ts';
import { redactForRecipient } from './redact-for-recipient.ts';
import type { ExchangeKind, IdentifiedMessage, ResolvedExchange } from './resolve/resolved-exchange.ts';
import { resolveExchange } from './resolve/resolve-exchange.ts';
import { refuseAttestation, tellFault } from './tell-fault.ts';

/** How often an exchange is decided again because a family's choice changed under it, before its sender must try again. */
const mostEpochMoves = 5;

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
): Promise<Result<ExchangeAnswer, Problem>> {
  const received = receiveMessage(call);
  if (!received.ok) return received;
  const { message, labelled } = received.value;
  try {
    const scope = kind === 'ADVICE' ? 'decisions:ask' : 'messages:send';
    const requester = await identifyCall(house, call, scope, message.messageId);
    if (!requester.ok) return requester;
    const at = call.evaluateAt ?? call.receivedAt;
    return await walkFromResolve(house, call, { kind, message, labelled, requester: requester.value, at });
  } catch (fault) {
    return refuse(tellFault(house, call, message, fault));
  }
}

async function walkFromResolve(
  house: House,
  call: SystemCall,
  identified: IdentifiedMessage,
): Promise<Result<ExchangeAnswer, Problem>> {
  const { kind, message, requester } = identified;
  const idempotencyKey = call.idempotencyKey ?? `${kind} ${message.messageId}`;
  const requestHash = hashRequest(house, call.body);
  const findEarlier = (): ReturnType<typeof findExchangeByKey> =>
    findExchangeByKey(house.pool, requester.system.systemId, kind, idempotencyKey, message.messageId);
  const earlier = await findEarlier();
  if (earlier !== undefined) return answerAgain(house, earlier, requestHash);

  for (let moves = 0; moves < mostEpochMoves; moves += 1) {
    const resolved = await resolveExchange(house, identified);
    if (!resolved.ok) return resolved;
    const decided = decideAndRedact(house, call, resolved.value);
    const answers = decided.map((each) => answerBeforeDelivery(house, resolved.value, each));
    const unattested = refuseAttestation(decided, answers);
    if (unattested !== undefined) {
      await recordRefusals(house, call.exchangeId, resolved.value, decided);
      return refuse(unattested);
    }
    const recorded = await recordExchange(house, {
      exchangeId: call.exchangeId,
      exchange: resolved.value,
      decided,
      answers,
      idempotencyKey,
      requestHash,
      receivedAt: call.receivedAt,
    });
    if (recorded.ok)
      return deliverAll(house, call, resolved.value, { decided, answers, deliveries: recorded.value });
    if (recorded.refusal === 'DUPLICATE') {
      const first = await findEarlier();
      return first === undefined
        ? refuse({ code: 'overloaded', retryAfter: 1 })
        : answerAgain(house, first, requestHash);
    }
  }
  return refuse({
    code: 'overloaded',
    retryAfter: 1,
    detail: 'A choice of the family changed while this was decided.',
  });
}

function decideAndRedact(
  house: House,
  call: SystemCall,
  exchange: ResolvedExchange,
): readonly DecidedRecipient[] {
  return exchange.recipients.map((resolved) => {
    const decision = decide(resolved.facts, house.policy);
    const outbound =
      exchange.identified.kind === 'ADVICE'
        ? { body: null, leftOut: [] }
        : redactForRecipient(call.exchangeId, exchange, resolved, decision, exchange.identified.at);
    return { entryId: newId<'Entry'>(), resolved, decision, ...outbound };
  });
}

function answerBeforeDelivery(
  house: House,
  exchange: ResolvedExchange,
  each: DecidedRecipient,
): RecipientAnswer {
  const { practitioner } = exchange.identified.requester;
  const { organisation, ordinal } = each.resolved;
  const named = exchange.identified.message.recipients[ordinal];
  if (named === undefined) throw new Error('a recipient was decided on that the message does not name');
  const recipient = {
    organisation: named.organisation,
    ...(named.department === undefined ? {} : { department: named.department }),
    role: named.role,
  };
  const reader =
    practitioner?.leadPractitioner === true ? (['SENDER', 'LEAD'] as const) : (['SENDER'] as const);
  const delivery = each.body === null ? 'NOT_SENT' : 'QUEUED';
  return composeRecipientAnswer(
    recipient,
    each.decision,
    delivery,
    reader,
    organisation.phone ?? house.dutyPhone,
  );
}

interface RecordedOutcome {
  readonly decided: readonly DecidedRecipient[];
  readonly answers: readonly RecipientAnswer[];
  readonly deliveries: readonly RecordedDelivery[];
}

async function deliverAll(
  house: House,
  call: SystemCall,
  exchange: ResolvedExchange,
  { decided, answers, deliveries }: RecordedOutcome,
): Promise<Result<ExchangeAnswer, Problem>> {
  const { message } = exchange.identified;
  const { exchangeId } = call;
  const delivered = await Promise.all(
    answers.map(async (answer, position): Promise<RecipientAnswer> => {
      const delivery = deliveries.find(
        ({ decided: { resolved } }) => resolved === decided[position]?.resolved,
      );
      if (delivery === undefined) return answer;
      const state = await deliver(house, { exchangeId, exchange, delivery, attempts: 1 });
      const phone = delivery.decided.resolved.organisation.phone ?? house.dutyPhone;
      return { ...answer, delivery: state, ...(state === 'NOT_DELIVERED_PHONE' ? { phone } : {}) };
    }),
  );
  for (const { decision, resolved } of decided) {
    house.log.info('exchange-decided', {
      exchangeId,
      recipientOrganisationId: resolved.organisation.organisationId,
      messageType: message.type,
      purpose: message.purposeCode,
      outcome: decision.outcome,
      released: decision.released.length,
    });
  }
  const { bundle, version } = house.policy.version;
  return ok({
    exchangeId,
    correlationId: message.correlationId ?? exchangeId,
    policyVersion: `${bundle} v${version}`,
    recipients: delivered,
  });
}
