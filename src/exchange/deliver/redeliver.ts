import type { RegisteredSystem } from '../../agreements/index.ts';
import { type JsonValue, type DeliveryId, newId } from '../../platform/index.ts';
import { labelMessage, parseMessage } from '../../records/index.ts';
import { decide } from '../decide/index.ts';
import type { House } from '../house.ts';
import { type DecidedRecipient, draftDecisionEntry } from '../record/draft-decision-entry.ts';
import { type TakenDelivery, recordAttempt, recordRedecision, takeDelivery } from '../record/delivery-sql.ts';
import { type StoredExchange, findExchangeById } from '../record/exchange-sql.ts';
import type { KeptMessage } from '../record/record-exchange.ts';
import { openBlob } from '../record/sealed-blob.ts';
import { redactForRecipient } from '../redact-for-recipient.ts';
import type { IdentifiedMessage, ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { resolveExchange } from '../resolve/resolve-exchange.ts';
import { deliver } from './deliver.ts';

/**
 * Tries a delivery that waits. It walks the stages again from `resolve`: who may decide, what they chose and which
 * agreement is in force are asked afresh, so that nothing goes on a choice that was taken back meanwhile (rulings 3). Where
 * it may no longer go it is cancelled, and that is written down.
 */
export async function redeliver(house: House, deliveryId: DeliveryId): Promise<void> {
  const taken = await takeDelivery(house.pool, deliveryId, house.timing.leaseSeconds);
  if (taken === undefined) return;
  if (house.clock.now() >= taken.expiresAt) {
    await end(house, deliveryId, taken, null, 'EXPIRED', 'expired');
    return;
  }
  const stored = await findExchangeById(house.pool, taken.exchangeId);
  const identified = stored && (await reopen(house, stored));
  if (identified === undefined) {
    await end(house, deliveryId, taken, null, 'CANCELLED', 'message-no-longer-kept');
    return;
  }
  const resolved = await resolveExchange(house, identified);
  const recipient = resolved.ok ? resolved.value.recipients[taken.ordinal] : undefined;
  if (!resolved.ok || recipient === undefined) {
    const why = resolved.ok ? 'recipient-unknown' : resolved.refusal.code;
    await end(house, deliveryId, taken, null, 'CANCELLED', why);
    return;
  }
  const exchange = resolved.value;
  const decision = decide(recipient.facts, house.policy);
  const outbound = redactForRecipient(taken.exchangeId, exchange, recipient, decision, house.clock.now());
  const decided: DecidedRecipient = { entryId: newId<'Entry'>(), resolved: recipient, decision, ...outbound };
  const [prepared] = await house.ledger.prepare([
    draftDecisionEntry(taken.exchangeId, exchange, decided, house.clock.now()),
  ]);
  if (prepared === undefined) throw new Error('one draft gives one entry');
  const recorded = await recordRedecision(house.pool, {
    deliveryId,
    decisionEntryId: decided.entryId,
    guards: exchange.guards,
    entries: [prepared],
  });
  if (!recorded.ok) {
    // A choice changed under us: the next attempt decides again.
    if (recorded.refusal === 'EPOCH_MOVED') {
      await recordAttempt(house.pool, { deliveryId, state: 'DUE', retrySeconds: 1, entries: [] });
    }
    return;
  }
  const entry = recorded.value[0];
  if (decided.body === null || entry === undefined) {
    await end(house, deliveryId, taken, exchange, 'CANCELLED', decision.reasons[0] ?? 'withheld');
    return;
  }
  const delivery = { deliveryId, decided, prepared, entry, expiresAt: taken.expiresAt };
  await deliver(house, { exchangeId: taken.exchangeId, exchange, delivery, attempts: taken.attempts });
}

/** The message as it was kept, with its sender as registered today: a suspended sender's message does not go. */
async function reopen(house: House, stored: StoredExchange): Promise<IdentifiedMessage | undefined> {
  if (stored.payload === null) return undefined;
  const text = await openBlob(house.keyStore, stored.payload, `exchange payload ${stored.exchangeId}`);
  if (text === undefined) return undefined;
  const kept = JSON.parse(text) as Omit<KeptMessage, 'message'> & { readonly message: JsonValue };
  const message = parseMessage(kept.message);
  const system = await house.agreements.findSystemByClientId(kept.clientId);
  if (!message.ok || !isInUse(system)) return undefined;
  const at = kept.evaluateAt === null ? house.clock.now() : new Date(kept.evaluateAt);
  const organisation = await house.agreements.getOrganisation(system.organisationId, at);
  if (!organisation.active) return undefined;
  return {
    kind: 'PUSH',
    message: message.value,
    labelled: labelMessage(message.value),
    requester: { organisation, system, practitioner: kept.practitioner },
    at,
  };
}

function isInUse(system: RegisteredSystem | undefined): system is RegisteredSystem {
  return system?.suspendedAt === null;
}

/** Ends a delivery without trying it, with its outcome entry. */
async function end(
  house: House,
  deliveryId: DeliveryId,
  { exchangeId, attempts }: TakenDelivery,
  exchange: ResolvedExchange | null,
  outcome: 'CANCELLED' | 'EXPIRED',
  why: string,
): Promise<void> {
  const dataSubject = exchange?.dataSubject ?? null;
  const entries = await house.ledger.prepare([
    {
      entryId: newId<'Entry'>(),
      kind: 'OUTCOME',
      at: house.clock.now(),
      exchangeId,
      parts: [
        {
          about: dataSubject === null ? [] : [dataSubject],
          content: { schema: 'assent.outcome/1', deliveryId, outcome, why, attempts },
        },
      ],
      index: { outcome },
    },
  ]);
  await recordAttempt(house.pool, { deliveryId, state: outcome, entries });
  house.log.warn('delivery-ended', { exchangeId, deliveryId, outcome, problem: why });
}
