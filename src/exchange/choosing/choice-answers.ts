import type { ConsentRefusal, ConsentVersion } from '../../consent/index.ts';
import type { Problem, ProblemDetail } from '../../vocabulary/index.ts';
import type { ChoiceAnswer } from '../exchange.ts';

/** A version as a system is told of it. Nothing in it depends on what anybody else chose. */
export function answerChoice({ consentId, version, status, recordedAt }: ConsentVersion): ChoiceAnswer {
  return { consentId, version, status, recordedAt: recordedAt.toISOString() };
}

/** The members of our requests that hold what the room of consent names otherwise; `id` is the parameter of the path. */
const members: Readonly<Record<string, string>> = {
  '': 'id',
  '/consentId': 'id',
  '/status': 'id',
  '/by': '/withdrawnBy',
  '/validFrom': '/period/from',
  '/validTo': '/period/to',
  '/decidedBy/person': '/decidedBy',
  '/decidedBy/organisation': '/decidedBy',
  '/decidedBy/capacityBasis': '/decidedBy',
};

/** A refusal of the room of consent as a problem. */
export function problemOf({ field, rule, message }: ConsentRefusal): Problem {
  return { code: 'consent-invalid', errors: [{ pointer: members[field] ?? field, rule, message }] };
}

const subjectIsCertain: ProblemDetail = {
  pointer: '/dataSubject',
  rule: 'person-is-certain',
  message: 'It is not certain whom this is about. Check the number, the name and the date of birth.',
};
const deciderIsCertain: ProblemDetail = {
  pointer: '/decidedBy',
  rule: 'decider-is-certain',
  message: 'It is not certain that whoever is named here decides about it today. Check who it was.',
};

/**
 * Nobody matched, nobody who may decide, and another person's record are one answer: none of them tells whether a child is
 * known here, or that somebody else has answered. It names both parts that may be wrong.
 */
export const notCertain: Problem = { code: 'consent-invalid', errors: [subjectIsCertain, deciderIsCertain] };

/** Nobody matched, where the request names nobody who decides. */
export const subjectNotCertain: Problem = { code: 'consent-invalid', errors: [subjectIsCertain] };

/** Nobody who may decide, where whom it is about stands already. */
export const deciderNotCertain: Problem = { code: 'consent-invalid', errors: [deciderIsCertain] };

/** Nobody who made the choice, or decides about it today, fits what is said of whoever takes it back. */
export const withdrawerNotCertain: Problem = {
  code: 'consent-invalid',
  errors: [
    {
      pointer: '/withdrawnBy',
      rule: 'decider-is-certain',
      message:
        'It is not certain that whoever is named here made this choice, or decides about it today. Check who it was; or record what somebody else says as a choice of their own.',
    },
  ],
};
