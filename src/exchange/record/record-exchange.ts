import { createHash } from 'node:crypto';
import type { SealedJudgement } from '../../holds/index.ts';
import type { EntryDraft, PartOpening, PreparedEntry } from '../../ledger/index.ts';
import { sealNotice } from '../../notices/index.ts';
import { type DeliveryId, type ExchangeId, type Result, newId, ok } from '../../platform/index.ts';
import type { LabelledSegment } from '../../records/index.ts';
import type { ComposedGrant } from '../emergency/composed-grant.ts';
import type { EmergencyAnswer, ExchangeAnswer, RecipientAnswer } from '../exchange.ts';
import { type ActBy, composeCases } from '../cases/compose-cases.ts';
import { sealCases } from '../cases/seal-cases.ts';
import { composeClocks } from '../clocks/compose-clocks.ts';
import { draftNoticeEntry } from '../deliver/draft-notice-entry.ts';
import { findInbox } from '../find-inbox.ts';
import { composeHolds } from '../holds/compose-holds.ts';
import { draftHoldEntry } from '../holds/draft-hold-entry.ts';
import { composeWaitingNotices } from '../holds/tell-of-holds.ts';
import type { House } from '../house.ts';
import type { GivenJudgements } from '../resolve/given-judgements.ts';
import type { PlanView } from '../plans/plan-view.ts';
import type { KnownPlan } from '../resolve/carried.ts';
import type {
  AskedMessage,
  ExchangeKind,
  ResolvedExchange,
  Supplement,
} from '../resolve/resolved-exchange.ts';
import { type DecidedRecipient, disclosurePart, draftDecisionEntry } from './draft-decision-entry.ts';
import type { RecordRefusal, RecordedEntry } from './call-record.ts';
import { type ExchangeRecord, recordExchange as writeExchange } from './exchange-sql.ts';
import { composeConsequences, draftCorrectionEntry } from './compose-consequences.ts';
import { draftUnsentEntry } from './draft-unsent-entry.ts';
import { findExpiry } from './find-expiry.ts';
import { findReliances } from './find-reliances.ts';
import { sealBlob } from './sealed-blob.ts';
import { waitsForNoChoice } from './waits-for-no-choice.ts';

/** What stage 6 needs besides the decisions. */
export interface RecordQuestion {
  readonly exchangeId: ExchangeId;
  readonly exchange: ResolvedExchange;
  readonly decided: readonly DecidedRecipient[];
  readonly answers: readonly RecipientAnswer[];
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly receivedAt: Date;
  /**
   * When its sender will have been told that nothing was sent, on the database's clock: later nothing is written.
   * Null for a supplement, whose judge asks again and learns how it went.
   */
  readonly answerBy: Date | null;
  /** For a supplement: the judgement that it rests on, taken in the same statement, and what is written with it. */
  readonly judged?: {
    readonly judgement: SealedJudgement;
    readonly by: ActBy;
    readonly entries: readonly EntryDraft[];
  };
  /** For an emergency access that is granted: the grant and what is written with it, and the answer that names it. */
  readonly granted?: ComposedGrant & { readonly answer: EmergencyAnswer };
}

/** A disclosure that is written down and may now leave. */
export interface RecordedDelivery {
  readonly deliveryId: DeliveryId;
  /** Which attempt this is: it names whose the lease is. */
  readonly attempt: number;
  readonly decided: DecidedRecipient;
  /** What the receipt is made of. */
  readonly evidence: DisclosureEvidence;
  readonly expiresAt: Date;
}

/** Where the decision stands in the ledger, and the opening by which its recipient sees that it speaks of the bytes it got. */
export interface DisclosureEvidence {
  readonly index: bigint;
  readonly statement: string;
  readonly opening: PartOpening;
}

/**
 * Stage 6. Writes every decision down, guarded by the consent epochs, before anything leaves; or nothing at all.
 * @throws LedgerUnwitnessedError while nothing may leave for want of witnesses (docs/decisions/0022-witnesses-and-tiles.md)
 */
export async function recordExchange(
  house: House,
  question: RecordQuestion,
): Promise<Result<readonly RecordedDelivery[], RecordRefusal>> {
  const { exchange, decided, exchangeId } = question;
  const { message, requester, kind } = exchange.identified;
  if (kind !== 'ADVICE') house.ledger.checkMayDisclose();
  const writtenAt = house.clock.now();
  const persons = exchange.dataSubject === null ? [] : [exchange.dataSubject];
  const correlationId = message.correlationId ?? exchangeId;
  const holds = await composeHolds(house, exchangeId, exchange, decided);
  const told = composeWaitingNotices(exchangeId, exchange, decided, holds, writtenAt);
  const drafts = [
    ...(question.judged?.entries ?? []),
    ...decided.map((each) =>
      draftDecisionEntry(exchangeId, exchange, each, house.policy, writtenAt, question.granted?.evidence),
    ),
    ...(question.granted?.entries ?? []),
    ...draftCorrectionEntry(exchangeId, exchange, writtenAt),
    ...holds.map((hold) => draftHoldEntry(hold, 'OPENED', writtenAt)),
    ...told.map(({ notice, silent }) =>
      draftNoticeEntry(
        { exchangeId, dataSubject: exchange.dataSubject, purpose: message.purposeCode, correlationId },
        notice,
        silent,
      ),
    ),
    ...(kind === 'PUSH' ? decided.filter(hasNobodyToTakeIt) : []).map((each) =>
      draftUnsentEntry(exchangeId, exchange, each, writtenAt),
    ),
  ];
  const deliveries = kind === 'ADVICE' ? [] : planDeliveries(house, question, writtenAt);
  const { bundle, version } = house.policy.version;
  const answer: KeptAnswer = {
    correlationId,
    policyVersion: `${bundle} v${version}`,
    recipients: question.answers,
    phones: decided.map(({ decision, resolved }) =>
      decision.urgentSafeguarding ? (resolved.organisation.phone ?? house.dutyPhone) : null,
    ),
    ...(question.granted === undefined ? {} : { emergency: question.granted.answer }),
  };
  const kept = keptMessage(question, holds.length > 0);
  // All that is sealed is sealed together, so that each person's key is read once.
  const [prepared, sealedAnswer, payload, sealedHolds, cases, notices, consequences] = await Promise.all([
    house.ledger.prepare(drafts),
    sealBlob(house.keyStore, persons, newId(), answer, `exchange answer ${exchangeId}`),
    kept && sealBlob(house.keyStore, persons, newId(), kept, `exchange payload ${exchangeId}`),
    Promise.all(holds.map((hold) => house.holds.sealHold(hold))),
    sealCases(house, [
      ...composeCases(exchangeId, exchange, decided, question.judged?.by),
      ...(question.granted?.cases ?? []),
    ]),
    Promise.all(told.map(({ notice, silent }) => sealNotice(house.keyStore, notice, silent))),
    kind === 'PUSH' && exchange.identified.supplement === undefined
      ? composeConsequences(house, exchangeId, exchange, decided)
      : null,
  ]);
  const recorded = await writeExchange(house.pool, {
    exchangeId,
    kind: exchange.identified.supplement === undefined ? kind : 'SUPPLEMENT',
    systemId: requester.system.systemId,
    sourceOrganisationId: requester.organisation.organisationId,
    messageId: message.messageId,
    idempotencyKey: question.idempotencyKey,
    requestHash: question.requestHash,
    messageType: message.type,
    purpose: message.purposeCode,
    urgency: message.urgency,
    correlationId,
    receivedAt: question.receivedAt,
    answerBy: question.answerBy,
    answer: sealedAnswer,
    payload,
    recipients: exchange.recipients.map((recipient, position) => ({
      ordinal: recipient.ordinal,
      organisationId: recipient.organisation.organisationId,
      department: recipient.department,
      role: recipient.role,
      outcome: decided[position]?.decision.outcome ?? 'DENY',
    })),
    deliveries,
    holds: sealedHolds,
    cases,
    emergency: question.granted?.sealed ?? null,
    notices: [...(question.granted?.notices ?? []), ...notices],
    consequences,
    clocks: kind === 'PUSH' ? composeClocks(house, exchangeId, exchange, decided) : null,
    judgement: question.judged?.judgement ?? null,
    guards: waitsForNoChoice(decided) ? [] : exchange.guards,
    entries: prepared,
  });
  if (!recorded.ok) return recorded;
  return ok(
    deliveries.flatMap(({ deliveryId, ordinal, expiresAt }): RecordedDelivery[] => {
      const each = decided.find(({ resolved }) => resolved.ordinal === ordinal);
      const sealed = prepared.find(({ entryId }) => entryId === each?.entryId);
      const entry = recorded.value.find(({ entryId }) => entryId === each?.entryId);
      if (each === undefined || sealed === undefined || entry === undefined)
        throw new Error('a delivery lost its entry');
      const evidence = giveEvidence(sealed, entry);
      return [{ deliveryId, attempt: 1, decided: each, evidence, expiresAt }];
    }),
  );
}

/**
 * Writes down decisions whose message its sender must complete and send again: the ledger has the refusals, and the
 * message id is not used up.
 */
export async function recordRefusals(
  house: House,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: readonly DecidedRecipient[],
): Promise<void> {
  const at = house.clock.now();
  const drafts = decided.map((each) => draftDecisionEntry(exchangeId, exchange, each, house.policy, at));
  await house.ledger.append(await house.ledger.prepare(drafts));
}

function hasNobodyToTakeIt({ decision, resolved }: DecidedRecipient): boolean {
  return decision.released.length > 0 && findInbox(resolved) === null;
}

/** What a receipt of an entry that was just appended is made of. */
export function giveEvidence(prepared: PreparedEntry, { index }: RecordedEntry): DisclosureEvidence {
  return { index, statement: prepared.statement, opening: prepared.getOpening(disclosurePart) };
}

/**
 * A keyed hash by which a repeated request is known to be the same: the same body at the same door. Asked for advice and
 * then sent under one key it is not the same, or the answer to the question would be given for the sending.
 */
export function hashRequest(house: House, kind: ExchangeKind, body: Buffer): Buffer {
  const bodyHash = createHash('sha256').update(body).digest('hex');
  return house.keyStore.lookupHash('exchange.request', `${kind} ${bodyHash}`);
}

/** The answer as it is kept for whoever asks again. */
export interface KeptAnswer extends Omit<ExchangeAnswer, 'exchangeId'> {
  /** For each recipient of urgent safeguarding the number to phone while it is not delivered; `null` for others. */
  readonly phones: readonly (string | null)[];
  /** Of an emergency access that was granted: its own answer. */
  readonly emergency?: EmergencyAnswer;
}

/** What a later attempt needs in order to decide again: nothing where everything was settled at once. */
export interface KeptMessage {
  readonly message: object;
  readonly practitioner: ResolvedExchange['identified']['requester']['practitioner'];
  readonly clientId: string;
  /** Set where the sender named the instant to decide at (development and test). */
  readonly evaluateAt: string | null;
  /** The judgements that it was decided on. */
  readonly given?: GivenJudgements;
  /** For a supplement: what it adds to what, and the labels as they were judged. */
  readonly supplement?: Supplement;
  readonly labelled?: readonly LabelledSegment[];
  /** The plan that it brings a version of. */
  readonly plan?: KnownPlan;
  /** What of earlier messages it carries. */
  readonly carries?: ResolvedExchange['identified']['carries'];
  /** Of a correction: everybody whom it is addressed to. There may be more than a message of an author's can name. */
  readonly recipients?: readonly object[];
}

/** What waits of a view of a plan is a part of the version that it shows. */
function withoutCompared(message: AskedMessage, view: PlanView | undefined): object {
  const compared = view?.comparedWith?.parts ?? new Set();
  if (compared.size === 0 || !('segments' in message)) return message;
  return { ...message, segments: message.segments.filter(({ segmentId }) => !compared.has(segmentId)) };
}

/** As many recipients as the form of a message allows. */
const mostRecipients = 20;

function keptMessage({ exchange, decided, receivedAt }: RecordQuestion, isHeld: boolean): KeptMessage | null {
  const { message, requester, at, kind, labelled, given, supplement, carries, addressed, view } =
    exchange.identified;
  const waits = isHeld || (kind !== 'ADVICE' && decided.some(({ body }) => body !== null));
  if (!waits) return null;
  return {
    message:
      addressed === true
        ? { ...message, recipients: message.recipients.slice(0, mostRecipients) }
        : withoutCompared(message, view),
    practitioner: requester.practitioner,
    clientId: requester.system.clientId,
    evaluateAt: at.getTime() === receivedAt.getTime() ? null : at.toISOString(),
    ...(given === undefined ? {} : { given }),
    ...(supplement === undefined ? {} : { supplement, labelled }),
    ...(exchange.plan === null ? {} : { plan: exchange.plan }),
    ...(carries === undefined ? {} : { carries }),
    ...(addressed === true ? { recipients: message.recipients } : {}),
  };
}

function planDeliveries(
  { timing: { leaseSeconds }, keyStore }: House,
  { exchange, decided }: RecordQuestion,
  writtenAt: Date,
): ExchangeRecord['deliveries'] {
  return decided.flatMap(({ body, resolved, entryId, decision }) =>
    body === null || resolved.system === undefined
      ? []
      : [
          {
            deliveryId: newId<'Delivery'>(),
            ordinal: resolved.ordinal,
            systemId: resolved.system.systemId,
            expiresAt: findExpiry(exchange, resolved.ordinal, writtenAt),
            decisionEntryId: entryId,
            leaseSeconds,
            reliances: findReliances(keyStore, resolved.facts, decision),
          },
        ],
  );
}
