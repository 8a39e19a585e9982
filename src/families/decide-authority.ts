import { createHash } from 'node:crypto';
import { canonicalJson } from '../platform/index.ts';
import type { AuthorityFacts, AuthorityFinding, AuthorityQuestion, Decider } from './authority-facts.ts';
import { authorityRules } from './authority-rules.ts';

/**
 * Decides who may decide for a person, for a purpose, on a day (docs/domain/01 §1.7). Pure: the same facts and question
 * always give the same finding, in whatever order the facts are given.
 */
export function decideAuthority(facts: AuthorityFacts, question: AuthorityQuestion): AuthorityFinding {
  const ordered = order(facts);
  for (const rule of authorityRules) {
    const answer = rule.decide(ordered, question);
    if (answer === undefined) continue;
    const finding = {
      rule: rule.name,
      deciders: answer.deciders,
      unverified: answer.unverified,
      selfDecides: answer.deciders.some((decider) => decider.person === facts.person),
    };
    return { ...finding, snapshotHash: hashSnapshot(ordered, finding) };
  }
  throw new Error('the last rule of authority must always answer');
}

function order(facts: AuthorityFacts): AuthorityFacts {
  const claims = facts.parentalResponsibility.map((claim) => ({ claim, key: canonicalJson({ ...claim }) }));
  claims.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { ...facts, parentalResponsibility: claims.map(({ claim }) => claim) };
}

function hashSnapshot(facts: AuthorityFacts, finding: Omit<AuthorityFinding, 'snapshotHash'>): string {
  const snapshot = canonicalJson({
    facts: {
      person: facts.person,
      birthDate: facts.birthDate,
      parentalResponsibility: facts.parentalResponsibility.map((claim) => ({ ...claim })),
    },
    finding: {
      rule: finding.rule,
      deciders: finding.deciders.map(describe),
      unverified: [...finding.unverified],
      selfDecides: finding.selfDecides,
    },
  });
  return createHash('sha256').update(snapshot).digest('hex');
}

function describe({ person, capacityBasis }: Decider): { person: string; capacityBasis: string } {
  return { person, capacityBasis };
}
