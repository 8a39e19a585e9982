import { type Result, asId, newId, ok, refuse, systemTimer, waitForClassEnd } from '../../platform/index.ts';
import { type RecordRequest, parseRecordRequest } from '../../records/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { shedRetrySeconds } from '../admission.ts';
import { answerBeforeDelivery } from '../compose-answer.ts';
import { countExchange } from '../count-exchange.ts';
import { type Deadline, findDatabaseInstant, startDeadline } from '../deadline.ts';
import { decide, findAskerBar, findRequestBar } from '../decide/index.ts';
import { consign } from '../deliver/consignment.ts';
import { deliverRecorded } from '../deliver/deliver.ts';
import { findEmergencyGrant } from '../emergency/emergency-grants.ts';
import type { PulledRecord, SystemCall } from '../exchange.ts';
import { holdPolicy } from '../hold-policy.ts';
import type { House } from '../house.ts';
import { type KnownRequester, identifyCall } from '../identify-message.ts';
import { looksUrgent } from '../looks-urgent.ts';
import { receiveJson } from '../receive/receive-message.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import { type RecordedDelivery, hashRequest, recordExchange } from '../record/record-exchange.ts';
import { nothingOutbound, redactForRecipient } from '../redact-for-recipient.ts';
import type { IdentifiedMessage, ResolvedExchange, ResolvedRecipient } from '../resolve/resolved-exchange.ts';
import { resolveExchange } from '../resolve/resolve-exchange.ts';
import { tellFault } from '../tell-fault.ts';
import { tellUrgentRefusal } from '../tell-urgent-refusal.ts';
import { timeStage } from '../time-stage.ts';
import { type RecordForm, addressRecord } from './address-record.ts';
import { openPointers } from '../locator/open-pointers.ts';
import { findHolder } from './find-holder.ts';
import { openPlan } from './open-plan.ts';
import { type HandOver, startHandOver, toAsker } from './hand-over.ts';
import { type PullParties, probeRequest, readerOf } from './probe-request.ts';
import { recordNothingGiven } from './record-nothing-given.ts';
import { tellAskerBar, tellNothingGiven } from './tell-pull.ts';

/**
 * Every answer without a record takes a whole number of these, in milliseconds: how long it took tells nobody whether there was a
 * child, a record or a refusal (docs/domain/rulings 20).
 */
const answerClass = 1_000;
/** How often it is decided again because a family's choice changed under it. */
const mostEpochMoves = 5;
/** What of the time is kept for deciding, writing down and answering, in milliseconds. */
const ownMilliseconds = 1_500;

/**
 * A pull: a system asks for a record that another organisation holds. It walks the seven stages as a message from the holder to
 * whoever asks would, with two more steps in `resolve`: the bars of the whole request come before the holder is asked, and then
 * the holder is asked. Whatever keeps the record back, whoever asks gets the one uniform answer; the ledger has the true one.
 */
export async function runPull(house: House, call: SystemCall): Promise<Result<PulledRecord, Problem>> {
  const json = await timeStage(house, 'receive', () => receiveJson(call));
  if (!json.ok) return json;
  const parsed = parseRecordRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'message-invalid', errors: parsed.refusal });
  return pullRecord(house, call, parsed.value, asMessage);
}

const asMessage: RecordForm = { form: 'MESSAGE', filters: [], self: '' };

/** Stages 2 to 7 of a pull, in whatever form it was asked for. */
export async function pullRecord(
  house: House,
  call: SystemCall,
  request: RecordRequest,
  form: RecordForm,
): Promise<Result<PulledRecord, Problem>> {
  const asker = await timeStage(house, 'identify', () =>
    identifyCall(house, call, 'records:request', request.requestId),
  );
  if (!asker.ok) return asker;
  const start = systemTimer.now();
  const at = call.evaluateAt ?? call.receivedAt;
  const pull: Pull = { house, call, request, form, asker: asker.value, at };
  const urgent = looksUrgent({ ...request });
  const leave = house.admission.enter(urgent);
  if (leave === null) return refuse({ code: 'overloaded', retryAfter: shedRetrySeconds });
  const answer = await answerInTime(pull, urgent ? 'urgent' : 'usual').finally(leave);
  // What goes out goes at once: that there is a record can be seen anyway.
  if (answer.ok) return answer;
  await waitForClassEnd(systemTimer, answerClass, start);
  // That there is nothing is an ordinary answer, with a number to phone; anything else kept back what somebody needs now.
  return urgent && answer.refusal.code !== 'nothing-given'
    ? refuse(tellUrgentRefusal(house, answer.refusal, 'given', true))
    : answer;
}

/** A pull of somebody who is known already, among others: whoever asks for several at once is answered once, and waits once. */
export function pullKnown(
  house: House,
  call: SystemCall,
  request: RecordRequest,
  asker: KnownRequester,
): Promise<Result<PulledRecord, Problem>> {
  const at = call.evaluateAt ?? call.receivedAt;
  const pull: Pull = { house, call, request, form: asMessage, asker, at };
  return answerInTime(pull, looksUrgent({ ...request }) ? 'urgent' : 'usual');
}

interface Pull {
  readonly house: House;
  readonly call: SystemCall;
  readonly request: RecordRequest;
  readonly form: RecordForm;
  readonly asker: KnownRequester;
  /** The instant decided at. */
  readonly at: Date;
}

async function answerInTime(
  pull: Pull,
  haste: keyof House['deadlines'],
): Promise<Result<PulledRecord, Problem>> {
  const { house, call, request } = pull;
  const deadline = startDeadline(house.deadlines[haste]);
  const handOver = startHandOver(house.timing.leaseSeconds * 1000, toAsker);
  try {
    return await deadline.hold(walk({ ...pull, house: holdPolicy(house) }, deadline, handOver));
  } catch (fault) {
    handOver.settle(false);
    return refuse(tellFault(house, call, request, fault));
  }
}

async function walk(
  pull: Pull,
  deadline: Deadline,
  handOver: HandOver,
): Promise<Result<PulledRecord, Problem>> {
  const { house, call, request, asker, at } = pull;
  const holder = await findHolder(house, request, at);
  if (!holder.ok) return holder;
  const parties: PullParties = { holder: holder.value, asker };
  const nothing = refuse(tellNothingGiven(house, parties.holder.organisation));
  const barred = await askBars(pull, parties, deadline);
  if (barred.kind !== 'OPEN') return barred.kind === 'ASKER' ? refuse(barred.problem) : nothing;

  const giveNothing = async (why: string): Promise<Result<PulledRecord, Problem>> => {
    await recordNothingGiven(pull, parties, barred.exchange, why);
    return nothing;
  };
  const addressed = await timeStage(house, 'resolve', () =>
    obtainRecord(pull, parties, barred.exchange, deadline),
  );
  if (request.plan === undefined)
    house.metrics.holderAnswers.inc({ outcome: addressed.ok ? 'record' : classOf(addressed.refusal) });
  if (!addressed.ok) return giveNothing(addressed.refusal);

  for (let moves = 0; moves < mostEpochMoves; moves += 1) {
    const resolved = await resolveOne(house, addressed.value);
    if (!resolved.ok) return giveNothing(resolved.refusal.code);
    const { exchange, recipient } = resolved.value;
    // Whoever the bars were asked about is whom the record must be about.
    if (exchange.dataSubject !== barred.exchange.dataSubject) return giveNothing('record-of-another-person');
    const decision = await timeStage(house, 'decide', () => decide(recipient.facts, house.policy));
    const outbound = await timeStage(house, 'redact', () =>
      redactForRecipient(call.exchangeId, exchange, recipient, decision, at),
    );
    const decided: DecidedRecipient = { entryId: newId(), resolved: recipient, decision, ...outbound };
    const recorded = await record(pull, exchange, decided, deadline);
    if (recorded.ok) {
      const [delivery] = recorded.value;
      return delivery === undefined
        ? nothing
        : handOut(pull, exchange, delivery, { handOver, remarks: outbound.remarks });
    }
  }
  return refuse({ code: 'overloaded', retryAfter: 1 });
}

/** What a holder's answer counts as. Whoever operates the gateway sees which holder it was in the log. */
function classOf(why: string): 'nothing' | 'too_large' | 'unusable' {
  if (why === 'nothing-held') return 'nothing';
  return why.startsWith('too-many-') ? 'too_large' : 'unusable';
}

/** The record that is asked for: from its holder, or, of a plan version by version, from what was kept. Refused, with a code, why not. */
async function obtainRecord(
  { house, call, request, form, at }: Pull,
  parties: PullParties,
  { dataSubject, identified }: ResolvedExchange,
  deadline: Deadline,
): Promise<Result<IdentifiedMessage, string>> {
  const { emergency } = identified.given ?? {};
  if (request.plan !== undefined) {
    const opened = await openPlan(house, call.exchangeId, request, parties, { dataSubject, at, emergency });
    return opened === undefined ? refuse('nothing-held') : ok(opened);
  }
  if (request.type === 'M20') {
    const pointers = await openPointers(house, call.exchangeId, request, parties, { dataSubject, at });
    return pointers === undefined ? refuse('nothing-held') : ok(pointers);
  }
  const { records } = parties.holder.system;
  if (records === null) return refuse('nothing-held');
  const given = await house.holders.ask({
    service: records,
    request,
    ...(form.resourceId === undefined ? {} : { resourceId: form.resourceId }),
    readerOrganisation: readerOf(request, parties).organisation,
    signal: AbortSignal.timeout(Math.max(1, Math.floor(deadline.left() - ownMilliseconds))),
  });
  if (given.kind === 'NOTHING') return refuse('nothing-held');
  if (given.kind === 'FAILED') return refuse(given.why);
  return addressRecord(house, call.exchangeId, request, parties, given, { at, emergency, form });
}

/** What the bars of the whole request say, asked before the holder is. What they stop is written down like any decision. */
type Barred =
  | { readonly kind: 'OPEN'; readonly exchange: ResolvedExchange }
  | { readonly kind: 'ASKER'; readonly problem: Problem }
  | { readonly kind: 'RECORD' };

async function askBars(pull: Pull, parties: PullParties, deadline: Deadline): Promise<Barred> {
  const { house, call, request, at } = pull;
  const probe = probeRequest(call.exchangeId, request, parties, at);
  for (let moves = 0; moves < mostEpochMoves; moves += 1) {
    const resolved = await resolveWithGrant(pull, probe);
    if (!resolved.ok) return { kind: 'ASKER', problem: resolved.refusal };
    const { exchange, recipient } = resolved.value;
    const asker = findAskerBar(recipient.facts, house.policy);
    if (asker === null && findRequestBar(recipient.facts, house.policy) === null)
      return { kind: 'OPEN', exchange };
    const decision = decide(recipient.facts, house.policy);
    const decided = { entryId: newId<'Entry'>(), resolved: recipient, decision, ...nothingOutbound };
    const recorded = await record(pull, exchange, decided, deadline);
    if (recorded.ok)
      return asker === null ? { kind: 'RECORD' } : { kind: 'ASKER', problem: tellAskerBar(asker) };
  }
  return { kind: 'ASKER', problem: { code: 'overloaded', retryAfter: 1 } };
}

/** The request with the emergency access that it names, if that was granted to this very person for this very child. */
async function resolveWithGrant(
  { house, request, asker, at }: Pull,
  probe: IdentifiedMessage,
): Promise<Result<ResolvedOne, Problem>> {
  const resolved = await resolveOne(house, probe);
  const { emergencyAccess } = request;
  if (!resolved.ok || emergencyAccess === undefined || asker.practitioner === null) return resolved;
  const { dataSubject } = resolved.value.exchange;
  const { staffId } = asker.practitioner;
  const to = { organisationId: asker.organisation.organisationId, staffId };
  const grant =
    dataSubject === null
      ? undefined
      : await findEmergencyGrant(house, asId<'Grant'>(emergencyAccess), to, dataSubject, at);
  if (grant === undefined) return resolved;
  const emergency = { reasonGiven: true, person: staffId, expires: grant.expiresAt.toISOString() };
  return resolveOne(house, { ...probe, given: { emergency } });
}

interface ResolvedOne {
  readonly exchange: ResolvedExchange;
  readonly recipient: ResolvedRecipient;
}

async function resolveOne(
  house: House,
  identified: IdentifiedMessage,
): Promise<Result<ResolvedOne, Problem>> {
  const resolved = await timeStage(house, 'resolve', () => resolveExchange(house, identified));
  if (!resolved.ok) return resolved;
  const [recipient] = resolved.value.recipients;
  if (recipient === undefined) throw new Error('a pull has one reader');
  return ok({ exchange: resolved.value, recipient });
}

/** Stage 6. A pull is never answered from an earlier one: asked for again, it is decided again. */
async function record(
  { house, call, request, form }: Pull,
  exchange: ResolvedExchange,
  decided: DecidedRecipient,
  deadline: Deadline,
): ReturnType<typeof recordExchange> {
  const answerBy = await findDatabaseInstant(house.tellTime, deadline);
  const recorded = await timeStage(house, 'record', () =>
    recordExchange(house, {
      exchangeId: call.exchangeId,
      exchange,
      decided: [decided],
      answers: [answerBeforeDelivery(house, exchange, decided)],
      idempotencyKey: `PULL ${call.exchangeId}`,
      requestHash: hashRequest(house, 'PULL', Buffer.from(JSON.stringify({ request, form }))),
      receivedAt: call.receivedAt,
      answerBy,
    }),
  );
  if (recorded.ok) countExchange(house, exchange.identified, [decided], call.exchangeId);
  return recorded;
}

/** Stage 7. The body goes as the answer, fenced by the same terms as a delivery that is sent (docs/decisions/0010). */
async function handOut(
  { house, call, form }: Pull,
  exchange: ResolvedExchange,
  delivery: RecordedDelivery,
  { handOver, remarks }: { readonly handOver: HandOver; readonly remarks: readonly string[] },
): Promise<Result<PulledRecord, Problem>> {
  const consignment = consign(house, call.exchangeId, exchange, delivery);
  const ended = timeStage(house, 'deliver', () =>
    deliverRecorded({ ...house, dispatcher: { ...house.dispatcher, ...handOver.dispatcher } }, consignment),
  ).then(() => null);
  const dispatch = await Promise.race([handOver.dispatched, ended]);
  if (dispatch === null) return refuse({ code: 'overloaded', retryAfter: 1 });
  const { body, mediaType, headers } = dispatch;
  const { settle } = handOver;
  if (form.form === 'MESSAGE') return ok({ body, mediaType, headers, settle });
  // A resource that is read has no place beside it, and a search says the same twice.
  const said = remarks.length === 0 ? {} : { 'assent-remarks': remarks.join(' ') };
  return ok({ body, mediaType: 'application/fhir+json', headers: { ...headers, ...said }, settle });
}
