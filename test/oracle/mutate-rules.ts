import { findMilestones, shiftDay } from './calendar.ts';
import { type RuleSet, type Rules, ruleSets } from './cedar-engine.ts';
import { categoryLevels } from './codes.ts';
import type { Random } from './random.ts';
import { type Ways, documentedWays } from './ways.ts';

/** A rule changed in one place. */
export interface Mutant {
  /** What was changed, for the person who reads that nothing noticed. */
  readonly name: string;
  readonly rules: Rules;
  readonly ways: Ways;
}

/**
 * Changes one rule at a time: drops a policy, turns a condition round, takes a code out of a list, puts a category into
 * another column of the matrix, moves a birthday by a day, swaps two rules of an order. The same numbers make the same mutants;
 * the kinds take turns, so that every set of rules has its share.
 */
export function makeMutants(rules: Rules, random: Random, count: number): Mutant[] {
  const queues = makeQueues(rules, random);
  const mutants: Mutant[] = [];
  for (let turn = 0; mutants.length < count; turn += 1) {
    if (queues.every((queue) => queue.length === 0))
      throw new Error(`there are only ${mutants.length} mutants`);
    const mutant = queues[turn % queues.length]?.pop();
    if (mutant !== undefined) mutants.push(mutant);
  }
  return mutants;
}

function makeQueues(rules: Rules, random: Random): Mutant[][] {
  const inCedar = ruleSets.map((set) =>
    random.shuffle(
      Object.entries(rules[set]).flatMap(([id, text]) => mutatePolicy(rules, set, id, text, random)),
    ),
  );
  const inWays = random.shuffle([...mutateDates(), ...mutateOrders()]);
  return [...inCedar, inWays.map(({ name, ways }) => ({ name, ways, rules }))];
}

function mutatePolicy(rules: Rules, set: RuleSet, id: string, text: string, random: Random): Mutant[] {
  const changed = (what: string, changedText: string | null): Mutant[] => {
    if (changedText === text) return [];
    const others = without(rules[set], id);
    const policies = changedText === null ? others : { ...others, [id]: changedText };
    return [{ name: `${set}/${id}: ${what}`, rules: { ...rules, [set]: policies }, ways: documentedWays }];
  };
  // The permit that only lets a set's forbids speak is no rule of its own; nor is that a body without a duty is told only what
  // the family permits, while its row of the matrix lists nothing else.
  if (['GO_ON', 'NOTHING_AGAINST_IT', 'NEEDED', 'in-scope', 'THROUGH', 'DETERMINATIVE/no-duty'].includes(id))
    return [];
  if (set === 'matrix') return moveCategory(rules, id, text, random);
  return [
    ...changed('dropped', null),
    ...changed(
      'negated',
      text.replace(
        /(?<!== )(!?)context\.([a-z]\w*)(?= (?:&&|\}|\|\|)|\n)/,
        (_, not: string, name: string) => `${not === '!' ? '' : '!'}context.${name}`,
      ),
    ),
    ...changed('another value', text.replace(/ == "(\w+)"/, ' == "NOTHING"')),
    ...changed('one code less', text.replace(/\["\w+", /, '[')),
  ];
}

/** Rows that are read under P08, P09 and P14 alone. */
const attestedRows = new Set(['SCHOOL_DSL', 'LA_CSC_S47', 'POLICE_S47', 'URGENT_CARE']);

/** A category of one column is blank, or stands in another. */
function moveCategory(rules: Rules, id: string, text: string, random: Random): Mutant[] {
  const codes = [...text.matchAll(/Category::"(\w+)"/g)].map(([, code]) => code ?? '');
  const code = random.pick(codes);
  const narrowed = text.replace(new RegExp(`\\s*Category::"${code}",?`), '').replace(/,(\s*\])/, '$1');
  const [row, column] = id.split('/');
  const other = Object.keys(rules.matrix).find((name) => name.startsWith(`${row}/`) && name !== id);
  const others = without(rules.matrix, id);
  const isLast = codes.length === 1;
  const blank: Mutant = {
    name: `matrix/${id}: ${code} is blank`,
    rules: { ...rules, matrix: isLast ? others : { ...others, [id]: narrowed } },
    ways: documentedWays,
  };
  const otherText = other === undefined ? undefined : rules.matrix[other];
  if (other === undefined || otherText === undefined || isLast) return [blank];
  // What is listed and very restricted is never sent anyway; and what is asked for only with an attestation needs no link.
  if (other.endsWith('/LISTED') && categoryLevels[code] === 'V') return [blank];
  if (attestedRows.has(row ?? '') && !id.endsWith('/NEVER') && !other.endsWith('/NEVER')) return [blank];
  const widened = otherText.replace('Category::', `Category::"${code}", Category::`);
  const moved: Mutant = {
    name: `matrix/${row}: ${code} moves from ${column} to ${other.split('/')[1]}`,
    rules: { ...rules, matrix: { ...rules.matrix, [id]: narrowed, [other]: widened } },
    ways: documentedWays,
  };
  return [blank, moved];
}

function mutateDates(): { name: string; ways: Ways }[] {
  return (['adult', 'sixteen', 'pastSchoolAge', 'schoolAge'] as const).flatMap((milestone) =>
    [-1, 1].map((days) => ({
      name: `${milestone}: ${days} day`,
      ways: {
        ...documentedWays,
        findMilestones: (birthDate: string) => {
          const milestones = findMilestones(birthDate);
          return { ...milestones, [milestone]: shiftDay(milestones[milestone], days) };
        },
      },
    })),
  );
}

function mutateOrders(): { name: string; ways: Ways }[] {
  const { effects, choices, orders, holds } = documentedWays;
  const swaps: readonly (readonly [string, string])[] = [
    ['RECORD_ONLY/safeguarding', 'DETERMINATIVE/sensitive'],
    ['RECORD_ONLY/law', 'DETERMINATIVE/sensitive'],
    ['DETERMINATIVE/sensitive', 'WEIGHTED/purpose'],
    ['DETERMINATIVE/no-duty', 'WEIGHTED/purpose'],
  ];
  const without = (hold: string): Ways => ({
    ...documentedWays,
    holds: Object.fromEntries(Object.entries(holds).filter(([name]) => name !== hold)),
  });
  return [
    ...Object.keys(holds).map((hold) => ({ name: `${hold} refuses`, ways: without(hold) })),
    ...[['FORBIDS', 'GIVES_DECISION'] as const, ['FORBIDS', 'PERMITS'] as const].map(([one, other]) => ({
      name: `an order that ${other} answers before one that ${one}`,
      ways: { ...documentedWays, orders: swap(orders, one, other) },
    })),
    ...swaps.map(([one, other]) => ({
      name: `${other} before ${one}`,
      ways: { ...documentedWays, effects: swap(effects, one, other) },
    })),
    ...[['DENY', 'NONE'] as const, ['NONE', 'PERMIT'] as const, ['CONFLICT', 'NONE'] as const].map(
      ([one, other]) => ({
        name: `${other} outweighs ${one}`,
        ways: { ...documentedWays, choices: swap(choices, one, other) },
      }),
    ),
  ];
}

function swap(list: readonly string[], one: string, other: string): string[] {
  return list.map((item) => (item === one ? other : item === other ? one : item));
}

function without(policies: Readonly<Record<string, string>>, id: string): Record<string, string> {
  return Object.fromEntries(Object.entries(policies).filter(([name]) => name !== id));
}
