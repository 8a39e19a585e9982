import type { ExchangeId } from '../platform/index.ts';
import type { Message } from '../records/index.ts';
import type { Decision } from './decide/index.ts';
import { findAcknowledgementDue } from './record/compose-consequences.ts';
import type { LeftBehind } from './record/split-decision.ts';
import { showChanges } from './plans/show-changes.ts';
import {
  type OutboundEnvelope,
  type WantedRecord,
  formatWanted,
  listRemarks,
  narrowToWanted,
  redactMessage,
  settleReleased,
} from './redact/index.ts';
import type { ResolvedExchange, ResolvedRecipient, Supplement } from './resolve/resolved-exchange.ts';

/** What would leave for one recipient: the exact bytes, and what hangs on something withheld and so stays behind. */
export interface OutboundRecord extends LeftBehind {
  readonly body: Buffer | null;
  /** What its reader is told beside it, where its form has no place for that. */
  readonly remarks: readonly string[];
}

/** Nothing leaves, and nothing of it hangs on anything. */
export const nothingOutbound: OutboundRecord = {
  body: null,
  leftOut: [],
  leftOutSilently: [],
  remarks: [],
};

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
  const { message, supplement, wanted, view } = exchange.identified;
  const { labelled } = recipient;
  // A question has no content that could leave.
  if (decision.released.length === 0 || 'form' in message) return nothingOutbound;
  const released = new Set(
    supplement === undefined ? decision.released : narrow(exchange, decision, supplement),
  );
  if (released.size === 0) return { ...nothingOutbound, leftOut: decision.released };
  // Of what went before a supplement says nothing: neither that it went nor that it stayed. Nor does a correction say that there was
  // something else to correct.
  const isWhole = supplement === undefined || supplement.first;
  // What is left out of the earlier version of a plan is not there to be missed.
  const isShown = view !== undefined;
  const compared = view?.comparedWith?.parts ?? new Set();
  const told =
    isWhole && exchange.correction === null && compared.size === 0
      ? labelled
      : labelled.map((part) =>
          released.has(part.segmentId) || (isShown && !compared.has(part.segmentId))
            ? part
            : { ...part, labelled: false },
        );
  const scope = wanted ?? (supplement && findEntries(message, told, released));
  // What went before is there for whatever refers to it, and is left out again at the end.
  const [known, parts] = scope === undefined ? [released, told] : [new Set(decision.released), labelled];
  const settlement = settleReleased(message, parts, known);
  const settled = settlement.released;
  const leftOut = decision.released.filter((segmentId) => !settled.has(segmentId));
  const silent = new Set(
    decision.segments.filter((segment) => segment.silent).map(({ segmentId }) => segmentId),
  );
  // What would go if the silent parts went too stays behind because of them.
  const beside =
    silent.size === 0 || leftOut.length === 0
      ? settled
      : settleReleased(
          message,
          parts.map((part) => (silent.has(part.segmentId) ? { ...part, labelled: true } : part)),
          new Set([...known, ...silent]),
        ).released;
  const leftOutSilently = leftOut.filter((segmentId) => beside.has(segmentId));
  const outbound = addressTo(exchangeId, message, exchange, recipient, decision, sentAt);
  if (scope === undefined || message.type !== 'FHIR') {
    const redacted = redactMessage(message, told, released, outbound);
    const shown = view === undefined ? redacted : showChanges(redacted, view);
    return { body: Buffer.from(JSON.stringify(shown)), leftOut, leftOutSilently, remarks: [] };
  }
  const narrowed = narrowToWanted(message, told, settlement, scope);
  if (narrowed.empty) return { ...nothingOutbound, leftOut: decision.released, leftOutSilently };
  const going = new Set([...narrowed.released].filter((segmentId) => released.has(segmentId)));
  const redacted = redactMessage(narrowed.message, narrowed.labelled, going, outbound);
  return {
    body: Buffer.from(JSON.stringify(formatWanted(redacted, scope))),
    leftOut: decision.released.filter((segmentId) => !going.has(segmentId)),
    leftOutSilently,
    remarks: listRemarks(redacted),
  };
}

/** The entries of a bundle that a supplement brings something of; undefined for what is no bundle. */
function findEntries(
  message: Message,
  labelled: ResolvedExchange['identified']['labelled'],
  released: ReadonlySet<string>,
): WantedRecord | undefined {
  if (message.type !== 'FHIR' || message.resource['resourceType'] !== 'Bundle') return undefined;
  const entries = labelled.flatMap(({ segmentId, pointer }) => {
    const position = /^\/resource\/entry\/(\d+)\/resource$/.exec(pointer)?.[1];
    return position !== undefined && released.has(segmentId) ? [Number(position)] : [];
  });
  return { form: 'MESSAGE', entries, filters: [], self: '' };
}

/**
 * What a supplement brings: of what is released the parts that it is for, and who it is about. Nothing goes where none of the
 * parts does.
 */
function narrow(
  { identified: { labelled } }: ResolvedExchange,
  { released }: Decision,
  { segmentIds }: Supplement,
): readonly string[] {
  const going = released.filter((segmentId) => segmentIds.includes(segmentId));
  const envelope = new Set(
    labelled.filter(({ part }) => part === 'ENVELOPE').map(({ segmentId }) => segmentId),
  );
  if (going.every((segmentId) => envelope.has(segmentId))) return [];
  const identity = labelled
    .filter(
      ({ part, categories, aboutRefs }) =>
        part === 'ENVELOPE' &&
        categories.includes('DEM') &&
        (aboutRefs.length === 0 || aboutRefs.includes('subject')),
    )
    .map(({ segmentId }) => segmentId);
  const around = labelled
    .filter(({ part, pointer }) => part === 'RESOURCE' && stands(going, pointer, labelled))
    .map(({ segmentId }) => segmentId);
  const besides = new Set([...identity, ...around]);
  return [...new Set([...released.filter((segmentId) => besides.has(segmentId)), ...going])];
}

/** Whether one of these parts stands inside what has this pointer: it cannot go without that. */
function stands(
  going: readonly string[],
  pointer: string,
  labelled: ResolvedExchange['identified']['labelled'],
): boolean {
  return labelled.some((part) => part.pointer.startsWith(`${pointer}/`) && going.includes(part.segmentId));
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
  const acknowledgement =
    exchange.correction === null ? undefined : findAcknowledgementDue(sentAt).toISOString();
  const dueBy = acknowledgement?.slice(0, 10) ?? message.dueBy ?? feedback?.slice(0, 10);
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
    ...(exchange.identified.supplement === undefined
      ? {}
      : { supplementTo: exchange.identified.supplement.to }),
    ...(message.supersedes === undefined ? {} : { supersedes: message.supersedes }),
    ...(exchange.plan === null ? {} : { planId: exchange.plan.planId }),
    ...(exchange.identified.view === undefined ? {} : { asAt: exchange.identified.view.asAt }),
    ...(dueBy === undefined ? {} : { dueBy }),
    ...(exchange.dataSubject === null ? { identityUnconfirmed: true } : {}),
    ...(showsWish ? { wishes: [wish] } : {}),
  };
}
