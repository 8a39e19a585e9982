import { createHash } from 'node:crypto';
import { type DeliveryId, type ExchangeId, newId } from '../../platform/index.ts';
import type { RecipientAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import { type AttemptRecord, recordAttempt } from '../record/delivery-sql.ts';
import { type RecordedDelivery, openDisclosure } from '../record/record-exchange.ts';
import type { ResolvedExchange } from '../resolve/resolved-exchange.ts';
import type { DispatchResult } from './dispatcher.ts';

/** One attempt at one recipient. */
export interface Attempt {
  readonly exchangeId: ExchangeId;
  readonly exchange: ResolvedExchange;
  readonly delivery: RecordedDelivery;
  readonly attempts: number;
}

/**
 * Stage 7 for a decision that was just written down. A fault here is no reason to say that nothing was sent: the delivery is
 * in the queue with it, and is tried again when its lease has run out.
 */
export async function deliverRecorded(house: House, attempt: Attempt): Promise<RecipientAnswer['delivery']> {
  try {
    return await deliver(house, attempt);
  } catch (fault) {
    const { exchangeId, delivery } = attempt;
    house.log.fault('delivery-failed', fault, { exchangeId, deliveryId: delivery.deliveryId });
    return delivery.decided.decision.urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'QUEUED';
  }
}

/**
 * Stage 7. Hands the redacted record to its recipient together with the receipt that the ledger holds it, and writes down
 * how that ended. What cannot go now is kept and tried again; urgent safeguarding that cannot go now tells its sender to
 * phone at once, and is tried again all the same (rulings 1).
 */
export async function deliver(house: House, attempt: Attempt): Promise<RecipientAnswer['delivery']> {
  const result = await dispatchWithReceipt(house, attempt);
  house.metrics.deliveries.inc({ outcome: result.kind });
  const { delivery, attempts, exchange } = attempt;
  const urgent = delivery.decided.decision.urgentSafeguarding;
  if (result.kind === 'ACCEPTED') {
    await finish(house, attempt, 'DELIVERED', `status-${result.status}`);
    return 'DELIVERED';
  }
  house.log.warn('delivery-not-accepted', {
    exchangeId: attempt.exchangeId,
    deliveryId: delivery.deliveryId,
    organisationId: delivery.decided.resolved.organisation.organisationId,
    problem: result.why,
    attempt: attempts,
  });
  if (result.kind === 'REJECTED') {
    await finish(house, attempt, 'REJECTED', result.why);
    return urgent ? 'NOT_DELIVERED_PHONE' : 'NOT_SENT';
  }
  if (house.clock.now() >= delivery.expiresAt) {
    await finish(house, attempt, 'EXPIRED', result.why);
    return urgent ? 'NOT_DELIVERED_PHONE' : 'NOT_SENT';
  }
  const retrySeconds = house.timing.findRetryDelay(
    attempts,
    result.retryAfterSeconds,
    exchange.identified.message.urgency,
  );
  await settle(house, { deliveryId: delivery.deliveryId, state: 'DUE', retrySeconds, entries: [] });
  return urgent ? 'NOT_DELIVERED_PHONE' : 'QUEUED';
}

async function dispatchWithReceipt(
  house: House,
  { exchangeId, delivery, exchange }: Attempt,
): Promise<DispatchResult> {
  const { decided, prepared, entry } = delivery;
  const endpoint = decided.resolved.system?.endpoint;
  if (decided.body === null || endpoint === null || endpoint === undefined)
    return { kind: 'RETRY', why: 'no-endpoint' };
  const receipt = await house.ledger.getReceipt(entry.index, prepared.leaf);
  return house.dispatcher.dispatch({
    url: endpoint.url,
    body: decided.body,
    mediaType: 'application/json',
    headers: {
      'assent-exchange-id': exchangeId,
      'assent-delivery-id': delivery.deliveryId,
      'assent-message-type': exchange.identified.message.type,
      'assent-receipt': Buffer.from(receipt).toString('base64'),
      'assent-receipt-opening': Buffer.from(JSON.stringify(openDisclosure(prepared))).toString('base64'),
      'content-digest': `sha-256=:${createHash('sha256').update(decided.body).digest('base64')}:`,
    },
  });
}

/** Ends a delivery for good, with its outcome entry (rulings 15). */
async function finish(
  house: House,
  { exchangeId, exchange, delivery, attempts }: Attempt,
  state: 'DELIVERED' | 'REJECTED' | 'EXPIRED',
  why: string,
): Promise<void> {
  const { resolved } = delivery.decided;
  const { message, requester } = exchange.identified;
  const entries = await house.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'OUTCOME',
      at: house.clock.now(),
      exchangeId,
      parts: [
        {
          about: exchange.dataSubject === null ? [] : [exchange.dataSubject],
          content: {
            schema: 'assent.outcome/1',
            deliveryId: delivery.deliveryId,
            decisionEntryId: delivery.decided.entryId,
            outcome: state,
            why,
            attempts,
          },
        },
      ],
      index: {
        sourceOrganisationId: requester.organisation.organisationId,
        recipientOrganisationId: resolved.organisation.organisationId,
        purpose: message.purposeCode,
        messageType: message.type,
        outcome: state,
        correlationId: message.correlationId ?? exchangeId,
        ...(exchange.dataSubject === null ? {} : { dataSubject: exchange.dataSubject }),
      },
    },
  ]);
  await settle(house, { deliveryId: delivery.deliveryId, state, entries });
}

/** A lost lease means that another process has taken the delivery over: its word counts, not ours. */
async function settle(
  house: House,
  record: AttemptRecord & { readonly deliveryId: DeliveryId },
): Promise<void> {
  const recorded = await recordAttempt(house.pool, record);
  if (!recorded.ok) house.log.warn('delivery-lease-lost', { deliveryId: record.deliveryId });
}
