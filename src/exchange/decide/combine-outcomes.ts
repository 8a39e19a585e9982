import type { ReasonCode } from '../../vocabulary/index.ts';
import type { Outcome, SegmentDecision } from './decision.ts';
import type { DecisionFacts, SegmentFacts } from './facts.ts';

/** Purposes that need no single person to be told from another. */
const impersonalPurposes: readonly string[] = ['P19', 'P20', 'P21'];

/** The outcome for the whole message at this recipient, and why. */
export interface CombinedOutcome {
  readonly outcome: Outcome;
  readonly reasons: readonly ReasonCode[];
}

/**
 * Combines the segments (docs/domain/03 §3.5 step 8): nothing of substance left → deny, or hold where a person may yet
 * release some; a mandatory part that does not go → hold; otherwise what is released goes. Urgent safeguarding is never
 * held: what may go goes, and where nothing may it is refused at once (rulings 1).
 */
export function combineOutcomes(
  request: Pick<DecisionFacts, 'segments' | 'purpose' | 'edition'>,
  decisions: readonly SegmentDecision[],
  urgent: boolean,
): CombinedOutcome {
  const pairs = decisions.map((decision, position) => ({ decision, facts: request.segments[position] }));
  const content = pairs.filter(({ facts }) => facts?.part !== 'ENVELOPE').map(({ decision }) => decision);
  const stopped = decisions.filter((decision) => decision.outcome !== 'RELEASE');
  if (!content.some((decision) => decision.outcome === 'RELEASE')) {
    const held = content.some((decision) => decision.outcome === 'HOLD');
    return { outcome: held && !urgent ? 'HOLD' : 'DENY', reasons: gatherReasons(content) };
  }
  const missing = pairs.filter(
    ({ decision, facts }) => isMandatory(facts, request) && decision.outcome !== 'RELEASE',
  );
  if (missing.length > 0 && !urgent) {
    return {
      outcome: 'HOLD',
      reasons: ['HOLD_MANDATORY_WITHHELD', ...gatherReasons(missing.map(({ decision }) => decision))],
    };
  }
  const released = decisions.filter(
    (decision) => decision.outcome === 'RELEASE' && content.includes(decision),
  );
  return { outcome: stopped.length === 0 ? 'FORWARD' : 'FORWARD_REDACTED', reasons: gatherReasons(released) };
}

/**
 * Without the child's identity no message makes sense, whatever its author marked; but where people are to be told apart no
 * more, it is meant to stay (docs/domain/rulings 6: audit, planning, research).
 */
function isMandatory(
  facts: SegmentFacts | undefined,
  { purpose, edition }: Pick<DecisionFacts, 'purpose' | 'edition'>,
): boolean {
  if (edition !== 1 && impersonalPurposes.includes(purpose)) return facts?.mandatory === true;
  return (
    facts?.mandatory === true ||
    (facts?.part === 'ENVELOPE' && facts.categories.includes('DEM') && !facts.aboutOthers)
  );
}

function gatherReasons(decisions: readonly SegmentDecision[]): readonly ReasonCode[] {
  return [...new Set(decisions.flatMap((decision) => decision.reasons))];
}
