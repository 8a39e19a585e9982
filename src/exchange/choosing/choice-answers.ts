import type { ConsentRefusal, ConsentVersion } from '../../consent/index.ts';
import type { Problem } from '../../vocabulary/index.ts';
import type { ChoiceAnswer } from '../exchange.ts';

/** A version as a system is told of it. Nothing in it depends on what anybody else chose. */
export function answerChoice({ consentId, version, status, recordedAt }: ConsentVersion): ChoiceAnswer {
  return { consentId, version, status, recordedAt: recordedAt.toISOString() };
}

/** A refusal of the room of consent as a problem. */
export function problemOf({ field, rule, message }: ConsentRefusal): Problem {
  return { code: 'consent-invalid', errors: [{ pointer: field, rule, message }] };
}

/**
 * Nobody matched, nobody who may decide, and another person's record are one answer: none of them tells whether a child is
 * known here, or that somebody else has answered.
 */
export const notCertain: Problem = {
  code: 'consent-invalid',
  errors: [
    {
      pointer: '/dataSubject',
      rule: 'person-is-certain',
      message:
        'It is not certain whom this is about, or who decides for them. Check the number, the name and the date of birth.',
    },
  ],
};
