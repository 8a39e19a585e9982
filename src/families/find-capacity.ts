import type { PersonId } from '../platform/index.ts';
import type { CapacityOutcome } from '../vocabulary/index.ts';
import type { AuthorityFacts, AuthorityQuestion, CapacityFact } from './authority-facts.ts';
import { covers, isInForce, touches } from './authority-terms.ts';

/** What holds of somebody's capacity for one decision, and the findings that say so. */
export interface CapacityAnswer {
  /** `PRESUMED` where nobody found anything (Mental Capacity Act 2005 s.1(2)). */
  readonly outcome: CapacityOutcome | 'PRESUMED';
  readonly findings: readonly CapacityFact[];
}

const caution: Readonly<Record<CapacityOutcome, number>> = { HAS: 0, TO_BE_CONFIRMED: 1, LACKS: 2 };

/**
 * Finds whether somebody has capacity for a decision. Capacity is per decision and dated: of the findings that are meant for
 * this one the latest holds, and of the latest the most careful. A doubt is read as widely as it may be meant.
 */
export function findCapacity(
  facts: AuthorityFacts,
  person: PersonId,
  question: AuthorityQuestion,
): CapacityAnswer {
  const meant = facts.capacity.filter(
    (fact) =>
      fact.of === person &&
      isInForce(fact, question.date) &&
      (fact.finding === 'TO_BE_CONFIRMED' ? touches : covers)(fact.terms, question),
  );
  const [first] = meant.toSorted(
    (a, b) => compare(dayOf(b), dayOf(a)) || caution[b.finding] - caution[a.finding],
  );
  if (first === undefined) return { outcome: 'PRESUMED', findings: [] };
  return {
    outcome: first.finding,
    findings: meant.filter((fact) => fact.finding === first.finding && dayOf(fact) === dayOf(first)),
  };
}

function dayOf({ from }: CapacityFact): string {
  return from ?? '';
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
