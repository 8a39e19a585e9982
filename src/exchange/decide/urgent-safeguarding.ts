import type { DecisionFacts } from './facts.ts';
import { lacksAttestation, safeguardingPurposes } from './find-consent-effect.ts';

/** The facts that make a message urgent safeguarding. */
export type UrgencyFacts = Pick<
  DecisionFacts,
  'messageType' | 'purpose' | 'urgency' | 'attested' | 'statutoryTrigger' | 'at' | 'emergency'
>;

/**
 * Whether this is urgent safeguarding, exactly as rulings 1: M07 or M10, or P08, P09, P14 with the required attestation
 * or trigger, and urgency URGENT or IMMEDIATE. Such a message is never held and never waits.
 */
export function isUrgentSafeguarding(facts: UrgencyFacts): boolean {
  if (facts.urgency !== 'URGENT' && facts.urgency !== 'IMMEDIATE') return false;
  if (facts.messageType === 'M07' || facts.messageType === 'M10') return true;
  return safeguardingPurposes.some((code) => code === facts.purpose) && !lacksAttestation(facts);
}

/** A referral to a council's front door (rulings 2). */
export function isFrontDoorReferral(facts: {
  readonly messageType: DecisionFacts['messageType'];
  readonly recipient: Pick<DecisionFacts['recipient'], 'type' | 'department'>;
}): boolean {
  return (
    facts.messageType === 'M07' && facts.recipient.type === 'COUNCIL' && facts.recipient.department === 'MASH'
  );
}
