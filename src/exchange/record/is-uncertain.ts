import type { ReadDecision } from './replay-decision.ts';

/**
 * Whether it was not certain whom a decision is about. An identity that an adoption retired is as uncertain as one never seen, so that
 * whatever is told of the one is told of the other (docs/domain/01 §1.9).
 */
export function isUncertain({ facts }: Pick<ReadDecision, 'facts'>): boolean {
  return (
    facts.identity === 'UNCONFIRMED' || facts.bars.adoption || facts.authority.rule === 'IDENTITY_RETIRED'
  );
}
