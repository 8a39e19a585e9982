import { type CategoryCode, type ConsentEffect, getCategory, getPurpose } from '../../vocabulary/index.ts';
import { isEmergencyComplete } from './fact-questions.ts';
import type { DecisionFacts } from './facts.ts';

/** The facts that say how far a choice decides. */
export type EffectFacts = Pick<
  DecisionFacts,
  'purpose' | 'messageType' | 'attested' | 'statutoryTrigger' | 'statutoryTransfer'
> & {
  readonly recipient: Pick<DecisionFacts['recipient'], 'dutyStatus'>;
  readonly authority: Pick<DecisionFacts['authority'], 'selfDecides'>;
};

/** Purposes under which a child is kept safe and a choice is shown and logged, but does not decide. */
export const safeguardingPurposes = ['P08', 'P09', 'P14'] as const;

/** Whether the purpose needs a named person's attestation, or a statutory trigger, and has neither (rulings 4). */
export function lacksAttestation(
  facts: Pick<EffectFacts, 'purpose' | 'attested' | 'statutoryTrigger'> &
    Pick<DecisionFacts, 'at' | 'emergency'>,
): boolean {
  const { purpose, attested, statutoryTrigger } = facts;
  // Who accesses in an emergency, and why, stands in place of the attestation (docs/domain/07 X2).
  if (purpose === 'P14' && facts.emergency !== null) return !isEmergencyComplete(facts);
  return getPurpose(purpose).needsAttestation && !attested && !statutoryTrigger;
}

/**
 * How far the family's choice decides for one category: the first that fits of rulings 4. A request that
 * {@link lacksAttestation} is refused before this is asked.
 */
export function findConsentEffect(facts: EffectFacts, category: CategoryCode): ConsentEffect {
  const { purpose } = facts;
  if (purpose === 'P15' || purpose === 'P16' || purpose === 'P18' || facts.statutoryTransfer)
    return 'RECORD_ONLY';
  if (facts.recipient.dutyStatus === 'NONE' && facts.messageType !== 'M07') return 'DETERMINATIVE';
  if (safeguardingPurposes.some((code) => code === purpose)) return 'RECORD_ONLY';
  if (getCategory(category).sensitiveService) return 'DETERMINATIVE';
  // docs/domain/03 §3.2: transition to adult services is decisive for a child or young person who decides for themselves.
  if (purpose === 'P13' && !facts.authority.selfDecides) return 'WEIGHTED';
  return getPurpose(purpose).effect;
}
