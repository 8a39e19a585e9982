import type { DecisionFacts } from './facts.ts';
import { isOwnAccess } from './fact-questions.ts';
import { isFrontDoorReferral } from './urgent-safeguarding.ts';

/**
 * Whether an agreement must cover the exchange. A referral to the front door needs none: any registered organisation may send it
 * (rulings 2). Nor does a person who reads their own record: no organisation receives it (UK GDPR Art 15). Nor what an
 * organisation passes to another of its own departments or carers (docs/domain/07 AC2, AC10): nobody signs an agreement with
 * themselves, and the matrix parts departments. Where none is needed, one that is there never makes the exchange say less.
 */
export function needsAgreement(facts: DecisionFacts): boolean {
  return !isFrontDoorReferral(facts) && !isOwnAccess(facts) && !staysInside(facts);
}

function staysInside({ edition, source, recipient }: DecisionFacts): boolean {
  return edition !== 1 && source.organisationId === recipient.organisationId;
}
