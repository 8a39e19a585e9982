import type { CompiledPolicy } from '../../policy/index.ts';
import { type ReasonCode, getCategory } from '../../vocabulary/index.ts';
import { barSegment, gateSegment, unlabelled } from './bar-segment.ts';
import { decideCategory } from './decide-category.ts';
import type { SegmentDecision, SegmentOutcome } from './decision.ts';
import { explainWhoCouldSayYes } from './explain-who-could-say-yes.ts';
import { isContent } from './fact-questions.ts';
import type { ChoiceFacts, DecisionFacts, SegmentFacts } from './facts.ts';
import { isUrgentSafeguarding } from './urgent-safeguarding.ts';
import type { Verdict } from './verdict.ts';

const severity: Record<SegmentOutcome, number> = { RELEASE: 0, HOLD: 1, WITHHOLD: 2 };

/** Reasons that speak of a choice. Facts of the first edition were judged by them alone. */
const choiceReasons: readonly ReasonCode[] = [
  'REDACT_CONSENT_DENIED',
  'DENY_CONSENT_ABSENT',
  'DENY_CONSENT_CONFLICT',
  'DENY_WITHDRAWN',
  'DENY_AUTHORITY_LAPSED',
  // A plan that fits no exception is the family's to agree to (docs/domain/01 §1.4).
  'DENY_R17_NO_CONSENT',
];

/**
 * Decides one segment: what bars it, then each of its categories against matrix, choice and flags, then the gates. A segment
 * with several categories goes only if every one of them may go.
 * @param opensReg17 whether an exception that is claimed opens the gate of SEND Regulations 2014 reg 17
 */
export function decideSegment(
  facts: DecisionFacts,
  segment: SegmentFacts,
  policy: CompiledPolicy,
  opensReg17 = false,
): SegmentDecision {
  const barred = barSegment(facts, segment);
  const chosen = barred ?? worstOfCategories(facts, segment, policy);
  const decided = barred ?? passGates(facts, segment, chosen, opensReg17);
  const lostToChoice =
    decided.outcome === 'WITHHOLD' &&
    decided.reasons.some((code) => choiceReasons.includes(code)) &&
    (facts.edition === 1 || isLostToChoice(facts, segment, policy, opensReg17));
  const verdict = applySafetyNet(facts, segment, decided, lostToChoice);
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
export function isSilent(segment: Pick<SegmentFacts, 'flags' | 'categories'>): boolean {
  return (
    segment.flags.includes('SILENT_WITHHOLD') ||
    segment.categories.some((code) => getCategory(code).sensitiveService)
  );
}

function worstOfCategories(facts: DecisionFacts, segment: SegmentFacts, policy: CompiledPolicy): Verdict {
  const verdicts = segment.categories.map((category) => decideCategory(facts, segment, category, policy));
  const worst = Math.max(...verdicts.map((verdict) => severity[verdict.outcome]));
  const deciding = verdicts.filter((verdict) => severity[verdict.outcome] === worst);
  const first = deciding[0];
  // Reached only if a segment without categories got past the label bar: withhold rather than trust it.
  if (first === undefined) return unlabelled;
  return { ...first, reasons: [...new Set(deciding.flatMap((verdict) => verdict.reasons))] };
}

/** A gate that is shut stops what would go or wait; one that is open is named before the other reasons. */
function passGates(
  facts: DecisionFacts,
  segment: SegmentFacts,
  verdict: Verdict,
  opensReg17: boolean,
): Verdict {
  if (verdict.outcome === 'WITHHOLD') return verdict;
  const gate = gateSegment(facts, segment, opensReg17);
  if (gate !== null && severity[gate.outcome] >= severity[verdict.outcome])
    return { ...gate, row: verdict.row, cell: verdict.cell, effect: verdict.effect };
  if (verdict.outcome !== 'RELEASE' || !isContent(segment)) return verdict;
  return { ...verdict, reasons: [...nameOpenGates(facts, opensReg17), ...verdict.reasons] };
}

function nameOpenGates({ gates }: DecisionFacts, opensReg17: boolean): readonly ReasonCode[] {
  const named: ReasonCode[] = [];
  if (gates.assessment === 'PERMIT') named.push('PERMIT_ASSESSMENT_GATE');
  const { applies, exception } = gates.reg17;
  if (applies && opensReg17 && exception !== null) {
    if (exception === 'R17_INTEREST') named.push('PERMIT_R17_INTEREST');
    else if (exception === 'R17_HE_DSA' || exception === 'R17_HE_PRINCIPAL') named.push('PERMIT_YP_REQUEST');
    else named.push('PERMIT_R17_EXCEPTION');
  }
  return named;
}

/**
 * Two corrections that only ever ask for a person: a safety-critical part lost to a choice is held, never lost quietly;
 * and urgent safeguarding is never held, so a part of it that would wait is left out and its sender told at once (rulings 1).
 */
function applySafetyNet(
  facts: DecisionFacts,
  segment: SegmentFacts,
  verdict: Verdict,
  lostToChoice: boolean,
): Verdict {
  const urgent = isUrgentSafeguarding(facts);
  if (verdict.outcome === 'HOLD' && urgent) return { ...verdict, outcome: 'WITHHOLD' };
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

/**
 * Whether only a choice keeps it back: had everybody permitted, it would not be withheld. What the reader does not need, what
 * no approver released and what a flag or a gate bars is withheld whatever anybody chose, so that a refusal never turns it into
 * something that somebody may still release (docs/domain/07 §7.2 property 1). Nor does a part wait that the person themselves
 * did not permit a parent or supporter to read: it is theirs alone (docs/domain/01 §1.9).
 */
function isLostToChoice(
  facts: DecisionFacts,
  segment: SegmentFacts,
  policy: CompiledPolicy,
  opensReg17: boolean,
): boolean {
  if (facts.ownByPermitOnly) return false;
  const choices = segment.choices.map((choice): ChoiceFacts => ({
    ...choice,
    result: 'PERMIT',
    order: null,
    processing: 'NOT_ASKED',
  }));
  const permitted = { ...segment, choices };
  const verdict = worstOfCategories(facts, permitted, policy);
  return passGates(facts, permitted, verdict, opensReg17).outcome !== 'WITHHOLD';
}

function uniqueRefs(choices: readonly ChoiceFacts[]): SegmentDecision['consentRefs'] {
  const byKey = new Map(
    choices.flatMap((choice) => choice.refs).map((ref) => [`${ref.consentId}/${ref.version}`, ref]),
  );
  return [...byKey.values()];
}
