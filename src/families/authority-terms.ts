import type { AuthorityQuestion, DecisionTerms, FactPeriod } from './authority-facts.ts';

/** Whether a day lies within a period: its first day does, the day on which it ends does not. */
export function isInForce({ from, to }: FactPeriod, date: string): boolean {
  return (from === null || from <= date) && (to === null || date < to);
}

/**
 * Whether what is meant for some decisions is surely meant for this one. What the question leaves open is covered by `ALL`
 * alone: nobody gains a say by a question that is not precise.
 */
export function covers(terms: DecisionTerms, question: AuthorityQuestion): boolean {
  return fits(terms, question, false);
}

/** Whether it may be meant for this decision: what the question leaves open is taken to be meant. A prohibition is read so. */
export function touches(terms: DecisionTerms, question: AuthorityQuestion): boolean {
  return fits(terms, question, true);
}

function fits(terms: DecisionTerms, question: AuthorityQuestion, openFits: boolean): boolean {
  return (
    names(terms.purposes, question.purpose, openFits) &&
    names(terms.categories, question.category, openFits) &&
    names(terms.recipientTypes, question.recipientType, openFits) &&
    names(terms.recipientOrganisations, question.recipientOrganisationId, openFits)
  );
}

function names<Member extends string>(
  listed: 'ALL' | readonly Member[],
  asked: Member | null,
  openFits: boolean,
): boolean {
  if (listed === 'ALL') return true;
  return asked === null ? openFits : listed.includes(asked);
}
