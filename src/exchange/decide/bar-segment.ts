import type { CategoryCode, ReasonCode } from '../../vocabulary/index.ts';
import type { SegmentOutcome } from './decision.ts';
import { isContent, isPermitted, isWhollyPermitted } from './fact-questions.ts';
import type { DecisionFacts, SegmentFacts } from './facts.ts';
import { needsAgreement } from './needs-agreement.ts';
import type { Verdict } from './verdict.ts';

function barred(outcome: SegmentOutcome, reason: ReasonCode, rule: string): Verdict {
  return { outcome, reasons: [reason], rule, row: null, cell: null, effect: null };
}

/** What stops one part before anybody asks whether its reader needs it: its label, its author, the agreement, a court. */
export function barSegment(facts: DecisionFacts, segment: SegmentFacts): Verdict | null {
  return barredByAuthor(facts, segment) ?? barredByCourt(facts, segment);
}

/** A part that nobody has labelled waits for its author. */
export const unlabelled = barred('HOLD', 'HOLD_UNLABELLED', 'label:unlabelled');

function barredByAuthor(facts: DecisionFacts, segment: SegmentFacts): Verdict | null {
  if (!segment.labelled || segment.categories.length === 0) return unlabelled;
  if (
    segment.flags.includes('EMBARGO_UNTIL') &&
    (segment.embargoUntil === null || segment.embargoUntil > facts.at)
  ) {
    return barred('WITHHOLD', 'DENY_EMBARGO', 'flag:embargo');
  }
  if (segment.notForRoles.includes(facts.recipient.role))
    return barred('WITHHOLD', 'REDACT_HANDLING', 'author:not-for-role');
  const { agreement } = facts;
  if (agreement !== null && agreement.categories !== 'ALL' && needsAgreement(facts)) {
    const covered: readonly CategoryCode[] = agreement.categories;
    if (!segment.categories.every((code) => code === 'DEM' || covered.includes(code))) {
      return barred('WITHHOLD', 'DENY_NO_DSA', 'agreement:category');
    }
  }
  return null;
}

/** A court's order wins within its terms: what it forbids stays, and under P15 what it does not name (docs/domain/rulings 6). */
function barredByCourt(facts: DecisionFacts, segment: SegmentFacts): Verdict | null {
  if (segment.choices.some(({ order }) => order === 'FORBIDS'))
    return barred('WITHHOLD', 'DENY_COURT_RESTRICTED', 'order:forbids');
  const { courtNames } = facts.gates;
  if (facts.purpose !== 'P15' || courtNames === 'NOT_ASKED' || !isContent(segment)) return null;
  return segment.categories.every((code) => courtNames?.includes(code) === true)
    ? null
    : barred('WITHHOLD', 'REDACT_NOT_NEEDED', 'order:not-named');
}

/**
 * What stops one part that would otherwise go: a gate that is open for others only, and what protects people from each other
 * when somebody of the family reads (P17). None of them ever lets a part go.
 */
export function gateSegment(
  facts: DecisionFacts,
  segment: SegmentFacts,
  opensReg17: boolean,
): Verdict | null {
  if (facts.gates.reg17.applies && !opensReg17 && isContent(segment) && !isWhollyPermitted(segment)) {
    const lapsed = segment.choices.some((choice) => choice.lapsed && !isPermitted(choice));
    return barred('WITHHOLD', lapsed ? 'DENY_AUTHORITY_LAPSED' : 'DENY_R17_NO_CONSENT', 'gate:reg17');
  }
  const stopped = segment.choices.map(({ processing }) => processing);
  if (stopped.includes('WITHDRAWN')) return barred('WITHHOLD', 'DENY_WITHDRAWN', 'basis:processing-stopped');
  if (stopped.includes('REFUSED'))
    return barred('WITHHOLD', 'REDACT_CONSENT_DENIED', 'basis:processing-stopped');
  if (facts.purpose !== 'P17') return null;
  if (facts.ownByPermitOnly && !isWhollyPermitted(segment))
    return barred('WITHHOLD', 'DENY_NO_AUTHORITY', 'own:by-permit-only');
  if (facts.bars.shieldReview === 'DONE' && segment.categories.includes('CON'))
    return barred('WITHHOLD', 'REDACT_SHIELDED', 'own:shielded');
  return gateByOpinion(facts, segment);
}

/** Data Protection Act 2018 Sch 3: health data wait for the appropriate health professional (docs/domain/07 X1). */
function gateByOpinion({ gates }: DecisionFacts, segment: SegmentFacts): Verdict | null {
  const { applies, opinions } = gates.professionalOpinion;
  if (!applies || !segment.healthOrigin || !isContent(segment)) return null;
  const given = opinions.filter(({ segmentId }) => segmentId === segment.segmentId);
  if (given.some(({ harm }) => harm)) return barred('WITHHOLD', 'REDACT_SERIOUS_HARM', 'own:serious-harm');
  return given.length > 0 ? null : barred('HOLD', 'HOLD_PROFESSIONAL_OPINION', 'own:professional-opinion');
}
