import { sealNotice } from '../../notices/index.ts';
import { laterAnswerContext } from '../answer-again.ts';
import { answerBeforeDelivery } from '../compose-answer.ts';
import { type DeliveryId, newId } from '../../platform/index.ts';
import { composeCases } from '../cases/compose-cases.ts';
import { sealCases } from '../cases/seal-cases.ts';
import { retellRecipient } from '../earlier/retell-recipient.ts';
import { composeHolds } from '../holds/compose-holds.ts';
import { draftHoldEntry } from '../holds/draft-hold-entry.ts';
import { composeWaitingNotices } from '../holds/tell-of-holds.ts';
import type { House } from '../house.ts';
import { type TakenDelivery, recordAttempt, recordRedecision, takeDelivery } from '../record/delivery-sql.ts';
import { draftDecisionEntry } from '../record/draft-decision-entry.ts';
import { findExchangeById } from '../record/exchange-sql.ts';
import { findReliances } from '../record/find-reliances.ts';
import { type DisclosureEvidence, giveEvidence } from '../record/record-exchange.ts';
import { sealBlob } from '../record/sealed-blob.ts';
import { waitsForNoChoice } from '../record/waits-for-no-choice.ts';
import { reopenMessage } from '../reopen-message.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { resolveExchange } from '../resolve/resolve-exchange.ts';
import { type DecidedAgain, decideAgain } from './decide-again.ts';
import { consign } from './consignment.ts';
import { draftNoticeEntry } from './draft-notice-entry.ts';
import { deliver } from './deliver.ts';
import { endDelivery } from './end-delivery.ts';

/**
 * Tries a delivery that waits. It walks the stages again from `resolve`: who may decide, what they chose and which
 * agreement is in force are asked afresh, so that nothing goes on a choice that was taken back meanwhile (rulings 3). Where
 * it may no longer go it is cancelled, and that is written down.
 */
export async function redeliver(house: House, deliveryId: DeliveryId): Promise<void> {
  const taken = await takeDelivery(
    house.pool,
    deliveryId,
    house.timing.leaseSeconds,
    house.dispatcher.handsTo !== undefined,
  );
  if (taken === undefined) return;
  if (house.clock.now() >= taken.expiresAt) {
    await endDelivery(house, deliveryId, taken, null, 'EXPIRED', 'expired');
    return;
  }
  const stored = await findExchangeById(house.pool, taken.exchangeId);
  if (stored?.kind === 'EVENT') {
    await retellRecipient(house, deliveryId, taken, stored);
    return;
  }
  // Nobody waits for the answer any more; whoever needs the record asks again.
  if (stored?.kind === 'PULL') {
    await endDelivery(house, deliveryId, taken, null, 'CANCELLED', 'answer-not-given');
    return;
  }
  const identified = stored && (await reopenMessage(house, stored));
  if (identified === undefined) {
    await endDelivery(house, deliveryId, taken, null, 'CANCELLED', 'message-no-longer-kept');
    return;
  }
  const resolved = await resolveExchange(house, identified);
  const recipient = resolved.ok ? resolved.value.recipients[taken.ordinal] : undefined;
  if (!resolved.ok || recipient === undefined) {
    const why = resolved.ok ? 'recipient-unknown' : resolved.refusal.code;
    await endDelivery(house, deliveryId, taken, null, 'CANCELLED', why);
    return;
  }
  const exchange = resolved.value;
  const again = await decideAgain(house, taken, exchange, recipient);
  const { decided } = again;
  const evidence = again.standing ?? (await recordAgain(house, deliveryId, taken, exchange, again));
  if (evidence === 'NOT_RECORDED') return;
  if (evidence === 'NOTHING_LEAVES') {
    const why = decided.decision.reasons[0] ?? 'withheld';
    await endDelivery(house, deliveryId, taken, exchange, 'CANCELLED', why);
    return;
  }
  const { attempt, expiresAt, exchangeId } = taken;
  const delivery = { deliveryId, attempt, decided, evidence, expiresAt };
  await deliver(house, consign(house, exchangeId, exchange, delivery));
}

/** Stage 6 for a decision that came out otherwise. Not recorded when a choice moved or the delivery is no longer ours. */
async function recordAgain(
  house: House,
  deliveryId: DeliveryId,
  { exchangeId, attempt }: TakenDelivery,
  exchange: ResolvedExchange,
  { decided, heldBefore }: DecidedAgain,
): Promise<DisclosureEvidence | 'NOTHING_LEAVES' | 'NOT_RECORDED'> {
  const at = house.clock.now();
  // What waits for a judgement since now is put before its judge; what did before is there already.
  const holds = (await composeHolds(house, exchangeId, exchange, [decided])).filter(
    ({ body }) => !body.segmentIds.every((segmentId) => heldBefore.has(segmentId)),
  );
  const told = composeWaitingNotices(exchangeId, exchange, [decided], holds, at);
  const { message } = exchange.identified;
  const noticed = {
    exchangeId,
    dataSubject: exchange.dataSubject,
    purpose: message.purposeCode,
    correlationId: message.correlationId ?? exchangeId,
  };
  const entries = await house.ledger.prepare([
    draftDecisionEntry(exchangeId, exchange, decided, house.policy, at),
    ...holds.map((hold) => draftHoldEntry(hold, 'OPENED', at)),
    ...told.map(({ notice, silent }) => draftNoticeEntry(noticed, notice, silent)),
  ]);
  const [prepared] = entries;
  if (prepared === undefined) throw new Error('a draft gives an entry');
  const recorded = await recordRedecision(house.pool, {
    deliveryId,
    attempt,
    decisionEntryId: decided.entryId,
    guards: waitsForNoChoice([decided]) ? [] : exchange.guards,
    reliances: findReliances(house.keyStore, decided.resolved.facts, decided.decision),
    answer: await sealBlob(
      house.keyStore,
      exchange.dataSubject === null ? [] : [exchange.dataSubject],
      newId(),
      answerBeforeDelivery(house, exchange, decided),
      laterAnswerContext(decided.entryId),
    ),
    holds: await Promise.all(holds.map((hold) => house.holds.sealHold(hold))),
    notices: await Promise.all(told.map(({ notice, silent }) => sealNotice(house.keyStore, notice, silent))),
    cases: await sealCases(house, composeCases(exchangeId, exchange, [decided])),
    entries,
  });
  if (recorded.ok) {
    const entry = recorded.value.find(({ entryId }) => entryId === decided.entryId);
    if (entry === undefined) throw new Error('a decision lost its entry');
    return decided.body === null ? 'NOTHING_LEAVES' : giveEvidence(prepared, entry);
  }
  // A choice changed under us: the next attempt decides again.
  if (recorded.refusal === 'EPOCH_MOVED') {
    await recordAttempt(house.pool, { deliveryId, attempt, state: 'DUE', retrySeconds: 0, entries: [] });
  }
  return 'NOT_RECORDED';
}
