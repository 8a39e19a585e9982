import type { ReasonCode } from '../../vocabulary/index.ts';

const decider = 'the person who may decide';

const answers: Partial<Record<ReasonCode, string>> = {
  REDACT_CONSENT_DENIED: decider,
  DENY_CONSENT_ABSENT: decider,
  DENY_CONSENT_CONFLICT: 'the people who may decide, together, or a court',
  DENY_WITHDRAWN: decider,
  REDACT_THIRD_PARTY: 'the person it is about',
  REDACT_CHILD_CONFIDENCE: 'the child',
  REDACT_NEVER: 'a named approver, with reasons',
  REDACT_NOT_NEEDED: 'the author, by saying why the recipient needs it',
  REDACT_HANDLING: 'the author',
  HOLD_LEAD_JUDGEMENT: 'the lead practitioner, with reasons',
  HOLD_CONSENT_CONFLICT: 'the lead practitioner, with reasons',
  HOLD_UNLABELLED: 'the author, by labelling it',
  DENY_AUTHORITY_LAPSED: 'the person who may decide now',
  DENY_R17_NO_CONSENT: decider,
  DENY_ASSESSMENT_GATE: decider,
  DENY_PARENT_NOT_INFORMED: 'the sender, by telling the parent first',
  DENY_NO_DSA: 'both organisations, by an agreement',
  DENY_EMBARGO: 'the author, when the embargo ends',
  DENY_COURT_RESTRICTED: 'the court',
};

/**
 * Names, in plain words and without naming anybody, who could change the answer for a segment that does not go.
 * The first reason that has an answer speaks.
 */
export function explainWhoCouldSayYes(reasonCodes: readonly ReasonCode[], selfDecides: boolean): string {
  for (const code of reasonCodes) {
    const answer = answers[code];
    if (answer === decider) return selfDecides ? 'the young person' : 'a person with parental responsibility';
    if (answer !== undefined) return answer;
  }
  return 'an information-governance officer';
}
