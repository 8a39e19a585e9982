import { refuse, type Result } from '../platform/index.ts';

/** The rules that a choice, its decider and its recorder are held to. */
export type ConsentRule =
  | 'CONSENT_SHAPE'
  | 'CONSENT_EMPTY'
  | 'CONSENT_CONTRADICTS_ITSELF'
  | 'CONSENT_PERIOD_ORDER'
  | 'OBJECTION_CANNOT_PERMIT'
  | 'OBJECTION_IS_ABOUT_SHARING'
  | 'PERMIT_NAMES_PURPOSES'
  | 'PERMIT_NAMES_RECIPIENTS'
  | 'PERMIT_NEEDS_NOTICE'
  | 'RECIPIENT_NAMES_SOMEBODY'
  | 'DECIDER_HAS_NO_AUTHORITY'
  | 'DECIDER_CAPACITY_DIFFERS'
  | 'RECORDER_IS_NOT_DECIDER'
  | 'EVIDENCE_NEEDED'
  | 'CONSENT_UNKNOWN'
  | 'CONSENT_ERASED'
  | 'CONSENT_ABOUT_ANOTHER'
  | 'CONSENT_MOVES_FORWARD'
  | 'CONSENT_ENTERED_IN_ERROR'
  | 'CONSENT_MOVE_NEEDS_REASON'
  | 'ANSWER_FITS_TYPE'
  | 'PERMIT_NEEDS_CONSEQUENCES'
  | 'PERMIT_EXCEEDS_NOTICE'
  | 'NOTICE_UNKNOWN'
  | 'NOTICE_TEXT_DIFFERS'
  | 'NOTICE_LANGUAGE_DIFFERS'
  | 'NOTICE_SHAPE'
  | 'NOTICE_NAMES_CORE_IDENTITY'
  | 'NOTICE_SHARES_NOTHING'
  | 'CONSENT_BY_ANOTHER'
  | 'CONSENT_OF_ANOTHER_TYPE'
  | 'HOLD_CAPACITY'
  | 'UNCLEAR_SAYS_NOTHING'
  | 'VERSION_DIFFERS';

/** Why a choice is not recorded: which field, which rule, and what that means in plain words. It repeats no value. */
export interface ConsentRefusal {
  /** JSON pointer into what was handed in; empty for the whole. */
  readonly field: string;
  readonly rule: ConsentRule;
  readonly message: string;
}

/** Refuses for one reason. */
export function refuseConsent(
  field: string,
  rule: ConsentRule,
  message: string,
): Result<never, ConsentRefusal> {
  return refuse({ field, rule, message });
}
