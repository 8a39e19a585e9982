import type { CompiledPolicy, PolicyAnswer, SegmentCase } from '../../policy/index.ts';
import {
  type CategoryCode,
  type ConsentEffect,
  type ReasonCode,
  getCategory,
} from '../../vocabulary/index.ts';
import type { SegmentDecision, SegmentOutcome } from './decision.ts';
import { explainWhoCouldSayYes } from './explain-who-could-say-yes.ts';
import type { ChoiceFacts, DecisionFacts, SegmentFacts } from './facts.ts';
import { findConsentEffect, safeguardingPurposes } from './find-consent-effect.ts';
import { isFrontDoorReferral, isUrgentSafeguarding } from './urgent-safeguarding.ts';

interface Verdict {
  readonly outcome: SegmentOutcome;
  readonly reasons: readonly ReasonCode[];
  readonly rule: string;
  readonly row: string | null;
  readonly cell: PolicyAnswer['cell'] | null;
  readonly effect: ConsentEffect | null;
}

const severity: Record<SegmentOutcome, number> = { RELEASE: 0, HOLD: 1, WITHHOLD: 2 };

/** Withheld because of a choice, so that a safety-critical part must be judged by a person (docs/domain/03 §3.5). */
const choiceReasons: readonly ReasonCode[] = [
  'REDACT_CONSENT_DENIED',
  'DENY_CONSENT_ABSENT',
  'DENY_CONSENT_CONFLICT',
  'DENY_WITHDRAWN',
];

/**
 * Decides one segment: the author's bars, then each of its categories against matrix, choice and flags. A segment with
 * several categories goes only if every one of them may go.
 */
export function decideSegment(
  facts: DecisionFacts,
  segment: SegmentFacts,
  policy: CompiledPolicy,
): SegmentDecision {
  const verdict = applySafetyNet(
    facts,
    segment,
    barredByAuthor(facts, segment) ?? worstOfCategories(facts, segment, policy),
  );
  const withheld = verdict.outcome !== 'RELEASE';
  return {
    segmentId: segment.segmentId,
    outcome: verdict.outcome,
    silent: withheld && isSilent(segment),
    reasons: verdict.reasons,
    effect: verdict.effect,
    cell: verdict.cell,
    row: verdict.row,
    rule: verdict.rule,
    whoCouldSayYes: withheld ? explainWhoCouldSayYes(verdict.reasons, facts.authority.selfDecides) : null,
    consentRefs: uniqueRefs(segment.choices),
  };
}

/** That it exists is protected, or its author asked for silence: what stays behind of it is not to be noticed. */
export function isSilent(segment: SegmentFacts): boolean {
  return (
    segment.flags.includes('SILENT_WITHHOLD') ||
    segment.categories.some((code) => getCategory(code).sensitiveService)
  );
}

function barred(outcome: SegmentOutcome, reason: ReasonCode, rule: string): Verdict {
  return { outcome, reasons: [reason], rule, row: null, cell: null, effect: null };
}

function barredByAuthor(facts: DecisionFacts, segment: SegmentFacts): Verdict | null {
  if (!segment.labelled || segment.categories.length === 0)
    return barred('HOLD', 'HOLD_UNLABELLED', 'label:unlabelled');
  if (
    segment.flags.includes('EMBARGO_UNTIL') &&
    (segment.embargoUntil === null || segment.embargoUntil > facts.at)
  ) {
    return barred('WITHHOLD', 'DENY_EMBARGO', 'flag:embargo');
  }
  if (segment.notForRoles.includes(facts.recipient.role))
    return barred('WITHHOLD', 'REDACT_HANDLING', 'author:not-for-role');
  const { agreement } = facts;
  // A referral to the front door needs no agreement (rulings 2), so that having one can never make it say less.
  if (agreement !== null && agreement.categories !== 'ALL' && !isFrontDoorReferral(facts)) {
    const covered: readonly CategoryCode[] = agreement.categories;
    if (!segment.categories.every((code) => code === 'DEM' || covered.includes(code))) {
      return barred('WITHHOLD', 'DENY_NO_DSA', 'agreement:category');
    }
  }
  return null;
}

function worstOfCategories(facts: DecisionFacts, segment: SegmentFacts, policy: CompiledPolicy): Verdict {
  const verdicts = segment.categories.map((category) => decideCategory(facts, segment, category, policy));
  const worst = Math.max(...verdicts.map((verdict) => severity[verdict.outcome]));
  const deciding = verdicts.filter((verdict) => severity[verdict.outcome] === worst);
  const first = deciding[0];
  // Reached only if a segment without categories got past the label bar: withhold rather than trust it.
  if (first === undefined) return barred('HOLD', 'HOLD_UNLABELLED', 'label:unlabelled');
  return { ...first, reasons: [...new Set(deciding.flatMap((verdict) => verdict.reasons))] };
}

function decideCategory(
  facts: DecisionFacts,
  segment: SegmentFacts,
  category: CategoryCode,
  policy: CompiledPolicy,
): Verdict {
  const effect = findConsentEffect(facts, category);
  const choice = segment.choices.find((candidate) => candidate.category === category);
  const answer = policy.decideSegment(asCase(facts, segment, category, effect, choice));
  const outcome = answer.outcome === 'FORWARD' ? 'RELEASE' : answer.outcome;
  const closedByWithdrawal =
    outcome === 'WITHHOLD' && choice?.withdrawn === true && effect === 'DETERMINATIVE';
  return {
    outcome,
    reasons: closedByWithdrawal ? [...answer.reasons, 'DENY_WITHDRAWN'] : answer.reasons,
    rule: answer.rule,
    row: answer.row,
    cell: answer.cell,
    effect,
  };
}

function asCase(
  facts: DecisionFacts,
  segment: SegmentFacts,
  category: CategoryCode,
  effect: ConsentEffect,
  choice: ChoiceFacts | undefined,
): SegmentCase {
  const attested = facts.attested || facts.statutoryTrigger;
  const relevanceAttested = attested && safeguardingPurposes.some((code) => code === facts.purpose);
  return {
    recipientType: facts.recipient.type,
    recipientDepartment: facts.recipient.department,
    recipientRole: facts.recipient.role,
    recipientDutyStatus: facts.recipient.dutyStatus,
    sourceType: facts.source.type,
    purpose: facts.purpose,
    messageType: facts.messageType,
    category,
    level: segment.level,
    linkedToNeed: segment.linkedToNeed || relevanceAttested,
    attested,
    effect,
    choice: choice?.result ?? 'NONE',
    childPermits: choice?.childPermits ?? false,
    flags: segment.flags,
    aboutOthers: segment.aboutOthers,
    approved: facts.approvals.some((approval) => approval.segmentId === segment.segmentId),
    leadApproves: facts.leadDecision?.segmentIds.includes(segment.segmentId) ?? false,
    ownAccess: facts.own !== null,
  };
}

/**
 * Two corrections that only ever ask for a person: a safety-critical part lost to a choice is held, never lost quietly;
 * and urgent safeguarding is never held, so a part of it that would wait is left out and its sender told at once (rulings 1).
 */
function applySafetyNet(facts: DecisionFacts, segment: SegmentFacts, verdict: Verdict): Verdict {
  const urgent = isUrgentSafeguarding(facts);
  if (verdict.outcome === 'HOLD' && urgent) return { ...verdict, outcome: 'WITHHOLD' };
  const lostToChoice =
    verdict.outcome === 'WITHHOLD' && verdict.reasons.some((code) => choiceReasons.includes(code));
  if (lostToChoice && segment.safetyCritical && !urgent) {
    return {
      ...verdict,
      outcome: 'HOLD',
      reasons: ['HOLD_LEAD_JUDGEMENT', ...verdict.reasons],
      rule: 'safety-critical',
    };
  }
  return verdict;
}

function uniqueRefs(choices: readonly ChoiceFacts[]): SegmentDecision['consentRefs'] {
  const byKey = new Map(
    choices.flatMap((choice) => choice.refs).map((ref) => [`${ref.consentId}/${ref.version}`, ref]),
  );
  return [...byKey.values()];
}
