import { type Result, newId, ok, refuse } from '../../platform/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import { answerBeforeDelivery } from '../compose-answer.ts';
import { countExchange } from '../count-exchange.ts';
import { type Deadline, findDatabaseInstant, startDeadline } from '../deadline.ts';
import { decide } from '../decide/index.ts';
import type { EmergencyAnswer, SystemCall } from '../exchange.ts';
import { holdPolicy } from '../hold-policy.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { type EmergencyRequest, parseEmergencyRequest } from '../receive/emergency-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import { hashRequest, recordExchange, recordRefusals } from '../record/record-exchange.ts';
import type { IdentifiedMessage, ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { nothingOutbound } from '../redact-for-recipient.ts';
import { tellFault } from '../tell-fault.ts';
import { tellUrgentRefusal } from '../tell-urgent-refusal.ts';
import { timeStage } from '../time-stage.ts';
import { answerEmergency, findEarlierAnswer } from './answer-emergency.ts';
import { type OpeningPractitioner, askInEmergency } from './ask-in-emergency.ts';
import { composeGrant } from './compose-grant.ts';
import type { GrantDraft } from './emergency-grants.ts';
import { emergencyMessageType, mayOpen } from './emergency-rules.ts';
import { type RecordHolder, findHolders, resolveEmergency } from './resolve-emergency.ts';

/**
 * `POST /v1/emergency-access`: opens the least of a child's record without consent, because life or limb is at risk (docs/domain/03
 * §3.2 P14, docs/domain/07 X2). It walks the seven stages like every exchange: nothing is answered that is not written down, and what
 * it opens the policy decides. The safe contact is told, and an officer looks at it by the next working day.
 */
export async function openInEmergency(
  house: House,
  call: SystemCall,
): Promise<Result<EmergencyAnswer, Problem>> {
  const deadline = startDeadline(house.deadlines.urgent);
  let known = false;
  try {
    const received = await deadline.hold(receiveAndIdentify(house, call));
    known = received.ok;
    const answer = received.ok
      ? await deadline.hold(walk(holdPolicy(house), call, received.value, deadline))
      : received;
    return answer.ok ? answer : refuse(tellUrgentRefusal(house, answer.refusal, 'opened', known));
  } catch (fault) {
    const problem = tellFault(house, call, { type: emergencyMessageType, purposeCode: 'P14' }, fault);
    return refuse(tellUrgentRefusal(house, problem, 'opened', known));
  }
}

/** Stages 1 and 2: a request that can be read, of a named practitioner for whom their organisation has signed (rulings 18). */
async function receiveAndIdentify(house: House, call: SystemCall): Promise<Result<EmergencyCall, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseEmergencyRequest(json.value);
  if (!parsed.ok) return refuse({ code: 'emergency-invalid', errors: parsed.refusal });
  const known = await timeStage(house, 'identify', () =>
    identifyCall(house, call, 'emergency:access', call.idempotencyKey),
  );
  if (!known.ok) return known;
  const { practitioner } = known.value;
  if (practitioner === null || call.idempotencyKey === undefined)
    return refuse({ code: 'practitioner-required' });
  return ok({
    request: parsed.value,
    requester: { ...known.value, practitioner },
    key: call.idempotencyKey,
  });
}

/** A request that can be read, and who makes it. */
interface EmergencyCall {
  readonly request: EmergencyRequest;
  readonly requester: OpeningPractitioner;
  readonly key: string;
}

async function walk(
  house: House,
  call: SystemCall,
  { request, requester, key }: EmergencyCall,
  deadline: Deadline,
): Promise<Result<EmergencyAnswer, Problem>> {
  const { organisation, practitioner, system } = requester;
  const at = call.evaluateAt ?? call.receivedAt;
  const minutes = Math.min(request.minutes ?? house.emergencyMinutes, house.emergencyMinutes);
  const expires = new Date(at.getTime() + minutes * 60_000);
  // A key belongs to one person: a colleague who repeats it asks for an access of their own.
  const idempotencyKey = `PULL ${practitioner.staffId} ${key}`;
  const requestHash = hashRequest(house, 'PULL', call.body);
  const earlier = await findEarlierAnswer(house, system.systemId, idempotencyKey, requestHash);
  if (earlier !== undefined) return earlier;
  const answerBy = await findDatabaseInstant(house.tellTime, deadline);
  const named = await findNamed(house, request, at);
  if (!named.ok) return named;
  const holders = await findHolders(house, named.value, organisation, at);
  const unfit = findUnfitness(house, requester, holders);
  const identified = askInEmergency(request, requester, { exchangeId: call.exchangeId, at, expires });
  const exchange = await timeStage(house, 'resolve', () =>
    resolveEmergency(house, identified, holders, unfit === undefined),
  );
  const decided = await decideAll(house, exchange);
  if (unfit !== undefined) {
    await timeStage(house, 'record', () => recordRefusals(house, call.exchangeId, exchange, decided));
    countExchange(house, identified, decided, call.exchangeId);
    return refuse(unfit);
  }
  const granted = decided.filter(({ decision }) => decision.released.length > 0);
  const { dataSubject } = exchange;
  const grant: GrantDraft | undefined =
    dataSubject === null || granted.length === 0
      ? undefined
      : {
          grantId: newId<'Grant'>(),
          to: { organisationId: organisation.organisationId, staffId: practitioner.staffId },
          dataSubject,
          grantedAt: at,
          expiresAt: expires,
          reason: request.reason,
        };
  const answer = grant && (await answerEmergency(house, call.exchangeId, exchange, holders, granted, grant));
  const composed = grant && (await composeGrant(house, call.exchangeId, exchange, granted, grant));
  const recorded = await timeStage(house, 'record', () =>
    recordExchange(house, {
      exchangeId: call.exchangeId,
      exchange,
      decided,
      answers: decided.map((each) => answerBeforeDelivery(house, exchange, each)),
      idempotencyKey,
      requestHash,
      receivedAt: call.receivedAt,
      answerBy,
      ...(composed === undefined || answer === undefined ? {} : { granted: { ...composed, answer } }),
    }),
  );
  if (!recorded.ok) {
    const first = await findEarlierAnswer(house, system.systemId, idempotencyKey, requestHash);
    return first ?? refuse({ code: 'overloaded', retryAfter: 1 });
  }
  countExchange(house, identified, decided, call.exchangeId);
  return answer === undefined ? refuse(nothingHere) : ok(answer);
}

/** The organisations whose records are asked for, each once. */
async function findNamed(
  house: Pick<House, 'agreements'>,
  { from }: EmergencyRequest,
  at: Date,
): Promise<Result<readonly Omit<RecordHolder, 'agreement'>[], Problem>> {
  const found = await Promise.all(
    from.map(async (named) => ({ named, organisation: await house.agreements.findOrganisation(named, at) })),
  );
  const known = found.flatMap(({ named, organisation }) =>
    organisation?.active === true ? [{ named, organisation }] : [],
  );
  if (known.length < found.length) return refuse(unknownHolder);
  const different = new Set(known.map(({ organisation }) => organisation.organisationId));
  return different.size < known.length ? refuse(repeatedHolder) : ok(known);
}

/** Stages 4 and 5: a decision for each holder. No record is built: what is opened is asked for by a request of its own. */
async function decideAll(house: House, exchange: ResolvedExchange): Promise<readonly DecidedRecipient[]> {
  const decisions = await timeStage(house, 'decide', () =>
    exchange.recipients.map(({ facts }) => decide(facts, house.policy)),
  );
  return exchange.recipients.map((resolved, position): DecidedRecipient => {
    const decision = decisions[position];
    if (decision === undefined) throw new Error('every holder has a decision');
    return { entryId: newId<'Entry'>(), resolved, decision, ...nothingOutbound };
  });
}

/** What does not hang on the child is told as it is; everything else is the one answer that a number never seen gets. */
function findUnfitness(
  house: House,
  { organisation, practitioner }: Pick<IdentifiedMessage['requester'], 'organisation' | 'practitioner'>,
  holders: readonly RecordHolder[],
): Problem | undefined {
  if (practitioner === null || !mayOpen(house.policy, organisation, practitioner.role))
    return breaking(
      'role-may-open',
      'Somebody in this role here opens no records in an emergency. Let a clinician of urgent care ask, or phone the duty number.',
    );
  return holders.some(({ agreement }) => agreement !== undefined)
    ? undefined
    : breaking(
        'agreement-in-force',
        'No agreement in force lets you open these records in an emergency. Phone the duty number of whoever holds them.',
      );
}

function breaking(rule: string, message: string): Problem {
  return { code: 'emergency-refused', errors: [{ pointer: '/from', rule, message }] };
}

const nothingHere: Problem = { code: 'not-found' };

const repeatedHolder: Problem = {
  code: 'emergency-invalid',
  errors: [
    {
      pointer: '/from',
      rule: 'repeated',
      message: 'An organisation is named twice, perhaps by two of its identifiers. Name it once.',
    },
  ],
};

const unknownHolder: Problem = {
  code: 'recipient-unknown',
  errors: [
    {
      pointer: '/from',
      rule: 'holder-is-registered',
      message:
        'No organisation that holds records is registered under one of these identifiers. Check them, or ask by the organisation’s ODS code.',
    },
  ],
};
