import type { CapacityBasis } from '../vocabulary/index.ts';
import type {
  AuthorityFacts,
  AuthorityQuestion,
  AuthorityRuleName,
  Decider,
  DecidingOrganisation,
} from './authority-facts.ts';
import { birthdayOf, endOfCompulsorySchoolAge } from './authority-days.ts';
import { covers, isInForce } from './authority-terms.ts';
import { findCapacity } from './find-capacity.ts';
import { findHolders, hasDied } from './find-holders.ts';
import { findOrders } from './find-order.ts';

/** What a rule found: who decides. */
export interface RuleAnswer {
  readonly rule: AuthorityRuleName;
  readonly deciders: readonly Decider[];
  readonly organisations: readonly DecidingOrganisation[];
}

/** One step of who may decide. It answers, or leaves the question to the next. */
export type AuthorityRule = (facts: AuthorityFacts, question: AuthorityQuestion) => RuleAnswer | undefined;

/** An identity that an adoption order retired answers to nothing (docs/domain/01 §1.9). */
const identityRetired: AuthorityRule = ({ retired }) => (retired ? nobody('IDENTITY_RETIRED') : undefined);

/** Without a birth date no rule about age can be trusted, so nobody decides. */
const factsMissing: AuthorityRule = ({ birthDate }) =>
  birthDate === null ? nobody('FACTS_MISSING') : undefined;

/** Nobody consents for somebody who has died; a duty of confidence remains (docs/domain/01 §1.3). */
const deceased: AuthorityRule = (facts, { date }) =>
  hasDied(facts, facts.person, date) ? nobody('DECEASED') : undefined;

/** A court has given the decision to somebody: nobody else has it within its terms and dates (docs/domain/01 §1.7). */
const courtOrder: AuthorityRule = (facts, question) => {
  const given = findOrders(facts, question).flatMap(({ effect, decider }) =>
    effect === 'GIVES_DECISION' && decider !== null ? [decider] : [],
  );
  if (given.length === 0) return undefined;
  const holders = findHolders(facts, question).deciders;
  const deciders = [...new Set(given)]
    .filter((person) => canDecide(facts, person, question))
    .map((person): Decider =>
      person === facts.person
        ? { person, capacityBasis: selfBasis(facts, question.date) }
        : (holders.find((holder) => holder.person === person) ?? { person, capacityBasis: 'PR_HOLDER' }),
    );
  return { rule: 'COURT_ORDER', deciders, organisations: [] };
};

/**
 * 18 and over: only the person, since parental responsibility has ended; without capacity for this decision an attorney, else
 * a deputy, else the best-interests decision of the professional (docs/domain/01 §1.7 step 1; Mental Capacity Act 2005).
 */
const adult: AuthorityRule = (facts, question) => {
  if (!hasReached(facts, 18, question.date)) return undefined;
  if (hasCapacity(facts, question)) return self('ADULT_SELF', facts, 'SELF_ADULT');
  const attorneys = findRepresentatives(facts, question, 'LPA');
  if (attorneys.length > 0) return { rule: 'ADULT_ATTORNEY', deciders: attorneys, organisations: [] };
  const deputies = findRepresentatives(facts, question, 'DEPUTY');
  return deputies.length > 0
    ? { rule: 'ADULT_DEPUTY', deciders: deputies, organisations: [] }
    : bestInterests('ADULT_BEST_INTERESTS', facts, question);
};

/**
 * 16 and 17: the person, who is presumed to have capacity (docs/domain/01 §1.7 step 2). A decision about special educational
 * needs is also the parents' until compulsory school age has ended, which may be after the birthday (Children and Families
 * Act 2014 s.83(2); the vectors of §1.7). Without capacity: a deputy and who holds parental responsibility, else best
 * interests.
 */
const youngPerson: AuthorityRule = (facts, question) => {
  if (!hasReached(facts, 16, question.date)) return undefined;
  if (!hasCapacity(facts, question)) {
    return represented(facts, question) ?? bestInterests('YOUNG_PERSON_BEST_INTERESTS', facts, question);
  }
  if (!question.sendDecision || isOverSchoolAge(facts, question.date)) {
    return self('YOUNG_PERSON_SELF', facts, 'SELF_YP');
  }
  const { deciders, organisations } = findHolders(facts, question);
  return {
    rule: 'YOUNG_PERSON_AND_PARENTS',
    deciders: [{ person: facts.person, capacityBasis: 'SELF_YP' }, ...deciders],
    organisations,
  };
};

/**
 * Over compulsory school age and not yet 16: decisions about special educational needs are the young person's, unless they
 * lack capacity for this one: then a representative or parent (Children and Families Act 2014 s.80; docs/domain/01 §1.7 step 3).
 */
const youngPersonInSpecialEducation: AuthorityRule = (facts, question) => {
  if (!question.sendDecision || !isOverSchoolAge(facts, question.date)) return undefined;
  return hasCapacity(facts, question)
    ? self('YOUNG_PERSON_SEND', facts, 'SELF_YP')
    : (represented(facts, question) ?? nobody('NOBODY'));
};

/** Under 16 and competent for this very decision: the child (docs/domain/01 §1.7 step 4). The latest assessment holds. */
const gillickCompetent: AuthorityRule = (facts, question) => {
  const meant = facts.competence.filter(
    (fact) => isInForce(fact, question.date) && covers(fact.terms, question),
  );
  const latestDay = meant
    .map(({ from }) => from)
    .toSorted()
    .at(-1);
  const latest = meant.filter(({ from }) => from === latestDay);
  return latest.length > 0 && latest.every(({ outcome }) => outcome === 'COMPETENT')
    ? self('GILLICK_COMPETENT', facts, 'SELF_GILLICK')
    : undefined;
};

/** Under 16: whoever is proved to hold parental responsibility, each alone (docs/domain/01 §1.7 step 5). */
const parentalResponsibility: AuthorityRule = (facts, question) => {
  const { deciders, organisations } = findHolders(facts, question);
  return deciders.length + organisations.length > 0
    ? { rule: 'PARENTAL_RESPONSIBILITY', deciders, organisations }
    : undefined;
};

/** Nobody is there to ask: the sharing rests on a duty or is held (docs/domain/01 §1.7 step 6). */
const nobodyAvailable: AuthorityRule = () => nobody('NOBODY');

/** The resolution order of docs/domain/01 §1.7: the first rule that answers decides, and the last one always does. */
export const authorityRules: readonly AuthorityRule[] = [
  identityRetired,
  factsMissing,
  deceased,
  courtOrder,
  adult,
  youngPerson,
  youngPersonInSpecialEducation,
  gillickCompetent,
  parentalResponsibility,
  nobodyAvailable,
];

/** Whether the person has reached an age on a day. */
function hasReached({ birthDate }: AuthorityFacts, age: number, date: string): boolean {
  return birthDate !== null && date >= birthdayOf(birthDate, age);
}

function isOverSchoolAge({ birthDate }: AuthorityFacts, date: string): boolean {
  return birthDate !== null && date >= endOfCompulsorySchoolAge(birthDate);
}

function selfBasis(facts: AuthorityFacts, date: string): CapacityBasis {
  return hasReached(facts, 16, date) ? 'SELF_YP' : 'SELF_GILLICK';
}

function hasCapacity(facts: AuthorityFacts, question: AuthorityQuestion): boolean {
  return findCapacity(facts, facts.person, question).outcome !== 'LACKS';
}

function canDecide(facts: AuthorityFacts, person: Decider['person'], question: AuthorityQuestion): boolean {
  return !hasDied(facts, person, question.date) && findCapacity(facts, person, question).outcome !== 'LACKS';
}

function findRepresentatives(
  facts: AuthorityFacts,
  question: AuthorityQuestion,
  kind: 'LPA' | 'DEPUTY',
): readonly Decider[] {
  const persons = facts.representatives
    .filter(
      (each) =>
        each.kind === kind &&
        isInForce(each, question.date) &&
        covers(each.terms, question) &&
        canDecide(facts, each.person, question),
    )
    .map(({ person }) => person);
  return [...new Set(persons)].map((person) => ({ person, capacityBasis: kind }));
}

/** Who acts for a young person without capacity for this decision: a deputy, and whoever holds parental responsibility. */
function represented(facts: AuthorityFacts, question: AuthorityQuestion): RuleAnswer | undefined {
  const { deciders, organisations } = findHolders(facts, question);
  const acting = [...findRepresentatives(facts, question, 'DEPUTY'), ...deciders];
  return acting.length + organisations.length > 0
    ? { rule: 'YOUNG_PERSON_REPRESENTED', deciders: acting, organisations }
    : undefined;
}

/** The organisations whose professionals found that capacity is lacking make the best-interests decision. */
function bestInterests(
  rule: 'ADULT_BEST_INTERESTS' | 'YOUNG_PERSON_BEST_INTERESTS',
  facts: AuthorityFacts,
  question: AuthorityQuestion,
): RuleAnswer {
  const assessing = findCapacity(facts, facts.person, question).findings.map(
    ({ assessor }) => assessor.organisation,
  );
  return {
    rule,
    deciders: [],
    organisations: [...new Set(assessing)].map((organisationId) => ({
      organisationId,
      capacityBasis: 'BEST_INTERESTS',
    })),
  };
}

function self(rule: AuthorityRuleName, { person }: AuthorityFacts, capacityBasis: CapacityBasis): RuleAnswer {
  return { rule, deciders: [{ person, capacityBasis }], organisations: [] };
}

function nobody(rule: AuthorityRuleName): RuleAnswer {
  return { rule, deciders: [], organisations: [] };
}
