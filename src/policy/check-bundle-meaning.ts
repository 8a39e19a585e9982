import { type LegalPower, legalPowers } from '../vocabulary/index.ts';
import { combineAttributes, noFlag } from './attributes.ts';
import {
  type Box,
  bitsOf,
  countCases,
  describeBox,
  everything,
  intersect,
  namedAttributes,
  subtract,
  toBits,
} from './box.ts';
import type { Basis, Bundle, BundleProblem, CombineRule } from './bundle.ts';
import type { BundleReading } from './read-bundle.ts';
import { outcomeRank } from './outcome-rank.ts';

type Say = (section: string, id: string, rule: string, message: string) => void;

/**
 * Everything that must hold of a bundle beyond its shape, proved over all cases and not over samples: no two rows match the
 * same case, the combination table gives each case exactly one outcome, more refusal never discloses more, and every
 * outcome carries a reason of its own kind.
 */
export function checkBundleMeaning(
  bundle: Bundle,
  locate: BundleReading['locate'],
): readonly BundleProblem[] {
  const problems: BundleProblem[] = [];
  const say: Say = (section, id, rule, message) => {
    problems.push({ ...locate(section, id), rule, message });
  };
  checkIds(bundle, say);
  checkRows(bundle, say);
  checkReasons(bundle, say);
  checkCombination(bundle.combine, say);
  checkMonotony(bundle.combine, say);
  checkFlags(bundle, say);
  checkBases(bundle.bases, say);
  return problems;
}

function checkIds(bundle: Bundle, say: Say): void {
  const sections: readonly Readonly<Record<string, readonly { readonly id: string }[]>>[] = [
    { rows: bundle.rows },
    { combine: bundle.combine, forbid: bundle.forbid, explain: bundle.explain },
    { bases: bundle.bases },
  ];
  for (const group of sections) {
    const seen = new Set<string>();
    for (const [section, entries] of Object.entries(group)) {
      for (const { id } of entries) {
        if (seen.has(id)) say(section, id, 'unique-id', `the id ${id} stands twice`);
        seen.add(id);
      }
    }
  }
}

/** Two rows that match the same case would make the answer depend on their order. */
function checkRows({ rows }: Bundle, say: Say): void {
  for (const [position, row] of rows.entries()) {
    if (row.selectors.some((box) => namedAttributes(box).length === 0)) {
      say('rows', row.id, 'one-row', `row ${row.id} matches every case: say for whom and why it is`);
    }
    for (const other of rows.slice(position + 1)) {
      const common = findCommon(row.selectors, other.selectors);
      if (common !== undefined) {
        say('rows', other.id, 'one-row', `rows ${row.id} and ${other.id} both match ${describeBox(common)}`);
      }
    }
  }
}

function findCommon(some: readonly Box[], others: readonly Box[]): Box | undefined {
  for (const box of some) {
    for (const other of others) {
      const common = intersect(box, other);
      if (common !== undefined) return common;
    }
  }
  return undefined;
}

const reasonKinds = { FORWARD: /^PERMIT_/, HOLD: /^HOLD_/, WITHHOLD: /^(REDACT|DENY)_/ } as const;

function checkReasons({ combine, forbid, explain }: Bundle, say: Say): void {
  for (const { id, outcome, reason } of combine) {
    if (!reasonKinds[outcome].test(reason))
      say('combine', id, 'reason-kind', `${reason} is no reason to ${outcome}`);
  }
  for (const [section, rules] of Object.entries({ forbid, explain })) {
    for (const { id, reason } of rules) {
      if (!reasonKinds.WITHHOLD.test(reason))
        say(section, id, 'reason-kind', `${reason} is no reason to withhold`);
    }
  }
}

/** Boxes that do not overlap and together hold as many cases as there are cover every case exactly once. */
function checkCombination(rules: readonly CombineRule[], say: Say): void {
  const lines = rules.flatMap(({ id, when }) => when.map((box) => ({ id, box })));
  let overlaps = false;
  for (const [position, line] of lines.entries()) {
    for (const other of lines.slice(position + 1)) {
      const common = intersect(line.box, other.box);
      if (common === undefined) continue;
      overlaps = true;
      say(
        'combine',
        other.id,
        'one-outcome',
        `${line.id} and ${other.id} both hold for ${describeBox(common)}`,
      );
    }
  }
  const held = lines.reduce((sum, { box }) => sum + countCases(box, combineAttributes), 0n);
  if (overlaps || held === countCases(everything, combineAttributes)) return;
  const gaps = lines.reduce<readonly Box[]>(
    (rest, { box }) => rest.flatMap((region) => subtract(region, box)),
    [everything],
  );
  const gap = gaps[0] ?? everything;
  say('combine', '', 'one-outcome', `no rule says what happens for ${describeBox(gap)}`);
}

const choicesByOpenness = ['PERMIT', 'NONE', 'CONFLICT', 'DENY'] as const;

/** Whatever goes despite a refusal must go without it (docs/domain/07 §7.2 property 1). */
function checkMonotony(rules: readonly CombineRule[], say: Say): void {
  for (const rule of rules.filter(({ outcome }) => outcome !== 'WITHHOLD')) {
    const asOpen = rules.filter(({ outcome }) => outcomeRank[outcome] >= outcomeRank[rule.outcome]);
    const boxes = asOpen.flatMap(({ when }) => when);
    for (const box of rule.when) {
      const breach = findMoreOpenChoices(box)
        .flatMap((open) =>
          boxes.reduce<readonly Box[]>((rest, each) => rest.flatMap((part) => subtract(part, each)), [open]),
        )
        .at(0);
      if (breach !== undefined) {
        say(
          'combine',
          rule.id,
          'monotone',
          `${rule.id} gives ${rule.outcome}, yet ${describeBox(breach)} gives less`,
        );
      }
    }
  }
}

function findMoreOpenChoices(box: Box): readonly Box[] {
  const lowest = choicesByOpenness.findLastIndex(
    (choice) => (bitsOf(box, 'choice') & toBits('choice', [choice])) !== 0n,
  );
  return lowest <= 0 ? [] : [{ ...box, choice: toBits('choice', choicesByOpenness.slice(0, lowest)) }];
}

/** A rule that needs a flag to be absent would let a further flag lift it. */
function checkFlags({ forbid, explain }: Bundle, say: Say): void {
  for (const [section, rules] of Object.entries({ forbid, explain })) {
    for (const { id, when } of rules) {
      if (when.some((box) => box.flags !== undefined && (box.flags & toBits('flags', [noFlag])) !== 0n)) {
        say(
          section,
          id,
          'flags',
          `${id}: name the flags; "${noFlag}" and "except" would hold because a flag is missing`,
        );
      }
    }
  }
}

function checkBases(bases: readonly Basis[], say: Say): void {
  for (const [position, basis] of bases.entries()) {
    const { id, since, until, basis: content } = basis;
    if (since !== null && until !== null && since > until)
      say('bases', id, 'days', `${id} ends before it begins`);
    if (content.dutyKind === 'MUST' && content.powers.length > 0) {
      if (!content.powers.some((power) => legalPowers[power].kind === 'MUST')) {
        say('bases', id, 'duty', `${id} says MUST, and none of its powers is a duty`);
      }
    }
    for (const power of content.powers) {
      const { from: start }: LegalPower = legalPowers[power];
      if (start !== undefined && (since === null || since < start)) {
        say('bases', id, 'days', `${id} relies on ${power} before its first day ${start}`);
      }
    }
    for (const other of bases.slice(position + 1)) {
      const common = overlapsInTime(basis, other) ? intersect(basis.when, other.when) : undefined;
      if (common !== undefined) {
        say(
          'bases',
          other.id,
          'one-basis',
          `bases ${id} and ${other.id} both hold for ${describeBox(common)}`,
        );
      }
    }
  }
}

function overlapsInTime(a: Basis, b: Basis): boolean {
  const startsBeforeEnd = (one: Basis, two: Basis): boolean =>
    one.since === null || two.until === null || one.since <= two.until;
  return startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}
