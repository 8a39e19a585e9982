import type { ExchangeId } from '../platform/index.ts';
import type { Message } from '../records/index.ts';
import type { Decision } from './decide/index.ts';
import { type OutboundEnvelope, redactMessage, settleReleased } from './redact/index.ts';
import type { ResolvedExchange, ResolvedRecipient } from './resolve/resolved-exchange.ts';

/** What would leave for one recipient: the exact bytes, and what hangs on something withheld and so stays behind. */
export interface OutboundRecord {
  readonly body: Buffer | null;
  readonly leftOut: readonly string[];
}

const wish =
  'A person who may decide for the child has said no to sharing this. The law has it shared all the same; the wish is shown so that it can be weighed.';

/** Stage 5 for one recipient: a new record from the released parts alone, turned into bytes once. */
export function redactForRecipient(
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  recipient: ResolvedRecipient,
  decision: Decision,
  sentAt: Date,
): OutboundRecord {
  const { message, labelled } = exchange.identified;
  // A question has no content that could leave.
  if (decision.released.length === 0 || 'form' in message) return { body: null, leftOut: [] };
  const released = new Set(decision.released);
  const settled = settleReleased(message, labelled, released).released;
  const outbound = addressTo(exchangeId, message, exchange, recipient, decision, sentAt);
  return {
    body: Buffer.from(JSON.stringify(redactMessage(message, labelled, released, outbound))),
    leftOut: decision.released.filter((segmentId) => !settled.has(segmentId)),
  };
}

function addressTo(
  exchangeId: ExchangeId,
  message: Message,
  exchange: ResolvedExchange,
  recipient: ResolvedRecipient,
  decision: Decision,
  sentAt: Date,
): OutboundEnvelope {
  const named = message.recipients[recipient.ordinal];
  if (named === undefined) throw new Error('a recipient was decided on that the message does not name');
  const showsWish = decision.obligations.some(({ kind }) => kind === 'SHOW_WISH');
  const feedback = decision.obligations.find(({ kind }) => kind === 'FEEDBACK_DUE')?.due;
  const dueBy = message.dueBy ?? feedback?.slice(0, 10);
  return {
    exchangeId,
    messageId: message.messageId,
    type: message.type,
    schemaVersion: message.schemaVersion,
    correlationId: message.correlationId ?? exchangeId,
    source: message.source,
    recipient: named,
    purpose: message.purposeCode,
    urgency: message.urgency,
    sentAt: sentAt.toISOString(),
    reliesOnConsent: decision.segments.some(
      ({ outcome, reasons }) => outcome === 'RELEASE' && reasons.includes('PERMIT_CONSENT'),
    ),
    ...(message.supersedes === undefined ? {} : { supersedes: message.supersedes }),
    ...(dueBy === undefined ? {} : { dueBy }),
    ...(exchange.dataSubject === null ? { identityUnconfirmed: true } : {}),
    ...(showsWish ? { wishes: [wish] } : {}),
  };
}
