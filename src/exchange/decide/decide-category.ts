import type { CompiledPolicy, SegmentCase } from '../../policy/index.ts';
import type { CategoryCode, ConsentEffect, ReasonCode } from '../../vocabulary/index.ts';
import { isEmergencyComplete, settleChoice } from './fact-questions.ts';
import type { ChoiceFacts, DecisionFacts, SegmentFacts } from './facts.ts';
import { findConsentEffect, safeguardingPurposes } from './find-consent-effect.ts';
import { isUrgentSafeguarding } from './urgent-safeguarding.ts';
import type { Verdict } from './verdict.ts';

/** Decides one category of one segment: need, choice and flags, as the policy says, in the words of today's authority. */
export function decideCategory(
  facts: DecisionFacts,
  segment: SegmentFacts,
  category: CategoryCode,
  policy: CompiledPolicy,
): Verdict {
  const effect = findConsentEffect(facts, category);
  const choice = segment.choices.find((candidate) => candidate.category === category);
  const asked = asCase(facts, segment, category, effect, choice);
  const answer = policy.decideSegment(asked);
  const outcome = answer.outcome === 'FORWARD' ? 'RELEASE' : answer.outcome;
  const verdict: Verdict = {
    outcome,
    reasons: answer.reasons,
    rule: answer.rule,
    row: answer.row,
    cell: answer.cell,
    effect,
  };
  // Asked only where nobody has answered: had they, would it go? What a flag bars does not wait for an answer.
  const waitsForAnswer = (): boolean =>
    facts.edition === 1 || policy.decideSegment({ ...asked, choice: 'PERMIT' }).outcome !== 'WITHHOLD';
  return explainByAuthority(facts, choice, verdict, waitsForAnswer);
}

/**
 * The same answer, told by who may decide today: an agreement that lapsed with its giver's authority, a decider whose capacity
 * must be confirmed first, a withdrawal, a court's order. It holds where it withheld at most; it never releases.
 */
function explainByAuthority(
  facts: DecisionFacts,
  choice: ChoiceFacts | undefined,
  verdict: Verdict,
  waitsForAnswer: () => boolean,
): Verdict {
  const { outcome, reasons, effect } = verdict;
  if (outcome === 'RELEASE')
    return {
      ...verdict,
      reasons: [
        ...(isOrdered(choice, reasons) ? ['PERMIT_COURT_ORDER' as const] : []),
        ...withoutConsent(choice, reasons),
      ],
    };
  if (outcome !== 'WITHHOLD') return verdict;
  if (choice?.withdrawn === true && effect === 'DETERMINATIVE')
    return { ...verdict, reasons: [...reasons, 'DENY_WITHDRAWN'] };
  if (!reasons.includes('DENY_CONSENT_ABSENT')) return verdict;
  if (choice?.lapsed === true) return { ...verdict, reasons: replace(reasons, 'DENY_AUTHORITY_LAPSED') };
  if (facts.authority.capacityToBeConfirmed && !isUrgentSafeguarding(facts) && waitsForAnswer())
    return {
      ...verdict,
      outcome: 'HOLD',
      reasons: replace(reasons, 'HOLD_CAPACITY'),
      rule: 'authority:capacity',
    };
  return verdict;
}

function replace(reasons: readonly ReasonCode[], by: ReasonCode): readonly ReasonCode[] {
  return reasons.map((code) => (code === 'DENY_CONSENT_ABSENT' ? by : code));
}

/** A court permits it, or gave the decision to the person who agreed (docs/domain/07 AC6 variant B). */
function isOrdered(choice: ChoiceFacts | undefined, reasons: readonly ReasonCode[]): boolean {
  if (choice?.order === 'PERMITS') return true;
  return choice?.order === 'GIVES_DECISION' && reasons.includes('PERMIT_CONSENT');
}

/** Where a court's word alone stands for an agreement, nobody agreed. */
function withoutConsent(
  choice: ChoiceFacts | undefined,
  reasons: readonly ReasonCode[],
): readonly ReasonCode[] {
  return choice?.order === 'PERMITS' && choice.result !== 'PERMIT'
    ? reasons.filter((code) => code !== 'PERMIT_CONSENT')
    : reasons;
}

function asCase(
  facts: DecisionFacts,
  segment: SegmentFacts,
  category: CategoryCode,
  effect: ConsentEffect,
  choice: ChoiceFacts | undefined,
): SegmentCase {
  const attested = facts.attested || facts.statutoryTrigger || isEmergencyComplete(facts);
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
    // What tells nobody apart is no longer as secret as its kind (docs/domain/03 §3.3 L1, docs/domain/rulings 6).
    level: facts.purpose === 'P20' && facts.extract === 'AGGREGATE' ? 'L' : segment.level,
    linkedToNeed: segment.linkedToNeed || relevanceAttested,
    attested,
    effect,
    choice: choice === undefined ? 'NONE' : settleChoice(choice),
    childPermits: choice?.childPermits ?? false,
    flags: segment.flags,
    aboutOthers: segment.aboutOthers,
    // An emergency access opens its least subset and nothing that a person would have to release (docs/domain/07 X2).
    approved:
      facts.emergency === null &&
      facts.approvals.some((approval) => approval.segmentId === segment.segmentId),
    leadApproves: facts.leadDecision?.segmentIds.includes(segment.segmentId) ?? false,
    ownAccess: facts.own !== null,
  };
}
