import { sealNotice } from '../../notices/index.ts';
import { newId } from '../../platform/index.ts';
import type { RecipientAnswer } from '../exchange.ts';
import type { House } from '../house.ts';
import { type AttemptRecord, recordAttempt } from '../record/delivery-sql.ts';
import { endDispatch } from '../record/dispatch-sql.ts';
import type { Attempt } from './attempt.ts';
import { dispatchRecorded } from './dispatch-recorded.ts';
import type { DispatchEnding, DispatchResult } from './dispatcher.ts';
import { composeSharedNotices, draftNoticeEntry } from './tell-family.ts';

type DeliveryWord = RecipientAnswer['delivery'];

/**
 * Stage 7 for a decision that was just written down. A fault here is no reason to say that nothing was sent: the delivery is
 * in the queue with it, and is tried again when its lease has run out.
 */
export async function deliverRecorded(house: House, attempt: Attempt): Promise<DeliveryWord> {
  try {
    return await deliver(house, attempt);
  } catch (fault) {
    const { exchangeId, delivery } = attempt;
    house.log.fault('delivery-failed', fault, { exchangeId, deliveryId: delivery.deliveryId });
    return waitingWord(attempt);
  }
}

/**
 * Stage 7. Hands the redacted record to its recipient together with the receipt that the ledger holds it, and writes down
 * how that ended. What cannot go now is kept and tried again; urgent safeguarding that cannot go now tells its sender to
 * phone at once, and is tried again all the same (rulings 1).
 */
export async function deliver(house: House, attempt: Attempt): Promise<DeliveryWord> {
  const outcome = await dispatchRecorded(house, attempt);
  if (!outcome.started) return waitForNext(house, attempt, outcome.why);
  const { dispatchId, result } = outcome;
  house.metrics.deliveries.inc({ outcome: result.kind });
  if (result.kind === 'ACCEPTED') {
    await finish(house, attempt, 'DELIVERED', `status-${result.status}`, { dispatchId, ending: 'ACCEPTED' });
    return 'DELIVERED';
  }
  sayNotAccepted(house, attempt, result.why);
  if (result.kind === 'REJECTED') {
    await finish(house, attempt, 'REJECTED', result.why, { dispatchId, ending: 'REFUSED' });
    return neverWord(attempt);
  }
  if (result.ending === 'LATE') house.metrics.lateDeliveries.inc();
  const ended = result.ending === undefined ? {} : { dispatchId, ending: result.ending };
  if (house.clock.now() >= attempt.delivery.expiresAt) {
    await finish(house, attempt, 'EXPIRED', result.why, ended);
    return neverWord(attempt);
  }
  const retrySeconds = findRetry(house, attempt, result);
  await settle(house, attempt, { state: 'DUE', retrySeconds, entries: [], ...ended });
  return waitingWord(attempt);
}

/** Nothing was dispatched: the family chose otherwise meanwhile, another process has it, or there is nowhere to send it. */
async function waitForNext(
  house: House,
  attempt: Attempt,
  why: 'NO_ENDPOINT' | 'EPOCH_MOVED' | 'LEASE_LOST',
): Promise<DeliveryWord> {
  // Whoever has the delivery now settles it.
  if (why === 'LEASE_LOST') {
    house.log.warn('delivery-lease-lost', { deliveryId: attempt.delivery.deliveryId });
    return waitingWord(attempt);
  }
  if (why === 'NO_ENDPOINT') {
    house.metrics.deliveries.inc({ outcome: 'RETRY' });
    sayNotAccepted(house, attempt, 'no-endpoint');
  }
  // A choice that moved is asked for again at once.
  const retrySeconds =
    why === 'EPOCH_MOVED' ? 0 : findRetry(house, attempt, { kind: 'RETRY', why: 'no-endpoint' });
  await settle(house, attempt, { state: 'DUE', retrySeconds, entries: [] });
  return waitingWord(attempt);
}

function findRetry(
  house: House,
  { delivery, exchange }: Attempt,
  result: Extract<DispatchResult, { kind: 'RETRY' }>,
): number {
  const { urgency } = exchange.identified.message;
  return house.timing.findRetryDelay(delivery.attempt, result.retryAfterSeconds, urgency);
}

function sayNotAccepted(house: House, { exchangeId, delivery }: Attempt, problem: string): void {
  house.log.warn('delivery-not-accepted', {
    exchangeId,
    deliveryId: delivery.deliveryId,
    organisationId: delivery.decided.resolved.organisation.organisationId,
    problem,
    attempt: delivery.attempt,
  });
}

function waitingWord({ delivery }: Attempt): DeliveryWord {
  return delivery.decided.decision.urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'QUEUED';
}

function neverWord({ delivery }: Attempt): DeliveryWord {
  return delivery.decided.decision.urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'NOT_SENT';
}

interface Ended {
  readonly dispatchId?: string;
  readonly ending?: DispatchEnding;
}

/** Ends a delivery for good, with its outcome entry (rulings 15), and tells the family of what has arrived. */
async function finish(
  house: House,
  attempt: Attempt,
  state: 'DELIVERED' | 'REJECTED' | 'EXPIRED',
  why: string,
  ended: Ended,
): Promise<void> {
  const { exchangeId, exchange, delivery } = attempt;
  const { resolved } = delivery.decided;
  const { message, requester } = exchange.identified;
  const notices =
    state === 'DELIVERED' ? composeSharedNotices(house, exchangeId, exchange, delivery.decided) : [];
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
            attempts: delivery.attempt,
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
    ...notices.map((notice) => draftNoticeEntry(exchangeId, exchange, notice)),
  ]);
  await settle(house, attempt, {
    state,
    entries,
    notices: await Promise.all(notices.map((notice) => sealNotice(house.keyStore, notice))),
    ...ended,
  });
}

/** A lost lease means that another process has taken the delivery over: its word counts, but for what the recipient said. */
async function settle(
  house: House,
  { delivery: { deliveryId, attempt } }: Attempt,
  record: Omit<AttemptRecord, 'deliveryId' | 'attempt'>,
): Promise<void> {
  const recorded = await recordAttempt(house.pool, { deliveryId, attempt, ...record });
  if (recorded.ok) return;
  house.log.warn('delivery-lease-lost', { deliveryId });
  const { dispatchId, ending } = record;
  if (dispatchId !== undefined && ending !== undefined) await endDispatch(house.pool, dispatchId, ending);
}
