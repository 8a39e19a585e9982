import { sealNotice } from '../../notices/index.ts';
import { findMeshMailbox, mailboxAddress } from '../../agreements/index.ts';
import type { DeliveryWord } from '../exchange.ts';
import { sealCases } from '../cases/seal-cases.ts';
import type { House } from '../house.ts';
import { sealCollection } from '../mailbox/kept-consignment.ts';
import { type AttemptRecord, parkDelivery, recordAttempt } from '../record/delivery-sql.ts';
import { draftOutcomeEntry } from '../record/draft-outcome-entry.ts';
import { endDispatch } from '../record/dispatch-sql.ts';
import type { Consignment, EndedConsignment } from './consignment.ts';
import { type NotStarted, dispatchRecorded } from './dispatch-recorded.ts';
import type { DispatchResult } from './dispatch.ts';
import { keepSafeNotices } from './keep-safe-notices.ts';
import { draftNoticeEntry } from './draft-notice-entry.ts';
import { type TakenLate, findTakenLate } from './taken-late.ts';

/**
 * Stage 7 for a decision that was just written down. A fault here is no reason to say that nothing was sent: the delivery is
 * in the queue with it, and is tried again when its lease has run out.
 */
export async function deliverRecorded(house: House, consignment: Consignment): Promise<DeliveryWord> {
  const leave = await awaitTurn(house, consignment);
  try {
    return await deliver(house, consignment);
  } catch (fault) {
    const { exchangeId, deliveryId } = consignment;
    house.log.fault('delivery-failed', fault, { exchangeId, deliveryId });
    return waitingWord(consignment);
  } finally {
    leave();
  }
}

/** What has a place in the order of a family and is dialled goes when what this process sends there for the same person has gone. */
async function awaitTurn(
  { turns, dispatcher }: House,
  { urgency, dataSubject, systemId }: Consignment,
): Promise<() => void> {
  const isOrdered = urgency === 'ROUTINE' && dispatcher.handsTo === undefined;
  if (!isOrdered || dataSubject === null || systemId === null) return () => undefined;
  return turns.enter(`${dataSubject} ${systemId}`);
}

/**
 * Stage 7. Hands the redacted record to its recipient together with the receipt that the ledger holds it, and writes down
 * how that ended. What cannot go now is kept and tried again; urgent safeguarding that cannot go now tells its sender to
 * phone at once, and is tried again all the same (rulings 1).
 */
export async function deliver(house: House, consignment: Consignment): Promise<DeliveryWord> {
  if (house.clock.now() >= consignment.expiresAt) {
    await finishDelivery(house, consignment, 'EXPIRED', 'expired', {});
    return neverWord(consignment);
  }
  const outcome = await dispatchRecorded(house, consignment);
  if (!outcome.started) return waitForNext(house, consignment, outcome.why);
  const { dispatchId, result, late } = outcome;
  house.metrics.deliveries.inc({ outcome: result.kind });
  if (result.kind === 'ACCEPTED') {
    const ended = { dispatchId, ending: result.kind, ...says(house, true) };
    const why = `status-${result.status}`;
    await finishDelivery(
      house,
      consignment,
      'DELIVERED',
      why,
      ended,
      late ? await seeLate(house, consignment) : {},
    );
    return 'DELIVERED';
  }
  if (result.kind === 'TAKEN') {
    await settle(house, consignment, {
      state: 'DUE',
      retrySeconds: untilEnd(house, consignment, findRetry(house, consignment, result)),
      entries: [],
      dispatchId,
      ...says(house, true),
      ...(result.carriedAs === undefined ? {} : { carriedAs: result.carriedAs }),
      ...(house.dispatcher.handsTo === undefined
        ? { collection: await sealCollection(house, consignment) }
        : {}),
    });
    return waitingWord(consignment);
  }
  sayNotAccepted(house, consignment, result.why);
  if (result.kind === 'REJECTED') {
    await finishDelivery(house, consignment, 'REJECTED', result.why, {
      dispatchId,
      ending: 'REFUSED',
      ...says(house, true),
    });
    return neverWord(consignment);
  }
  if (result.ending === 'LATE') house.metrics.lateDeliveries.inc();
  const ended = {
    ...(result.ending === undefined ? {} : { dispatchId, ending: result.ending }),
    // A recipient that was sent something too late is not at fault.
    ...(result.ending === 'LATE' ? {} : says(house, false)),
  };
  if (house.clock.now() >= consignment.expiresAt) {
    await finishDelivery(house, consignment, 'EXPIRED', result.why, ended);
    return neverWord(consignment);
  }
  const retrySeconds = findRetry(house, consignment, result);
  await settle(house, consignment, { state: 'DUE', retrySeconds, entries: [], ...ended });
  return waitingWord(consignment);
}

/** A recipient that does not look at the time took it after its time: that is counted, and looked at where it harms somebody. */
async function seeLate(house: House, consignment: Consignment): Promise<Lateness> {
  const { exchangeId, deliveryId, recipientOrganisationId: organisationId } = consignment;
  house.metrics.takenLate.inc();
  house.log.warn('delivery-taken-late', { exchangeId, deliveryId, organisationId });
  return { takenLate: await findTakenLate(house, consignment) };
}

/**
 * Nothing was dispatched: the family chose otherwise meanwhile, another process has it, its recipient collects it or is down,
 * something else comes first, or there is nowhere to send it.
 */
async function waitForNext(house: House, consignment: Consignment, why: NotStarted): Promise<DeliveryWord> {
  if (why === 'WAITS_TURN') {
    await parkDelivery(house.pool, consignment.deliveryId, consignment.attempt);
    return waitingWord(consignment);
  }
  // Whoever has the delivery now settles it.
  if (why === 'LEASE_LOST') {
    house.log.warn('delivery-lease-lost', { deliveryId: consignment.deliveryId });
    return waitingWord(consignment);
  }
  if (why === 'NO_ENDPOINT') {
    house.metrics.deliveries.inc({ outcome: 'RETRY' });
    sayNotAccepted(house, consignment, 'no-endpoint');
  }
  const { systemId } = consignment;
  await settle(house, consignment, {
    state: 'DUE',
    retrySeconds: findNext(house, consignment, why),
    entries: [],
    ...(systemId === null ? {} : { systemId }),
  });
  return waitingWord(consignment);
}

/** A choice that moved is asked for again at once; what lies in a mailbox lies there until it is collected or its time is over. */
function findNext(house: House, consignment: Consignment, why: NotStarted): number {
  if (why === 'EPOCH_MOVED') return 0;
  if (why === 'IN_MAILBOX') return untilEnd(house, consignment, 0);
  return findRetry(house, consignment, { kind: 'RETRY', why: 'no-endpoint' });
}

/** What its recipient has in hand is left with it, and looked at again when its time is over at the latest. */
function untilEnd({ clock }: House, { expiresAt, url }: Consignment, seconds: number): number {
  const longest = Math.max(0, Math.ceil((expiresAt.getTime() - clock.now().getTime()) / 1000));
  // MESH keeps what it took, and says what becomes of it: sent again it would lie there twice.
  return url === mailboxAddress || (url !== null && findMeshMailbox(url) !== undefined)
    ? longest
    : Math.min(seconds, longest);
}

function findRetry(
  house: House,
  { attempt, urgency }: Consignment,
  result: Extract<DispatchResult, { kind: 'RETRY' | 'TAKEN' }>,
): number {
  return house.timing.findRetryDelay(attempt, result.retryAfterSeconds, urgency);
}

function sayNotAccepted(
  house: House,
  { exchangeId, deliveryId, recipientOrganisationId, attempt }: Consignment,
  problem: string,
): void {
  house.log.warn('delivery-not-accepted', {
    exchangeId,
    deliveryId,
    organisationId: recipientOrganisationId,
    problem,
    attempt,
  });
}

function waitingWord({ urgentSafeguarding }: Consignment): DeliveryWord {
  return urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'QUEUED';
}

function neverWord({ urgentSafeguarding }: Consignment): DeliveryWord {
  return urgentSafeguarding ? 'NOT_DELIVERED_PHONE' : 'NOT_SENT';
}

type Ended = Pick<AttemptRecord, 'dispatchId' | 'ending' | 'answered'>;

/** That it was taken after its time, and what follows; nothing where it was not. */
interface Lateness {
  readonly takenLate?: TakenLate | null;
}

/** What an attempt says of the recipient's system: nothing where none was dialled. */
function says({ dispatcher }: House, answered: boolean): Pick<AttemptRecord, 'answered'> {
  return dispatcher.handsTo === undefined ? { answered } : {};
}

/** Ends a delivery for good, with its outcome entry (rulings 15), and tells people of what has arrived. */
export async function finishDelivery(
  house: House,
  consignment: EndedConsignment,
  state: 'DELIVERED' | 'REJECTED' | 'EXPIRED',
  why: string,
  ended: Ended,
  { takenLate }: Lateness = {},
): Promise<void> {
  const { exchangeId, deliveryId, dataSubject } = consignment;
  // The sender of the first attempt is told to phone, and the contact raised, by whoever answers.
  if (state !== 'DELIVERED' && consignment.urgentSafeguarding && consignment.attempt > 1)
    house.pageOnCall('safeguarding-never-arrived');
  const notices =
    state === 'DELIVERED'
      ? await keepSafeNotices(house, dataSubject, [
          ...consignment.composeNotices(),
          ...(takenLate?.notices ?? []),
        ])
      : [];
  const entries = await house.ledger.prepare([
    draftOutcomeEntry({
      at: house.clock.now(),
      exchangeId,
      dataSubject,
      content: {
        schema: 'assent.outcome/1',
        deliveryId,
        decisionEntryId: consignment.decisionEntryId,
        outcome: state,
        why,
        attempts: consignment.attempt,
        ...(takenLate === undefined ? {} : { takenLate: true }),
      },
      index: {
        sourceOrganisationId: consignment.sourceOrganisationId,
        recipientOrganisationId: consignment.recipientOrganisationId,
        purpose: consignment.purpose,
        messageType: consignment.messageType,
        outcome: state,
        correlationId: consignment.correlationId,
      },
    }),
    ...notices.map((notice) => draftNoticeEntry(consignment, notice)),
  ]);
  await settle(house, consignment, {
    state,
    entries,
    notices: await Promise.all(notices.map((notice) => sealNotice(house.keyStore, notice))),
    ...(takenLate == null
      ? {}
      : { cases: await sealCases(house, takenLate.cases), followAgain: takenLate.lost }),
    ...ended,
  });
}

/** A lost lease means that another process has taken the delivery over: its word counts, but for what the recipient said. */
async function settle(
  house: House,
  { deliveryId, attempt }: EndedConsignment,
  record: Omit<AttemptRecord, 'deliveryId' | 'attempt'>,
): Promise<void> {
  const recorded = await recordAttempt(house.pool, { deliveryId, attempt, ...record });
  if (recorded.ok) return;
  house.log.warn('delivery-lease-lost', { deliveryId });
  const { dispatchId, ending } = record;
  if (dispatchId !== undefined && ending !== undefined) await endDispatch(house.pool, dispatchId, ending);
}
