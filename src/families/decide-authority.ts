import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject, type JsonValue } from '../platform/index.ts';
import type {
  AnsweringOrder,
  AuthorityFacts,
  AuthorityFinding,
  AuthorityQuestion,
} from './authority-facts.ts';
import { authorityRules, type RuleAnswer } from './authority-rules.ts';
import { isInForce } from './authority-terms.ts';
import { findCapacity } from './find-capacity.ts';
import { findHolders, findNeverVerified, hasDied } from './find-holders.ts';
import { findOrders } from './find-order.ts';

/**
 * Decides who may decide for a person, for a purpose (and category and recipient), on a day, and why (docs/domain/01 §1.7).
 * Pure and total: the same facts and question always give the same finding, in whatever order the facts are given, and
 * exactly one rule answers.
 */
export function decideAuthority(facts: AuthorityFacts, question: AuthorityQuestion): AuthorityFinding {
  const { ordered, text } = spell(facts);
  const answer = firstAnswer(ordered, question);
  const finding = {
    rule: answer.rule,
    deciders: answer.deciders,
    organisations: answer.organisations,
    unverified: findUnverified(ordered, question, answer),
    neverVerified: findNeverVerified(ordered, question.date),
    capacityToBeConfirmed: answer.deciders
      .map(({ person }) => person)
      .filter((person) => findCapacity(ordered, person, question).outcome === 'TO_BE_CONFIRMED'),
    order: findAnsweringOrder(ordered, question),
    delegated: ordered.delegations
      .filter((each) => isInForce(each, question.date) && !hasDied(ordered, each.carer, question.date))
      .map(({ carer, matters }) => ({ person: carer, matters })),
    selfDecides: answer.deciders.some(({ person }) => person === facts.person),
  };
  const snapshotHash = createHash('sha256')
    .update(text)
    .update(canonicalJson(toJson(finding)))
    .digest('hex');
  return { ...finding, snapshotHash };
}

function firstAnswer(facts: AuthorityFacts, question: AuthorityQuestion): RuleAnswer {
  for (const rule of authorityRules) {
    const answer = rule(facts, question);
    if (answer !== undefined) return answer;
  }
  throw new Error('the last rule of authority must always answer');
}

/** Claims that somebody must verify, wherever a verified one could decide. */
function findUnverified(
  facts: AuthorityFacts,
  question: AuthorityQuestion,
  { rule, deciders }: RuleAnswer,
): AuthorityFinding['unverified'] {
  if (!rulesOfParents.includes(rule)) return [];
  return findHolders(facts, question).unverified.filter(
    (holder) => !deciders.some(({ person }) => person === holder),
  );
}

const rulesOfParents: readonly RuleAnswer['rule'][] = [
  'COURT_ORDER',
  'YOUNG_PERSON_AND_PARENTS',
  'YOUNG_PERSON_REPRESENTED',
  'YOUNG_PERSON_BEST_INTERESTS',
  'PARENTAL_RESPONSIBILITY',
  'NOBODY',
];

function findAnsweringOrder(facts: AuthorityFacts, question: AuthorityQuestion): AnsweringOrder | null {
  const [order] = findOrders(facts, question);
  return order === undefined
    ? null
    : { orderId: order.factId, effect: order.effect, documentHash: order.documentHash };
}

interface SpelledFacts {
  readonly ordered: AuthorityFacts;
  /** The one canonical spelling of the facts. */
  readonly text: string;
}

/** Facts never change once they are made, and many questions are asked of the same ones. */
const spelled = new WeakMap<AuthorityFacts, SpelledFacts>();

function spell(facts: AuthorityFacts): SpelledFacts {
  const known = spelled.get(facts);
  if (known !== undefined) return known;
  const ordered: AuthorityFacts = {
    person: facts.person,
    birthDate: facts.birthDate,
    retired: facts.retired,
    parentalResponsibility: order(facts.parentalResponsibility),
    competence: order(facts.competence),
    capacity: order(facts.capacity),
    representatives: order(facts.representatives),
    legalStatuses: order(facts.legalStatuses),
    courtOrders: order(facts.courtOrders),
    delegations: order(facts.delegations),
    deaths: order(facts.deaths),
  };
  const fresh = { ordered, text: canonicalJson(toJson(ordered)) };
  spelled.set(facts, fresh);
  return fresh;
}

function order<Fact extends object>(facts: readonly Fact[]): readonly Fact[] {
  const keyed = facts.map((fact) => ({ fact, key: canonicalJson(toJson(fact)) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ fact }) => fact);
}

function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject & JsonValue;
}
