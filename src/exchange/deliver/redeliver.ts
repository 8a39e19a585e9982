import { laterAnswerContext } from '../answer-again.ts';
import { answerBeforeDelivery } from '../compose-answer.ts';
import { type DeliveryId, newId } from '../../platform/index.ts';
import { retellRecipient } from '../consent-event/retell-recipient.ts';
import type { House } from '../house.ts';
import { type TakenDelivery, recordAttempt, recordRedecision, takeDelivery } from '../record/delivery-sql.ts';
import { type DecidedRecipient, draftDecisionEntry } from '../record/draft-decision-entry.ts';
import { findExchangeById } from '../record/exchange-sql.ts';
import { findReliances } from '../record/find-reliances.ts';
import { type DisclosureEvidence, giveEvidence } from '../record/record-exchange.ts';
import { sealBlob } from '../record/sealed-blob.ts';
import { waitsForNoChoice } from '../record/waits-for-no-choice.ts';
import { reopenMessage } from '../reopen-message.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { resolveExchange } from '../resolve/resolve-exchange.ts';
import { decideAgain } from './decide-again.ts';
import { consign } from './consignment.ts';
import { deliver } from './deliver.ts';
import { endDelivery } from './end-delivery.ts';

/**
 * Tries a delivery that waits. It walks the stages again from `resolve`: who may decide, what they chose and which
 * agreement is in force are asked afresh, so that nothing goes on a choice that was taken back meanwhile (rulings 3). Where
 * it may no longer go it is cancelled, and that is written down.
 */
export async function redeliver(house: House, deliveryId: DeliveryId): Promise<void> {
  const taken = await takeDelivery(house.pool, deliveryId, house.timing.leaseSeconds);
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
  const { decided, standing } = await decideAgain(house, taken, exchange, recipient);
  const evidence = standing ?? (await recordAgain(house, deliveryId, taken, exchange, decided));
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
  decided: DecidedRecipient,
): Promise<DisclosureEvidence | 'NOTHING_LEAVES' | 'NOT_RECORDED'> {
  const draft = draftDecisionEntry(exchangeId, exchange, decided, house.clock.now());
  const [prepared] = await house.ledger.prepare([draft]);
  if (prepared === undefined) throw new Error('one draft gives one entry');
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
    entries: [prepared],
  });
  if (recorded.ok) {
    const [entry] = recorded.value;
    if (entry === undefined) throw new Error('a decision lost its entry');
    return decided.body === null ? 'NOTHING_LEAVES' : giveEvidence(prepared, entry);
  }
  // A choice changed under us: the next attempt decides again.
  if (recorded.refusal === 'EPOCH_MOVED') {
    await recordAttempt(house.pool, { deliveryId, attempt, state: 'DUE', retrySeconds: 0, entries: [] });
  }
  return 'NOT_RECORDED';
}
