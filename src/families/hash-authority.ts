import { createHash } from 'node:crypto';
import { canonicalJson } from '../platform/index.ts';
import { purposeCodes } from '../vocabulary/index.ts';
import { askAuthority } from './ask-authority.ts';
import type { AuthorityFacts, FactPeriod } from './authority-facts.ts';
import { isInForce } from './authority-terms.ts';
import { decideAuthority } from './decide-authority.ts';

/**
 * One hash (SHA-256, hex) over who may decide on a London day, for every purpose, and which particular facts are in force. It
 * changes on the day of an authority event and not between events, so that an entry can state it before and after.
 */
export function hashAuthority(facts: AuthorityFacts, date: string): string {
  const inForce = [
    ...facts.competence,
    ...facts.courtOrders,
    ...facts.legalStatuses,
    ...facts.representatives,
  ]
    .filter((fact: FactPeriod) => isInForce(fact, date))
    .map(({ factId }) => factId)
    .toSorted();
  const findings = purposeCodes.map((purpose) => {
    const { rule, deciders, organisations } = decideAuthority(facts, askAuthority(purpose, date));
    return {
      purpose,
      rule,
      deciders: deciders.map(({ person, capacityBasis }) => `${capacityBasis} ${person}`).toSorted(),
      organisations: organisations
        .map(({ organisationId, capacityBasis }) => `${capacityBasis} ${organisationId}`)
        .toSorted(),
    };
  });
  return createHash('sha256').update(canonicalJson({ inForce, findings })).digest('hex');
}
