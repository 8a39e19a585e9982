import { type Hold, type JudgementBody, isOpen } from '../../holds/index.ts';
import { type ExchangeId, type JsonObject, type Result, newId, ok, refuse } from '../../platform/index.ts';
import type { LabelledSegment } from '../../records/index.ts';
import { type Problem, getCategory, higherLevel } from '../../vocabulary/index.ts';
import { answerBeforeDelivery } from '../compose-answer.ts';
import { type Decision, decide } from '../decide/index.ts';
import { consign } from '../deliver/consignment.ts';
import { deliverRecorded } from '../deliver/deliver.ts';
import { findInbox } from '../find-inbox.ts';
import type { House } from '../house.ts';
import type { HoldDecisionRequest } from '../receive/hold-decision-request.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import { findExchangeById } from '../record/exchange-sql.ts';
import { hashRequest, recordExchange } from '../record/record-exchange.ts';
import { nothingOutbound, redactForRecipient } from '../redact-for-recipient.ts';
import { reopenMessage } from '../reopen-message.ts';
import type { GivenJudgements } from '../resolve/given-judgements.ts';
import type { AskedMessage, IdentifiedMessage, ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { resolveExchange } from '../resolve/resolve-exchange.ts';
import { type JudgingPerson, checkIdentity } from './check-judgement.ts';
import { draftHoldEntry } from './draft-hold-entry.ts';

/** A judgement to be taken. */
export interface JudgementToTake {
  readonly hold: Hold;
  /** Every hold of the same recipient, as it stands. */
  readonly seen: readonly Hold[];
  readonly request: HoldDecisionRequest;
  /** The parts that it lets go: of two people who must both judge, what both let go. */
  readonly release: readonly string[];
  /** The request in canonical form. */
  readonly said: string;
  readonly by: JudgingPerson;
  readonly assertionId: string;
  /** The instant decided at: that of the request, or the one that it names (development and test). */
  readonly at: Date;
  readonly receivedAt: Date;
}

/** Why a judgement was not taken, beside what the caller is told: it is to be made again on what stands now, or what waited is gone. */
export type TakeRefusal = 'AGAIN' | 'GONE' | Problem;

/**
 * Lets parts of a hold go. The message walks the stages again from `resolve` with the judgement as a fact: who may decide, what
 * they chose and which agreement is in force are asked today, so that a withdrawal in the meantime counts and the judgement
 * overrides only what the table lets it (docs/domain/03 §3.5). What goes is a supplement with the correlation of the first.
 */
export async function releaseHold(
  house: House,
  take: JudgementToTake,
): Promise<Result<undefined, TakeRefusal>> {
  const { hold, seen, request, release, by, at } = take;
  const stored = await findExchangeById(house.pool, hold.exchangeId);
  const kept = stored && (await reopenMessage(house, stored, at));
  if (kept === undefined) return refuse('GONE');
  const identified = buildSupplement(kept, take);
  const resolved = await resolveExchange(house, identified);
  if (!resolved.ok) return resolved;
  const exchange = resolved.value;
  const [recipient] = exchange.recipients;
  if (recipient === undefined) throw new Error('a supplement has one recipient');
  const supplementId = newId<'Exchange'>();
  const decision = decide(recipient.facts, house.policy);
  const named = request.refuse === true ? ok(undefined) : checkIdentity(hold, release, decision);
  if (!named.ok) return named;
  const outbound =
    findInbox(recipient) === null
      ? nothingOutbound
      : redactForRecipient(supplementId, exchange, recipient, decision, at);
  const decided: DecidedRecipient = { entryId: newId<'Entry'>(), resolved: recipient, decision, ...outbound };
  const outcome = findOutcome(take, decision);
  const body = describeJudgement(take, outcome, {
    sent: outbound.body === null ? [] : sentParts(exchange, decision, outbound.leftOut),
    supplement: supplementId,
  });
  const judgement = await house.holds.sealJudgement({ hold, seen, at, said: take.said, body });
  const recorded = await recordExchange(house, {
    exchangeId: supplementId,
    exchange,
    decided: [decided],
    answers: [answerBeforeDelivery(house, exchange, decided)],
    idempotencyKey: `supplement ${hold.holdId} ${supplementId}`,
    requestHash: hashRequest(house, 'PUSH', Buffer.from(take.said)),
    receivedAt: take.receivedAt,
    answerBy: null,
    judged: {
      judgement,
      by: { organisationId: by.organisationId, staffId: by.staffId },
      entries: [draftHoldEntry(hold, outcome, at, tellJudgement(take, body))],
    },
  });
  if (!recorded.ok) return refuse('AGAIN');
  await Promise.all(
    recorded.value.map((delivery) =>
      deliverRecorded(house, consign(house, supplementId, exchange, delivery)),
    ),
  );
  house.log.info('hold-judged', { exchangeId: hold.exchangeId, outcome });
  return ok(undefined);

  function findOutcome(
    { hold: { body: held } }: JudgementToTake,
    decided: Decision,
  ): JudgementBody['outcome'] {
    if (request.refuse === true) return 'REFUSED';
    const named = decided.segments.filter(({ segmentId }) => held.segmentIds.includes(segmentId));
    const goes = named.some(({ outcome: each }) => each === 'RELEASE');
    const others = seen.some((each) => each.holdId !== hold.holdId && isOpen(each));
    return goes && (decided.released.length > 0 || others) ? 'RELEASED' : 'REFUSED';
  }

  function buildSupplement(kept: IdentifiedMessage, { hold: { body } }: JudgementToTake): IdentifiedMessage {
    const earlier = seen.filter(({ holdId, state }) => holdId !== hold.holdId && state === 'RELEASED');
    const given = gatherGiven(kept, earlier, take);
    const sent = new Set(earlier.flatMap(({ judgements }) => judgements.flatMap((each) => each.sent)));
    const may = [
      ...release,
      ...earlier.flatMap(({ judgements }) => judgements.flatMap(({ release }) => release)),
      ...seen.flatMap((each) => each.body.waiting),
    ].filter((segmentId) => !sent.has(segmentId));
    const wholeHeld = seen.some((each) => each.body.waiting.length > 0) || body.waiting.length > 0;
    return {
      ...kept,
      message: addressMessage(kept.message, take, hold.exchangeId),
      labelled: applyLabels(kept.labelled, request),
      requester:
        request.attestation === undefined
          ? kept.requester
          : {
              ...kept.requester,
              practitioner: {
                staffId: by.staffId,
                role: by.role,
                leadPractitioner: true,
                assertionId: take.assertionId,
              },
            },
      at,
      given,
      carries: {
        comparedWith: null,
        ...kept.carries,
        messageIds: [kept.message.messageId, ...(kept.carries?.messageIds ?? [])],
      },
      supplement: {
        to: hold.exchangeId,
        holdId: hold.holdId,
        segmentIds: request.refuse === true ? [] : [...new Set(may)],
        first: wholeHeld && sent.size === 0,
      },
    };
  }
}

/** The parts that the body holds. */
function sentParts(
  exchange: ResolvedExchange,
  decision: Decision,
  leftOut: readonly string[],
): readonly string[] {
  const { supplement } = exchange.identified;
  return decision.released.filter(
    (segmentId) => !leftOut.includes(segmentId) && supplement?.segmentIds.includes(segmentId) === true,
  );
}

/**
 * What the message states of lead decisions is among what is given now. Whoever attests speaks for themselves alone: what somebody
 * else had approved or judged in the message does not carry over to the new purpose.
 */
function withoutStatements<Asked extends AskedMessage>(message: Asked, attests: boolean): Asked {
  const dropped = attests ? ['leadDecision', 'approvals', 'professionalOpinions'] : ['leadDecision'];
  const kept = Object.entries(message).filter(([name]) => !dropped.includes(name));
  return Object.fromEntries(kept) as typeof message;
}

/** The message for the one recipient, under a name of its own; with an attestation, under the duty to share. */
function addressMessage(
  message: AskedMessage,
  { hold, request, by }: JudgementToTake,
  to: ExchangeId,
): AskedMessage {
  const { attestation } = request;
  const names = { messageId: newId(), correlationId: message.correlationId ?? to };
  const role = attestation?.recipientRole;
  // A person's question about their own record: nobody attests.
  if ('form' in message)
    return { ...withoutStatements(message, false), ...names, recipients: [nameRecipient(message, hold)] };
  const named = nameRecipient(message, hold);
  return {
    ...withoutStatements(message, attestation !== undefined),
    ...names,
    recipients: [{ ...named, ...(role === undefined ? {} : { role }) }],
    ...(attestation === undefined
      ? {}
      : {
          purposeCode: 'P09',
          dutyAttestation: {
            attestor: by.staffId,
            role: by.role,
            relevanceReason: attestation.relevanceReason,
            functionFacilitated: attestation.functionFacilitated,
            detrimentConsidered: true,
            factOpinionMarked: true,
          },
        }),
  };
}

function nameRecipient<Named>(message: { readonly recipients: readonly Named[] }, { ordinal }: Hold): Named {
  const named = message.recipients[ordinal];
  if (named === undefined) throw new Error('a hold names a recipient that its message does not');
  return named;
}

/** What its author says that a part is; a label never lowers how secret it is. */
function applyLabels(
  labelled: readonly LabelledSegment[],
  { labels = [] }: HoldDecisionRequest,
): readonly LabelledSegment[] {
  return labelled.map((part) => {
    const said = labels.find(({ segmentId }) => segmentId === part.segmentId);
    if (said === undefined || part.labelled) return part;
    const level = said.categoryCodes.map((code) => getCategory(code).level).reduce(higherLevel, 'U');
    return { ...part, labelled: true, categories: said.categoryCodes, level };
  });
}

/** What named people have judged by now: what came with the message, the holds that were released before, and this judgement. */
function gatherGiven(
  { message, given = {} }: IdentifiedMessage,
  earlier: readonly Hold[],
  { hold, request, release, by }: JudgementToTake,
): GivenJudgements {
  const released = [
    ...(message.leadDecision?.segmentIds ?? []),
    ...earlier.filter(({ body }) => body.judge === 'LEAD').flatMap(releasedOf),
    ...(hold.body.judge === 'LEAD' ? release : []),
  ];
  const opinions = [
    ...earlier.flatMap(({ judgements }) =>
      judgements.flatMap((each) => each.opinions.map((opinion) => ({ ...opinion, by: each.by.staffId }))),
    ),
    ...(request.professionalOpinion ?? []).map((opinion) => ({ ...opinion, by: by.staffId })),
  ];
  const reviewed = [...earlier, hold].some(({ body }) => body.judge === 'SHIELD_REVIEW');
  return {
    ...given,
    ...(released.length === 0
      ? {}
      : { leadDecision: { by: by.staffId, segmentIds: [...new Set(released)] } }),
    ...(opinions.length === 0 ? {} : { professionalOpinions: opinions }),
    ...(reviewed && request.refuse !== true ? { shieldReviewDone: true } : {}),
    ...(request.attestation === undefined ? {} : { attested: true }),
    ...(request.confirmedIdentity === undefined ? {} : { confirmedSubject: request.confirmedIdentity }),
    ...(request.moreDetrimental === true
      ? { moreDetrimental: { by: by.staffId, reasons: request.reasons } }
      : {}),
  };
}

function releasedOf({ judgements }: Hold): readonly string[] {
  return judgements.flatMap(({ release }) => release);
}

/** The judgement as it is sealed beside the hold. */
export function describeJudgement(
  { request, release, by }: Pick<JudgementToTake, 'request' | 'release' | 'by'>,
  outcome: JudgementBody['outcome'],
  gone: Pick<JudgementBody, 'sent' | 'supplement'>,
): JudgementBody {
  return {
    by,
    release,
    reasons: request.reasons,
    outcome,
    ...gone,
    attested: request.attestation !== undefined,
    moreDetrimental: request.moreDetrimental === true,
    opinions: request.professionalOpinion ?? [],
  };
}

/** The judgement as the ledger tells it. */
export function tellJudgement(
  { by, request, assertionId }: Pick<JudgementToTake, 'by' | 'request' | 'assertionId'>,
  body: JudgementBody,
): JsonObject {
  return JSON.parse(
    JSON.stringify({
      judgedBy: { ...by, assertionId },
      release: body.release,
      sent: body.sent,
      supplement: body.supplement,
      judgement: request,
    }),
  ) as JsonObject;
}
