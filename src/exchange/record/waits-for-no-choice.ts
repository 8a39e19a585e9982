import type { DecidedRecipient } from './draft-decision-entry.ts';

/**
 * Urgent safeguarding never waits on a closed epoch (rulings 12): where everything that goes would go whatever the family
 * had chosen, a choice that is being made this moment changes nothing, and is not waited for.
 */
export function waitsForNoChoice(decided: readonly DecidedRecipient[]): boolean {
  return decided.every(
    ({ decision }) =>
      decision.urgentSafeguarding &&
      decision.segments.every(({ outcome, effect }) => outcome !== 'RELEASE' || effect === 'RECORD_ONLY'),
  );
}
