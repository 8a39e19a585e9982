import type { ReasonCode } from '../vocabulary/index.ts';
import { attributeValues } from './attributes.ts';
import { type Box, intersect, toBits } from './box.ts';
import type { Bundle } from './bundle.ts';
import { compileGates } from './compile-gates.ts';
import { compileMatrix } from './compile-matrix.ts';
import { findBasis } from './find-basis.ts';
import { orderReasons, reasonRank } from './outcome-rank.ts';
import type { CompiledPolicy, MatrixCell, PolicyAnswer, SegmentCase } from './policy-types.ts';
import { type SegmentAbility, type SegmentRule, compileAbility } from './segment-ability.ts';
import { type SegmentFacts, areKnownFlags, noRow, readFacts } from './segment-facts.ts';

/** What a rule id stands for when it has answered. */
interface RuleFacts {
  readonly reason: ReasonCode;
  readonly bar: boolean;
}

/** A case with its place in the matrix and the rules for it. */
interface Found {
  readonly row: string | null;
  readonly cell: MatrixCell;
  readonly facts: SegmentFacts;
  readonly ability: SegmentAbility;
}

/**
 * Compiles a checked bundle: the matrix, and the combination table with what forbids, as one ability for each cell and
 * effect. Nothing is built when a question is asked.
 */
export function compilePolicy(bundle: Bundle): InspectablePolicy {
  const matrix = compileMatrix(bundle);
  const rules = indexRules(bundle);
  const abilities = compileAbilities(bundle);
  const find = (segment: SegmentCase): Found => {
    const { row, cell, decisive } = matrix.findCell(segment);
    const facts = readFacts(segment, row ?? noRow, cell, decisive);
    const ability = abilities.get(`${cell} ${facts.effect}`);
    if (ability === undefined) throw new Error(`no rules for ${cell} ${facts.effect}`);
    return { row, cell, facts, ability };
  };
  return {
    version: bundle.version,
    effectiveFrom: bundle.effectiveFrom,
    findRow: matrix.findRow,
    ...compileGates(bundle.gates),
    findBasis: (question) => findBasis(bundle.bases, question),
    decideSegment: (segment) => {
      const found = find(segment);
      if (!areKnownFlags(segment.flags)) return withholdUnknownFlag(found.row, found.cell);
      return { cell: found.cell, row: found.row, ...answer(found.ability, found.facts, rules) };
    },
    findSpeakingRules: (segment) => {
      const { ability, facts } = find(segment);
      const outcomes = ['forward', 'hold', 'withhold', 'explain'] as const;
      return [
        ...ability.findForbidding('forward', facts),
        ...outcomes.flatMap((action) => ability.findAllowing(action, facts)),
      ];
    },
  };
}

/** A policy that also tells which rules hold for a case, for the tests of the bundle. */
export interface InspectablePolicy extends CompiledPolicy {
  /** The ids of all rules of `combine`, `forbid` and `explain` whose condition holds for the case. */
  readonly findSpeakingRules: (segment: SegmentCase) => readonly string[];
}

/** A flag that nobody here knows how to honour: what it would forbid cannot be known, so nothing goes. */
function withholdUnknownFlag(row: string | null, cell: MatrixCell): PolicyAnswer {
  return { outcome: 'WITHHOLD', cell, row, rule: 'unknown-flag', reasons: ['REDACT_HANDLING'] };
}

type Answer = Pick<PolicyAnswer, 'outcome' | 'rule' | 'reasons'>;
type RuleIndex = ReadonlyMap<string, RuleFacts>;

function answer(ability: SegmentAbility, facts: SegmentFacts, rules: RuleIndex): Answer {
  const forward = ability.ask('forward', facts);
  if (forward?.allows === false) return forbid(ability, facts, rules);
  if (forward !== null)
    return { outcome: 'FORWARD', rule: forward.id, reasons: [getRule(rules, forward.id).reason] };
  const hold = ability.ask('hold', facts);
  if (hold?.allows === true)
    return { outcome: 'HOLD', rule: hold.id, reasons: [getRule(rules, hold.id).reason] };
  const withhold = getWithholding(ability, facts);
  return {
    outcome: 'WITHHOLD',
    rule: withhold,
    reasons: orderReasons(gatherReasons(ability, facts, rules, [withhold])),
  };
}

/** A bar speaks alone; other denials stand beside what the combination table would have withheld for. */
function forbid(ability: SegmentAbility, facts: SegmentFacts, rules: RuleIndex): Answer {
  const forbidding = ability
    .findForbidding('forward', facts)
    .toSorted(
      (a, b) =>
        reasonRank(getRule(rules, a).reason) - reasonRank(getRule(rules, b).reason) || (a < b ? -1 : 1),
    );
  const bars = forbidding.filter((id) => getRule(rules, id).bar);
  const rule = bars[0] ?? forbidding[0] ?? '';
  if (bars.length > 0) {
    return { outcome: 'WITHHOLD', rule, reasons: orderReasons(bars.map((id) => getRule(rules, id).reason)) };
  }
  const beside = ability.findAllowing('withhold', facts);
  return {
    outcome: 'WITHHOLD',
    rule,
    reasons: orderReasons(gatherReasons(ability, facts, rules, [...forbidding, ...beside])),
  };
}

function gatherReasons(
  ability: SegmentAbility,
  facts: SegmentFacts,
  rules: RuleIndex,
  ids: readonly string[],
): readonly ReasonCode[] {
  return [...ids, ...ability.findAllowing('explain', facts)].map((id) => getRule(rules, id).reason);
}

function getWithholding(ability: SegmentAbility, facts: SegmentFacts): string {
  const withhold = ability.ask('withhold', facts);
  if (withhold === null)
    throw new Error('the combination table has a gap, which the check of the bundle rules out');
  return withhold.id;
}

function getRule(rules: RuleIndex, id: string): RuleFacts {
  const rule = rules.get(id);
  if (rule === undefined) throw new Error(`no such rule: ${id}`);
  return rule;
}

function indexRules({ combine, forbid: forbidding, explain }: Bundle): RuleIndex {
  return new Map([
    ...[...combine, ...explain].map(({ id, reason }): [string, RuleFacts] => [id, { reason, bar: false }]),
    ...forbidding.map(({ id, reason, bar }): [string, RuleFacts] => [id, { reason, bar }]),
  ]);
}

const outcomeActions = { FORWARD: 'forward', HOLD: 'hold', WITHHOLD: 'withhold' } as const;

/** One ability for each cell and effect, with the rules that can hold there; what forbids comes last. */
function compileAbilities(bundle: Bundle): ReadonlyMap<string, SegmentAbility> {
  const abilities = new Map<string, SegmentAbility>();
  for (const cell of attributeValues.cell) {
    for (const effect of attributeValues.effect) {
      const here = regionOf(cell, effect);
      const place = <Rule extends { readonly id: string; readonly when: readonly Box[] }>(
        rules: readonly Rule[],
        actionOf: (rule: Rule) => SegmentRule['action'],
      ): readonly SegmentRule[] =>
        rules.flatMap((rule) =>
          rule.when
            .filter((box) => intersect(box, here) !== undefined)
            .map((when) => ({ id: rule.id, action: actionOf(rule), when })),
        );
      abilities.set(
        `${cell} ${effect}`,
        compileAbility(
          [
            ...place(bundle.combine, ({ outcome }) => outcomeActions[outcome]),
            ...place(bundle.explain, () => 'explain'),
          ],
          place(bundle.forbid, () => ['forward', 'hold']),
        ),
      );
    }
  }
  return abilities;
}

/** The cases of one cell and effect. `OWN_ACCESS` is P17 and nothing else is (docs/domain/03 §3.2). */
function regionOf(cell: MatrixCell, effect: (typeof attributeValues.effect)[number]): Box {
  const own = toBits('purpose', ['P17']);
  const others = toBits(
    'purpose',
    attributeValues.purpose.filter((purpose) => purpose !== 'P17'),
  );
  return {
    cell: toBits('cell', [cell]),
    effect: toBits('effect', [effect]),
    purpose: effect === 'OWN_ACCESS' ? own : others,
  };
}
