import { createHash, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { DispatchTerms } from '../../ledger/index.ts';
import type { House } from '../house.ts';
import { startDispatch } from '../record/dispatch-sql.ts';
import { type Result, ok, refuse } from '../../platform/index.ts';
import { mailboxAddress } from '../../agreements/index.ts';
import { sealCollection } from '../mailbox/kept-consignment.ts';
import type { Consignment } from './consignment.ts';
import type { DispatchResult } from './dispatch.ts';
import type { Dispatcher } from './dispatcher.ts';

/** What came of an attempt to dispatch: how it ended, or why it did not start. */
export type DispatchOutcome =
  | {
      readonly started: true;
      readonly dispatchId: string;
      readonly result: DispatchResult;
      /** Whether it ended after the time until which any recipient that looks at its clock takes it (docs/decisions/0010). */
      readonly late: boolean;
    }
  | { readonly started: false; readonly why: NotStarted };

/**
 * Why a dispatch did not start. `NO_ENDPOINT`: nowhere to send it today; `IN_MAILBOX`: its recipient collects it. Otherwise what
 * the database said when it was to start.
 */
export type NotStarted = 'NO_ENDPOINT' | 'IN_MAILBOX' | 'EPOCH_MOVED' | 'LEASE_LOST' | 'WAITS_TURN';

/** Where a body goes that somebody waits for: nowhere that could be dialled. */
const answerAddress = 'urn:assent:answer';

/**
 * Sends a recorded disclosure once, with its receipt and the terms of this dispatch. The receipt is fetched first, so that
 * writing down the start is the last thing before the first byte leaves: no withdrawal that was recorded before that is
 * overtaken, on whichever replica it came in.
 */
export async function dispatchRecorded(house: House, consignment: Consignment): Promise<DispatchOutcome> {
  const { deliveryId, body, evidence } = consignment;
  const address = findAddress(house.dispatcher.handsTo, consignment);
  if (!address.ok) return { started: false, why: address.refusal };
  house.ledger.checkMayDisclose();
  const receipt = await house.ledger.getReceipt(evidence.index, evidence.statement);
  const bodyHash = createHash('sha256').update(body).digest();
  const dispatchId = randomUUID();
  const { leaseSeconds, clockMarginSeconds } = house.timing;
  const begun = performance.now();
  const started = await startDispatch(house.pool, {
    dispatchId,
    deliveryId,
    attempt: consignment.attempt,
    decisionEntryId: consignment.decisionEntryId,
    guards: consignment.guards,
    leaseSeconds,
    // A recipient that collects says afterwards that it has it, whatever becomes of this process or of the message meanwhile.
    collection: isCollected(house.dispatcher) ? await sealCollection(house, consignment) : null,
  });
  if (!started.ok) {
    const { refusal } = started;
    return {
      started: false,
      why: refusal === 'EPOCH_MOVED' || refusal === 'WAITS_TURN' ? refusal : 'LEASE_LOST',
    };
  }
  const terms: DispatchTerms = { deliveryId, bodyHash, ...started.value };
  const dispatchNote = await house.ledger.signDispatch(terms);
  // A process that was stopped meanwhile fences itself off; where it is stopped later still, the recipient sees the time.
  if (performance.now() - begun >= leaseSeconds * 1000) return { started: false, why: 'LEASE_LOST' };
  const result = await house.dispatcher.dispatch({
    url: address.value,
    body,
    mediaType: 'application/json',
    headers: {
      'assent-exchange-id': consignment.exchangeId,
      'assent-delivery-id': deliveryId,
      'assent-message-type': consignment.messageType,
      'assent-receipt': Buffer.from(receipt).toString('base64'),
      'assent-receipt-opening': Buffer.from(JSON.stringify(evidence.opening)).toString('base64'),
      'assent-dispatch': Buffer.from(dispatchNote).toString('base64'),
      'content-digest': `sha-256=:${bodyHash.toString('base64')}:`,
    },
  });
  const late = performance.now() - begun >= (leaseSeconds + clockMarginSeconds) * 1000;
  return { started: true, dispatchId, result, late };
}

function isCollected({ handsTo }: Pick<Dispatcher, 'handsTo'>): boolean {
  return handsTo !== undefined && handsTo !== 'ASKER';
}

/** Only the system that receives today may collect: who did when the message came may no longer. */
function findAddress(
  handsTo: Dispatcher['handsTo'],
  { url, systemId }: Consignment,
): Result<string, 'NO_ENDPOINT' | 'IN_MAILBOX'> {
  if (handsTo === 'ASKER') return ok(answerAddress);
  if (handsTo !== undefined)
    return handsTo.collector === systemId ? ok(answerAddress) : refuse('NO_ENDPOINT');
  if (url === null) return refuse('NO_ENDPOINT');
  return url === mailboxAddress ? refuse('IN_MAILBOX') : ok(url);
}
