import { endOfWorkingDay } from '../../deadlines/index.ts';
import type { Obligation, Outcome, SegmentDecision } from './decision.ts';
import type { DecisionFacts } from './facts.ts';

/** Days after which a manager must look again at what the family is not told yet (docs/domain/07 AC4). */
const embargoReviewDays = 7;

/**
 * What must be done because of a decision (docs/domain/03 §3.5 step 9).
 * @param urgent whether this is urgent safeguarding (rulings 1)
 */
export function findObligations(
  facts: DecisionFacts,
  outcome: Outcome,
  decisions: readonly SegmentDecision[],
  urgent: boolean,
): readonly Obligation[] {
  const at = new Date(facts.at);
  if (outcome === 'DENY' || outcome === 'HOLD') return urgent ? [{ kind: 'PHONE_NOW' }] : [];
  const obligations: Obligation[] = [{ kind: 'LABEL' }];
  if (facts.identity === 'UNCONFIRMED') obligations.push({ kind: 'IDENTITY_UNCONFIRMED' });
  if (facts.familyInformed === 'UNSAFE') {
    obligations.push({ kind: 'EMBARGO_FAMILY_VIEW', due: addDays(at, embargoReviewDays) });
  } else {
    obligations.push({ kind: 'TELL_FAMILY' });
    // A child for whom others decide is told too, by the lead practitioner and in child wording (docs/domain/07 AC1).
    if (facts.identity === 'CONFIRMED' && !facts.authority.selfDecides)
      obligations.push({ kind: 'TELL_CHILD' });
  }
  if (facts.messageType === 'M07') {
    obligations.push({ kind: 'FEEDBACK_DUE', due: endOfWorkingDay(at, 1).toISOString() });
  }
  const released = new Set(
    decisions.filter(({ outcome: each }) => each === 'RELEASE').map(({ segmentId }) => segmentId),
  );
  const refused = facts.segments.filter(
    (segment) =>
      released.has(segment.segmentId) &&
      segment.choices.some(({ result }) => result === 'DENY' || result === 'CONFLICT'),
  );
  if (refused.length > 0)
    obligations.push({ kind: 'SHOW_WISH', segmentIds: refused.map(({ segmentId }) => segmentId) });
  const unverified = facts.segments.filter(
    ({ segmentId, assertionType }) => released.has(segmentId) && assertionType === 'ALLEGATION',
  );
  if (unverified.length > 0) {
    obligations.push({ kind: 'MARK_UNVERIFIED', segmentIds: unverified.map(({ segmentId }) => segmentId) });
  }
  const notSent = decisions.filter(({ outcome: each }) => each !== 'RELEASE');
  if (urgent && notSent.length > 0) {
    obligations.push({
      kind: 'TELL_SENDER_PART_NOT_SENT',
      segmentIds: notSent.map(({ segmentId }) => segmentId),
    });
  }
  if (facts.purpose === 'P14')
    obligations.push({ kind: 'REVIEW_EMERGENCY_ACCESS', due: endOfWorkingDay(at, 1).toISOString() });
  return obligations;
}

function addDays(instant: Date, days: number): string {
  return new Date(instant.getTime() + days * 86_400_000).toISOString();
}
