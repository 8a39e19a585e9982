import { type Ability, type MongoQuery, createMongoAbility } from '@casl/ability';
import { type CategoryCode, isCategoryCode } from '../vocabulary/index.ts';
import { type Box, bitsOf, fromBits, namedAttributes, simplify } from './box.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** What the rules can be asked: columns of the matrix, and outcomes of the combination. */
export const segmentActions = [
  'select',
  'never',
  'link',
  'permit',
  'allow',
  'forward',
  'hold',
  'withhold',
  'explain',
] as const;

/** Something that can be asked about a segment. There is no "any action": `manage` is not one of these. */
export type SegmentAction = (typeof segmentActions)[number];

/** A rule on its way to CASL. */
export interface SegmentRule {
  readonly id: string;
  readonly action: SegmentAction | readonly SegmentAction[];
  readonly when: Box;
  /** Only for this matrix row. */
  readonly row?: string;
  /** The categories it speaks of, as CASL fields. */
  readonly categories?: readonly CategoryCode[];
}

/** The rule that answered. */
export interface Deciding {
  readonly id: string;
  /** False where it forbids. */
  readonly allows: boolean;
}

/** Compiled rules that can be asked about one instance and one named thing, and in no other way. */
export interface SegmentAbility {
  /** The rule that answers for this action, or null where none speaks. A rule that forbids comes before all that allow. */
  ask(action: SegmentAction, facts: SegmentFacts, category?: CategoryCode): Deciding | null;
  /** The ids of all rules that forbid the action for this case. */
  findForbidding(action: SegmentAction, facts: SegmentFacts): readonly string[];
  /** The ids of all rules that allow the action for this case. */
  findAllowing(action: SegmentAction, facts: SegmentFacts): readonly string[];
}

const subject = 'Segment';

type Abilities = [SegmentAction, typeof subject | SegmentFacts];

/**
 * Compiles rules to CASL. This file and `access-ability.ts` are the doors to the library, and close its traps (architecture, "CASL traps"; each
 * is pinned in test/policy/casl-traps.test.ts): denials are put last, an empty condition, `manage` and `all` are refused,
 * and questions about a type, or without the field where rules have fields, are faults.
 * @throws Error on a rule that the library would read as wider than it looks
 */
export function compileAbility(
  allowing: readonly SegmentRule[],
  forbidding: readonly SegmentRule[] = [],
): SegmentAbility {
  const rules = [
    ...allowing.map((rule) => toRawRule(rule, false)),
    ...forbidding.map((rule) => toRawRule(rule, true)),
  ];
  const ability = createMongoAbility<Abilities>(rules, { detectSubjectType: () => subject });
  const withFields = rules.some((rule) => 'fields' in rule);
  const find = (action: SegmentAction, facts: SegmentFacts, inverted: boolean): readonly string[] =>
    ability
      .possibleRulesFor(action, subject)
      .filter((rule) => rule.inverted === inverted && rule.matchesConditions(requireInstance(facts)))
      .map((rule) => rule.reason ?? '');
  return {
    ask: (action, facts, category) => {
      if (withFields && !category) throw new Error('a question without a field would mean any field');
      return toDeciding(ability.relevantRuleFor(action, requireInstance(facts), category));
    },
    findForbidding: (action, facts) => find(action, facts, true),
    findAllowing: (action, facts) => find(action, facts, false),
  };
}

function toDeciding(rule: ReturnType<Ability<Abilities>['relevantRuleFor']>): Deciding | null {
  return rule === null ? null : { id: rule.reason ?? '', allows: !rule.inverted };
}

/** A question about the type, or about nothing, would ignore every condition. */
function requireInstance(facts: unknown): SegmentFacts {
  if (typeof facts !== 'object' || facts === null) throw new Error('a question about a type is no question');
  return facts as SegmentFacts;
}

interface RawRule {
  readonly action: SegmentAction[];
  readonly subject: typeof subject;
  readonly inverted: boolean;
  readonly reason: string;
  readonly conditions: MongoQuery;
  readonly fields?: string[];
}

function toRawRule(rule: SegmentRule, inverted: boolean): RawRule {
  const action = typeof rule.action === 'string' ? [rule.action] : [...rule.action];
  const stranger = action.find((each) => !segmentActions.includes(each));
  if (stranger !== undefined) throw new Error(`rule ${rule.id}: no such action: ${stranger}`);
  const conditions = toConditions(rule);
  if (Object.keys(conditions).length === 0)
    throw new Error(`rule ${rule.id} has no condition and would hold for all`);
  const raw = { action, subject, inverted, reason: rule.id, conditions } as const;
  if (rule.categories === undefined) return raw;
  if (rule.categories.length === 0 || !rule.categories.every(isCategoryCode)) {
    throw new Error(`rule ${rule.id} speaks of no category, or of a pattern`);
  }
  return { ...raw, fields: [...rule.categories] };
}

/** `flags` is asked first: most segments have none, so that the question ends there. */
function toConditions(rule: SegmentRule): MongoQuery {
  const box = simplify(rule.when);
  const names = namedAttributes(box).toSorted((a, b) => Number(b === 'flags') - Number(a === 'flags'));
  return {
    ...(rule.row === undefined ? {} : { row: { $eq: rule.row } }),
    ...Object.fromEntries(names.map((name) => [name, { $in: [...fromBits(name, bitsOf(box, name))] }])),
  };
}
