import type { ChoiceFacts, DecisionFacts, SegmentFacts } from './facts.ts';

/** Whether a person reads under P17, at home in no organisation. */
export function isOwnAccess(facts: Pick<DecisionFacts, 'purpose' | 'recipient'>): boolean {
  return facts.purpose === 'P17' && facts.recipient.person;
}

/** Whether a part is content and not what the envelope says of people. */
export function isContent({ part }: Pick<SegmentFacts, 'part'>): boolean {
  return part !== 'ENVELOPE';
}

/** What a choice comes to once a court has spoken: its order wins within its terms and dates (docs/domain/01 §1.7). */
export function settleChoice({
  result,
  order,
}: Pick<ChoiceFacts, 'result' | 'order'>): ChoiceFacts['result'] {
  if (order === 'FORBIDS') return 'DENY';
  return order === 'PERMITS' ? 'PERMIT' : result;
}

/** Whether somebody who may decide, or a court, permits it. */
export function isPermitted(choice: Pick<ChoiceFacts, 'result' | 'order'>): boolean {
  return settleChoice(choice) === 'PERMIT';
}

/** Whether every category of a part is permitted. */
export function isWhollyPermitted({
  categories,
  choices,
}: Pick<SegmentFacts, 'categories' | 'choices'>): boolean {
  return (
    categories.length > 0 &&
    categories.every((category) =>
      choices.some((choice) => choice.category === category && isPermitted(choice)),
    )
  );
}

/** Whether an emergency access says why and who, and has not run out. */
export function isEmergencyComplete({ emergency, at }: Pick<DecisionFacts, 'emergency' | 'at'>): boolean {
  return emergency !== null && emergency.reasonGiven && emergency.person !== null && emergency.expires > at;
}
