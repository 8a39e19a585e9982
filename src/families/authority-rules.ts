import type { PersonId } from '../platform/index.ts';
import type {
  AuthorityFacts,
  AuthorityQuestion,
  Decider,
  ParentalResponsibilityFact,
} from './authority-facts.ts';

/** What a rule found: who decides, and who would if their evidence had been checked. */
export interface RuleAnswer {
  readonly deciders: readonly Decider[];
  readonly unverified: readonly PersonId[];
}

/** One rule of who may decide. It answers, or leaves the question to the next. */
export interface AuthorityRule {
  readonly name: string;
  readonly decide: (facts: AuthorityFacts, question: AuthorityQuestion) => RuleAnswer | undefined;
}

const nobody: RuleAnswer = { deciders: [], unverified: [] };

/** Without a birth date no rule about age can be trusted, so nobody decides. */
const factsMissing: AuthorityRule = {
  name: 'FACTS_MISSING',
  decide: (facts) => (facts.birthDate === null ? nobody : undefined),
};

/** 18 and over: only the person; parental responsibility has ended (docs/domain/01 §1.7 step 1). */
const adultSelf: AuthorityRule = {
  name: 'ADULT_SELF',
  decide: (facts, question) =>
    hasReached(facts, 18, question.date)
      ? { deciders: [{ person: facts.person, capacityBasis: 'SELF_ADULT' }], unverified: [] }
      : undefined,
};

/** 16 and 17: the person, who is presumed to have capacity (Mental Capacity Act 2005; docs/domain/01 §1.7 step 2). */
const youngPersonSelf: AuthorityRule = {
  name: 'YOUNG_PERSON_SELF',
  decide: (facts, question) =>
    hasReached(facts, 16, question.date)
      ? { deciders: [{ person: facts.person, capacityBasis: 'SELF_YP' }], unverified: [] }
      : undefined,
};

/** Under 16: whoever is proved to hold parental responsibility, each alone (docs/domain/01 §1.7 step 5). */
const parentalResponsibility: AuthorityRule = {
  name: 'PARENTAL_RESPONSIBILITY',
  decide: (facts, question) => {
    const answer = findHolders(facts, question.date);
    return answer.deciders.length > 0 ? answer : undefined;
  },
};

/** Nobody is there to ask: the sharing rests on a duty or is held (docs/domain/01 §1.7 step 6). */
const nobodyAvailable: AuthorityRule = {
  name: 'NOBODY',
  decide: (facts, question) => ({ deciders: [], unverified: findHolders(facts, question.date).unverified }),
};

/**
 * The resolution order of docs/domain/01 §1.7: the first rule that answers decides. A further rule (orders of a court,
 * capacity, end of compulsory school age, competence of an under-16) is a function of its own, put in at its step.
 */
export const authorityRules: readonly AuthorityRule[] = [
  factsMissing,
  adultSelf,
  youngPersonSelf,
  parentalResponsibility,
  nobodyAvailable,
];

/**
 * Whether the person has reached an age on a day. Text comparison makes the birthday of somebody born on 29 February
 * fall on 1 March in other years, at the start of the day (Family Law Reform Act 1969 s.9).
 */
function hasReached(facts: AuthorityFacts, age: number, date: string): boolean {
  if (facts.birthDate === null) return false;
  const birthday = `${String(Number(facts.birthDate.slice(0, 4)) + age).padStart(4, '0')}${facts.birthDate.slice(4)}`;
  return date >= birthday;
}

function findHolders(facts: AuthorityFacts, date: string): RuleAnswer {
  const inForce = facts.parentalResponsibility.filter(
    (claim) => (claim.from === null || claim.from <= date) && (claim.to === null || date < claim.to),
  );
  const deciders = new Map<PersonId, Decider>();
  for (const claim of inForce) {
    const decider = toDecider(claim, date);
    if (decider !== undefined && !deciders.has(claim.holder)) deciders.set(claim.holder, decider);
  }
  const unverified = new Set(inForce.map((claim) => claim.holder).filter((holder) => !deciders.has(holder)));
  return { deciders: [...deciders.values()], unverified: [...unverified] };
}

function toDecider(claim: ParentalResponsibilityFact, date: string): Decider | undefined {
  const { evidence, verifiedBy, verifiedOn } = claim;
  if (evidence === null || verifiedBy === null || verifiedOn === null || verifiedOn > date) return undefined;
  return {
    person: claim.holder,
    capacityBasis: 'PR_HOLDER',
    evidence: { type: evidence, verifiedBy, verifiedOn },
  };
}
