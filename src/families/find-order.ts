import type { AuthorityFacts, AuthorityQuestion, CourtOrderFact } from './authority-facts.ts';
import { birthdayOf } from './authority-days.ts';
import { covers, isInForce, touches } from './authority-terms.ts';

/**
 * The court orders that answer a question within their terms and dates (docs/domain/01 §1.7). A prohibition comes before
 * everything else and is read as widely as it may be meant; of the others the latest answers, and of the latest one that
 * leaves the decision to a person before one that permits. All that are given have the same effect.
 */
export function findOrders(facts: AuthorityFacts, question: AuthorityQuestion): readonly CourtOrderFact[] {
  const inForce = facts.courtOrders.filter(
    (order) => isInForce(order, question.date) && !hasEndedByAge(facts, order, question.date),
  );
  const forbidding = inForce.filter(({ effect, terms }) => effect === 'FORBIDS' && touches(terms, question));
  if (forbidding.length > 0) return forbidding;
  // Whatever covers a question touches it: no prohibition is left here.
  const others = inForce.filter(({ terms }) => covers(terms, question));
  const latestDay = others.map(dayOf).toSorted().at(-1);
  const latest = others.filter((order) => dayOf(order) === latestDay);
  const giving = latest.filter(({ effect }) => effect === 'GIVES_DECISION');
  return giving.length > 0 ? giving : latest;
}

/**
 * An order under Children Act 1989 s.8 ends at 18 at the latest (s.91(10)–(11)), and whatever an order is, it gives nobody the
 * decision of an adult: the Court of Protection appoints a deputy for that.
 */
function hasEndedByAge(
  { birthDate }: AuthorityFacts,
  { kind, effect }: CourtOrderFact,
  date: string,
): boolean {
  return (
    (kind !== 'OTHER' || effect === 'GIVES_DECISION') &&
    birthDate !== null &&
    date >= birthdayOf(birthDate, 18)
  );
}

function dayOf({ from }: CourtOrderFact): string {
  return from ?? '';
}
