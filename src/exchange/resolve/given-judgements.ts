import type { Subject } from '../../records/index.ts';
import type { DecisionFacts, StatutoryGates } from '../decide/index.ts';

/**
 * Judgements of named people that were established elsewhere in the house, beside what the message itself states: a hold
 * that its lead decided, a review of a shielded record, an emergency access. Whoever hands one in has checked who judged.
 */
export interface GivenJudgements {
  /** The lead practitioner's decision of a hold: the segments that it lets go. */
  readonly leadDecision?: NonNullable<DecisionFacts['leadDecision']>;
  /** A named approver's release of segments that otherwise never go. */
  readonly approvals?: DecisionFacts['approvals'];
  /** Whom information governance has confirmed the message to be about, in place of what it says itself. */
  readonly confirmedSubject?: Pick<Subject, 'identifiers' | 'demographics'>;
  /** The practitioner attested what the purpose asks to be attested. */
  readonly attested?: true;
  /** The appropriate health professional's opinions. */
  readonly professionalOpinions?: StatutoryGates['professionalOpinion']['opinions'];
  /** Two people have looked at what of a shielded child's record would show where they are. */
  readonly shieldReviewDone?: true;
  /** A decision not to share, because that would do the child more harm. */
  readonly moreDetrimental?: NonNullable<DecisionFacts['moreDetrimental']>;
  /** An emergency access (P14). */
  readonly emergency?: NonNullable<DecisionFacts['emergency']>;
}
