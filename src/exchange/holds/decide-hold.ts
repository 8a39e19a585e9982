import { type Hold, deskOfRole, deskOfStaff, isOpen } from '../../holds/index.ts';
import {
  type HoldId,
  type Result,
  asId,
  canonicalJson,
  ok,
  refuse,
  uuidShape,
} from '../../platform/index.ts';
import type { Problem, ScopeCode } from '../../vocabulary/index.ts';
import type { HoldAnswer, SystemCall } from '../exchange.ts';
import type { House } from '../house.ts';
import { identifyCall } from '../identify-message.ts';
import { type HoldDecisionRequest, parseHoldDecision } from '../receive/hold-decision-request.ts';
import { receiveJson } from '../receive/receive-message.ts';
import { callRecord } from '../record/call-record.ts';
import { type JudgingPerson, checkJudgement } from './check-judgement.ts';
import { draftNoticeEntry } from '../deliver/draft-notice-entry.ts';
import { sealNotice } from '../../notices/index.ts';
import { draftHoldEntry } from './draft-hold-entry.ts';
import { composeReviewNotice } from './tell-of-holds.ts';
import { answerHold } from './hold-answer.ts';
import { tellClosed, tellGone } from './tell-closed.ts';
import {
  type JudgementToTake,
  type TakeRefusal,
  describeJudgement,
  releaseHold,
  tellJudgement,
} from './release-hold.ts';

/** How often a judgement is made again because something moved under it, before its judge must try again. */
const mostMoves = 5;
/** Who looks or judges, and what ties their assertion to this request. */
export interface IdentifiedJudge {
  readonly by: JudgingPerson;
  readonly assertionId: string;
}

/** Nobody looks at what waits, or judges it, but a named person for whom their organisation has signed (rulings 18). */
export async function identifyJudge(
  house: House,
  call: SystemCall,
  scope: Extract<ScopeCode, `holds:${string}`>,
  boundTo: string | undefined,
): Promise<Result<IdentifiedJudge, Problem>> {
  const requester = await identifyCall(house, call, scope, boundTo);
  if (!requester.ok) return requester;
  const { organisation, practitioner } = requester.value;
  if (practitioner === null) return refuse({ code: 'practitioner-required' });
  const { staffId, role, assertionId } = practitioner;
  return ok({ by: { organisationId: organisation.organisationId, staffId, role }, assertionId });
}

/** The desks at which a person sits. */
export function desksOf({ organisationId, staffId, role }: JudgingPerson): readonly string[] {
  return [deskOfStaff(organisationId, staffId), deskOfRole(organisationId, role)];
}

/**
 * The hold, if it waits before this person now. A lead for whom it was opened and who leads no longer has no more to do with it.
 * Anything else is not found, whether it exists or not.
 */
export async function findHoldFor(
  house: House,
  by: JudgingPerson,
  holdId: string,
  at: Date,
): Promise<Hold | undefined> {
  if (!uuidShape.test(holdId)) return undefined;
  const id = asId<'Hold'>(holdId);
  const hold = await house.holds.findHold(id);
  if (hold === undefined) return undefined;
  if (await house.holds.isAtDesk(id, [deskOfRole(by.organisationId, by.role)])) return hold;
  if (!(await house.holds.isAtDesk(id, [deskOfStaff(by.organisationId, by.staffId)]))) return undefined;
  if (hold.body.judge !== 'LEAD' || hold.dataSubject === null || !isOpen(hold)) return hold;
  const lead = await house.relationships.findLead(hold.dataSubject, at);
  const leads = lead?.organisationId === by.organisationId && lead.staffId === by.staffId;
  return leads ? hold : undefined;
}

/**
 * `POST /v1/holds/{id}/decision`. Takes the judgement of whoever the hold waits for. Of two who judge at once, at whatever replicas,
 * one is first, and the other is told what stands; said again in the same words it gives the same answer and does nothing.
 */
export async function decideHold(
  house: House,
  call: SystemCall,
  holdId: string,
): Promise<Result<HoldAnswer, Problem>> {
  const json = receiveJson(call);
  if (!json.ok) return json;
  const parsed = parseHoldDecision(json.value);
  if (!parsed.ok) return refuse({ code: 'hold-decision-invalid', errors: parsed.refusal });
  const judge = await identifyJudge(house, call, 'holds:decide', call.idempotencyKey);
  if (!judge.ok) return judge;
  const { by, assertionId } = judge.value;
  const at = call.evaluateAt ?? call.receivedAt;
  const request = parsed.value;
  const said = canonicalJson(json.value);
  for (let moves = 0; moves < mostMoves; moves += 1) {
    const hold = await findHoldFor(house, by, holdId, at);
    if (hold === undefined) return refuse({ code: 'not-found' });
    const before = await house.holds.saidBefore(hold.holdId, by, said);
    if (before === 'SAME') return ok(await answerHold(house, hold, by));
    if (before === 'OTHER' || !isOpen(hold)) return refuse(tellClosed(hold, before === 'OTHER'));
    const fit = checkJudgement(hold, request, by);
    if (!fit.ok) return fit;
    const seen = await house.holds.findOfExchange(hold.exchangeId, hold.ordinal);
    const release = findRelease(hold, request);
    const taken = await takeJudgement(house, {
      hold,
      seen,
      request,
      release,
      said,
      by,
      assertionId,
      at,
      receivedAt: call.receivedAt,
    });
    if (taken.ok) return answerAfter(house, hold.holdId, by);
    if (taken.refusal !== 'AGAIN' && taken.refusal !== 'GONE') return refuse(taken.refusal);
    if (taken.refusal === 'GONE' && (await waitsStill(house, hold))) return refuse(tellGone);
  }
  return refuse({ code: 'overloaded', retryAfter: 1 });
}

async function waitsStill({ holds }: House, { holdId }: Hold): Promise<boolean> {
  const hold = await holds.findHold(holdId);
  return hold !== undefined && isOpen(hold);
}

/** What goes by this judgement: of two who must both judge, what both let go. */
function findRelease({ judgements }: Hold, { release = [] }: HoldDecisionRequest): readonly string[] {
  const first = judgements.find(({ outcome }) => outcome === 'WAITS_FOR_SECOND');
  return first === undefined ? release : release.filter((segmentId) => first.release.includes(segmentId));
}

/** A release walks the stages; so does a decision that sharing would do more harm, which is a decision of its own. */
async function takeJudgement(house: House, take: JudgementToTake): Promise<Result<undefined, TakeRefusal>> {
  const { hold, seen, request, at, said } = take;
  const first = !hold.judgements.some(({ outcome }) => outcome === 'WAITS_FOR_SECOND');
  const waits = hold.body.judge === 'SHIELD_REVIEW' && first && request.refuse !== true;
  if (!waits && (request.refuse !== true || request.moreDetrimental === true))
    return releaseHold(house, take);
  const outcome = waits ? 'WAITS_FOR_SECOND' : 'REFUSED';
  const body = describeJudgement(take, outcome, { sent: [], supplement: null });
  const told = waits ? await composeReviewNotice(house, hold, body.release, at) : [];
  const noticed = {
    exchangeId: hold.exchangeId,
    dataSubject: hold.dataSubject,
    purpose: hold.body.purpose,
    correlationId: hold.body.correlationId,
  };
  const recorded = await callRecord(
    house.pool,
    'select entry_id, entry_index::text from exchange.record_judgement($1::jsonb)',
    {
      judgement: await house.holds.sealJudgement({ hold, seen, at, said, body }),
      notices: await Promise.all(
        told.map(({ notice, silent }) => sealNotice(house.keyStore, notice, silent)),
      ),
      entries: await house.ledger.prepare([
        draftHoldEntry(hold, outcome, at, tellJudgement(take, body)),
        ...told.map(({ notice, silent }) => draftNoticeEntry(noticed, notice, silent)),
      ]),
    },
  );
  if (recorded.ok) {
    house.log.info('hold-judged', { exchangeId: hold.exchangeId, outcome });
    return ok(undefined);
  }
  return refuse('AGAIN');
}

async function answerAfter(
  house: House,
  holdId: HoldId,
  by: JudgingPerson,
): Promise<Result<HoldAnswer, Problem>> {
  const hold = await house.holds.findHold(holdId);
  return hold === undefined ? refuse({ code: 'not-found' }) : ok(await answerHold(house, hold, by));
}
