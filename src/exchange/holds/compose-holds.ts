import type { HoldBody, HoldDraft, Judge } from '../../holds/index.ts';
import { type ExchangeId, newId } from '../../platform/index.ts';
import type { CategoryCode } from '../../vocabulary/index.ts';
import { isOwnAccess } from '../decide/index.ts';
import type { House } from '../house.ts';
import type { DecidedRecipient } from '../record/draft-decision-entry.ts';
import { listUnasked } from '../redact/index.ts';
import type { AskedMessage, ResolvedExchange } from '../resolve/resolved-exchange.ts';
import { findDoubtsIn, problemsOf } from '../tell-doubts.ts';
import { findDesks } from './find-desks.ts';
import { type HoldReason, findDue, holdLifetimeDays, holdReasonsOf, holdRules } from './hold-rules.ts';

interface Waiting {
  readonly judge: Judge;
  readonly silent: boolean;
  readonly reasons: Set<HoldReason>;
  readonly segmentIds: string[];
  safetyCritical: boolean;
}

/**
 * What the decisions of an exchange put before named people: for each recipient one hold for each of those who must judge,
 * parts of which nobody may learn apart from the others. "Can I share?" opens none, but where a person asks to see their own record:
 * the copy leaves by no gateway, so that the question is all there is of the request (docs/domain/07 AC5, X1).
 */
export async function composeHolds(
  house: House,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  decided: readonly DecidedRecipient[],
): Promise<readonly HoldDraft[]> {
  const { identified } = exchange;
  // Nor does a part of an earlier version of a plan wait: whoever needs it asks for that version.
  const unasked = new Set([
    ...listUnasked(identified.labelled, identified.wanted),
    ...(identified.view?.comparedWith?.parts ?? []),
  ]);
  const holds = await Promise.all(
    decided.map((each) =>
      Promise.all(
        gatherWaiting(each, unasked)
          .flatMap((waiting) => keepPutBefore(waiting, identified, each))
          .map((waiting) => composeHold(house, exchangeId, exchange, each, { ...waiting, unasked })),
      ),
    ),
  );
  return holds.flat();
}

/**
 * What a judgement has let go is not put before anybody a second time, but where a review of what shows a location was the first of
 * two steps, and health parts of a person's own record still need their opinion.
 */
function keepPutBefore(
  waiting: Waiting,
  { kind, supplement }: ResolvedExchange['identified'],
  { resolved: { facts } }: DecidedRecipient,
): readonly Waiting[] {
  if (kind !== 'ADVICE') return supplement === undefined ? [waiting] : [];
  if (!isOwnAccess(facts)) return [];
  if (supplement === undefined)
    return waiting.judge === 'HEALTH_PROFESSIONAL' || waiting.judge === 'SHIELD_REVIEW' ? [waiting] : [];
  const segmentIds = waiting.segmentIds.filter((segmentId) => supplement.segmentIds.includes(segmentId));
  return waiting.judge === 'HEALTH_PROFESSIONAL' && segmentIds.length > 0 ? [{ ...waiting, segmentIds }] : [];
}

/**
 * Urgent safeguarding is never held (rulings 1), and what is refused as a whole waits for nobody; unless its sender is told that
 * it waits, as for a number never seen: then it does, so that nobody who asks again, or judges it, can tell the two apart (AC9).
 */
function gatherWaiting(
  { decision: decided, resolved }: DecidedRecipient,
  unasked: ReadonlySet<string>,
): readonly Waiting[] {
  const decision = standIn(decided);
  if (decision.urgentSafeguarding || decision.outcome === 'DENY') return [];
  const groups = new Map<string, Waiting>();
  const missing = decision.outcome === 'HOLD' && decision.reasons.includes('HOLD_MANDATORY_WITHHELD');
  decision.segments.forEach(({ segmentId, outcome, reasons, silent }, place) => {
    // What nobody asked for waits for nobody.
    if (unasked.has(segmentId)) return;
    const facts = resolved.facts.segments[place];
    const lacks =
      missing &&
      outcome === 'WITHHOLD' &&
      (facts?.mandatory === true || facts?.categories.includes('DEM') === true);
    if (outcome !== 'HOLD' && !lacks) return;
    const found = holdReasonsOf(reasons);
    const fallback: HoldReason = lacks ? 'HOLD_MANDATORY_WITHHELD' : 'HOLD_LEAD_JUDGEMENT';
    const why = found.length > 0 ? found : [fallback];
    const [first = fallback] = why;
    const { judge } = holdRules[first];
    const key = `${judge} ${String(silent)}`;
    const group = groups.get(key) ?? {
      judge,
      silent,
      reasons: new Set<HoldReason>(),
      segmentIds: [],
      safetyCritical: false,
    };
    for (const reason of why) group.reasons.add(reason);
    group.segmentIds.push(segmentId);
    group.safetyCritical ||= facts?.safetyCritical === true;
    groups.set(key, group);
  });
  return [...groups.values()];
}

/** The decision as its sender is told of it (rulings 7). */
function standIn(decision: DecidedRecipient['decision']): DecidedRecipient['decision'] {
  const { told, segments } = decision;
  if (told?.outcome !== 'HOLD') return decision;
  const reasons = [told.reason];
  return {
    ...decision,
    outcome: 'HOLD',
    reasons,
    segments: segments.map((segment) => ({ ...segment, outcome: 'HOLD', reasons })),
  };
}

async function composeHold(
  house: House,
  exchangeId: ExchangeId,
  exchange: ResolvedExchange,
  { decision, resolved }: DecidedRecipient,
  {
    judge,
    silent,
    reasons,
    segmentIds,
    safetyCritical,
    unasked,
  }: Waiting & { readonly unasked: ReadonlySet<string> },
): Promise<HoldDraft> {
  const { message, requester, at } = exchange.identified;
  const { named, desks } = await findDesks(house, exchange, resolved, judge, silent);
  const whole = decision.outcome === 'HOLD';
  const body: HoldBody = {
    judge,
    reasons: [...reasons],
    segmentIds,
    silentSegmentIds: silent ? segmentIds : [],
    categories: gatherCategories(resolved.facts.segments, segmentIds),
    ...(judge === 'AUTHOR' ? gatherProblems(message, segmentIds) : {}),
    waiting: whole
      ? decision.segments
          .filter(({ outcome, segmentId }) => outcome === 'RELEASE' && !unasked.has(segmentId))
          .map(({ segmentId }) => segmentId)
      : [],
    safetyCritical,
    sourceOrganisationId: requester.organisation.organisationId,
    recipient: {
      organisationId: resolved.organisation.organisationId,
      department: resolved.department,
      role: resolved.role,
    },
    messageType: message.type,
    purpose: message.purposeCode,
    correlationId: message.correlationId ?? exchangeId,
    named,
  };
  return {
    holdId: newId<'Hold'>(),
    exchangeId,
    ordinal: resolved.ordinal,
    dataSubject: exchange.dataSubject,
    openedAt: at,
    dueAt: findDue([...reasons], safetyCritical, at, house.holdDays),
    expiresAt: new Date(at.getTime() + holdLifetimeDays * 86_400_000),
    desks,
    body,
  };
}

/** What keeps the parts back until they are put right, where there is such a thing. */
function gatherProblems(message: AskedMessage, segmentIds: readonly string[]): Pick<HoldBody, 'problems'> {
  const doubts = findDoubtsIn(message);
  const told = segmentIds
    .map((segmentId) => [segmentId, problemsOf(doubts, segmentId)] as const)
    .filter(([, problems]) => problems.length > 0);
  return told.length === 0 ? {} : { problems: Object.fromEntries(told) };
}

function gatherCategories(
  segments: DecidedRecipient['resolved']['facts']['segments'],
  segmentIds: readonly string[],
): Readonly<Record<string, CategoryCode[]>> {
  return Object.fromEntries(
    segments
      .filter(({ segmentId }) => segmentIds.includes(segmentId))
      .map(({ segmentId, categories }) => [segmentId, [...categories]]),
  );
}
