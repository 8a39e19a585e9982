import type { ReasonCode } from '../vocabulary/index.ts';
import type { PolicyOutcome } from './policy-types.ts';

/** How open an outcome is: a local bundle, a flag and a refusal may only lower it. */
export const outcomeRank: Readonly<Record<PolicyOutcome, number>> = { WITHHOLD: 0, HOLD: 1, FORWARD: 2 };

/** Reasons that speak only when nothing more specific does (docs/domain/03 §3.5, rulings 5). */
const generalReasons: readonly ReasonCode[] = ['REDACT_NEVER', 'REDACT_NOT_NEEDED'];

/** The order in which reasons to withhold are given: the most specific first, whatever the order of the rules. */
const specificFirst: readonly ReasonCode[] = [
  'DENY_RETRACTED',
  'DENY_COURT_RESTRICTED',
  'DENY_NO_AUTHORITY',
  'DENY_ATTESTATION_MISSING',
  'REDACT_CHILD_CONFIDENCE',
  'REDACT_SHIELDED',
  'REDACT_SERIOUS_HARM',
  'REDACT_THIRD_PARTY',
  'REDACT_HANDLING',
  'REDACT_CONSENT_DENIED',
  'DENY_CONSENT_CONFLICT',
  'DENY_CONSENT_ABSENT',
];

/** The reasons without doubles, most specific first; general ones only where no other is left. */
export function orderReasons(reasons: readonly ReasonCode[]): readonly ReasonCode[] {
  const unique = [...new Set(reasons)];
  const specific = unique.filter((code) => !generalReasons.includes(code));
  return (specific.length > 0 ? specific : unique).toSorted(
    (a, b) => reasonRank(a) - reasonRank(b) || (a < b ? -1 : 1),
  );
}

/** Where a reason stands among others: lower is more specific. */
export function reasonRank(code: ReasonCode): number {
  const position = specificFirst.indexOf(code);
  if (position >= 0) return position;
  return specificFirst.length + (generalReasons.includes(code) ? 1 : 0);
}
