import { acknowledgementClocks, endOfWorkingDay } from '../../deadlines/index.ts';
import type { CombinedOutcome } from './combine-outcomes.ts';
import type { Obligation, SegmentDecision } from './decision.ts';
import { settleChoice } from './fact-questions.ts';
import type { DecisionFacts } from './facts.ts';
import { findTellings } from './find-tellings.ts';

/** Days after which a manager must look again at what the family is not told yet (docs/domain/07 AC4). */
const embargoReviewDays = 7;

/**
 * What must be done because of a decision (docs/domain/03 §3.5 step 9).
 * @param urgent whether this is urgent safeguarding (rulings 1)
 */
export function findObligations(
  facts: DecisionFacts,
  combined: CombinedOutcome,
  decisions: readonly SegmentDecision[],
  urgent: boolean,
): readonly Obligation[] {
  if (combined.outcome === 'DENY' || combined.outcome === 'HOLD')
    return oweForStopping(facts, combined, urgent);
  return oweForSending(facts, decisions, urgent);
}

function oweForSending(
  facts: DecisionFacts,
  decisions: readonly SegmentDecision[],
  urgent: boolean,
): readonly Obligation[] {
  const at = new Date(facts.at);
  const obligations: Obligation[] = [{ kind: 'LABEL' }];
  const released = new Set(
    decisions.filter(({ outcome: each }) => each === 'RELEASE').map(({ segmentId }) => segmentId),
  );
  if (facts.identity === 'UNCONFIRMED') obligations.push({ kind: 'IDENTITY_UNCONFIRMED' });
  if (facts.familyInformed === 'UNSAFE') {
    obligations.push({ kind: 'EMBARGO_FAMILY_VIEW', due: addDays(at, embargoReviewDays) });
  } else {
    obligations.push(...findTellings(facts, released));
  }
  if (facts.messageType === 'M07') {
    obligations.push({ kind: 'FEEDBACK_DUE', due: endOfWorkingDay(at, 1).toISOString() });
  }
  const refused = facts.segments.filter(
    (segment) =>
      released.has(segment.segmentId) &&
      segment.choices.some(
        (choice) => settleChoice(choice) === 'DENY' || settleChoice(choice) === 'CONFLICT',
      ),
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
  if (facts.edition !== 1 && facts.bars.adoption) obligations.push({ kind: 'ALERT_GOVERNANCE' });
  return facts.edition === 1
    ? obligations
    : [
        ...obligations,
        ...oweForPurpose(facts, at),
        ...oweForLapse(facts, released),
        ...oweForAuthority(facts),
      ];
}

/** What somebody had agreed to who may no longer decide goes on another ground; the person is asked all the same (AC8). */
function oweForLapse({ segments }: DecisionFacts, released: ReadonlySet<string>): readonly Obligation[] {
  const lapsed = segments.some(
    ({ segmentId, choices }) =>
      released.has(segmentId) && choices.some((choice) => choice.lapsed && settleChoice(choice) === 'NONE'),
  );
  return lapsed ? [{ kind: 'ASK_DATA_SUBJECT' }] : [];
}

/** What the purpose asks of those who send or use it. */
function oweForPurpose({ purpose, messageType, extract }: DecisionFacts, at: Date): readonly Obligation[] {
  const obligations: Obligation[] = [];
  if (messageType === 'M15')
    obligations.push({
      kind: 'ACKNOWLEDGEMENT_DUE',
      due: endOfWorkingDay(at, acknowledgementClocks.TRANSITION_ACKNOWLEDGEMENT.workingDays).toISOString(),
    });
  if (purpose === 'P19' && extract === 'PERSON') obligations.push({ kind: 'PSEUDONYMISE' });
  if (extract === 'AGGREGATE') obligations.push({ kind: 'SUPPRESS_SMALL_CELLS' });
  return obligations;
}

/** An answer that did not count because nobody has checked who gave it is a task (docs/domain/01 §1.7, docs/domain/07 AC6). */
function oweForAuthority({ authority }: DecisionFacts): readonly Obligation[] {
  return authority.someoneUnverified ? [{ kind: 'VERIFY_RESPONSIBILITY' }] : [];
}

function oweForStopping(
  facts: DecisionFacts,
  { reasons }: CombinedOutcome,
  urgent: boolean,
): readonly Obligation[] {
  const obligations: Obligation[] = urgent ? [{ kind: 'PHONE_NOW' }] : [];
  if (facts.edition === 1) return obligations;
  const because = (...codes: readonly CombinedOutcome['reasons'][number][]): boolean =>
    codes.some((code) => reasons.includes(code));
  if (because('DENY_ADOPTION')) return [...obligations, { kind: 'ALERT_GOVERNANCE' }];
  if (because('HOLD_SHIELD_REVIEW')) {
    if (facts.protections.safeContact) obligations.push({ kind: 'TELL_SAFE_CONTACT' });
    obligations.push({ kind: 'SAY_BEING_CHECKED' });
  }
  if (because('DENY_CONSENT_CONFLICT', 'HOLD_CONSENT_CONFLICT')) obligations.push({ kind: 'TELL_OUTCOME' });
  if (because('DENY_AUTHORITY_LAPSED')) obligations.push({ kind: 'ASK_DATA_SUBJECT' });
  if (because('DENY_MORE_DETRIMENTAL')) obligations.push({ kind: 'REVIEW_NOT_SHARED' });
  return [...obligations, ...oweForAuthority(facts)];
}

function addDays(instant: Date, days: number): string {
  return new Date(instant.getTime() + days * 86_400_000).toISOString();
}
