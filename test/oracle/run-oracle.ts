import type { CompiledPolicy } from '../../src/policy/index.ts';
import { decideCase } from './adapter.ts';
import { PoliciesContradict } from './ask.ts';
import type { OracleCase } from './case.ts';
import { type Judge, type Remembered, type RuleSet, createJudge, readRules } from './cedar-engine.ts';
import { type Compared, findDifferences } from './compare-verdicts.ts';
import { generateCase } from './generate-case.ts';
import { judgeCase } from './judge-case.ts';
import { type Mutant, makeMutants } from './mutate-rules.ts';
import { Random } from './random.ts';
import { documentedWays } from './ways.ts';

export interface OracleReport {
  readonly cases: number;
  /** Each case on which oracle and gateway differ, with how. */
  readonly differences: readonly { readonly oracleCase: OracleCase; readonly how: readonly string[] }[];
  /** Of each set of rules, how many policies decided something, of how many. */
  readonly reached: readonly {
    readonly set: RuleSet;
    readonly policies: number;
    readonly unreached: readonly string[];
  }[];
  /** How many pairs of matrix cell (of any column) and result of the choices were reached, of how many. */
  readonly cells: { readonly reached: number; readonly of: number };
  readonly mutants: { readonly noticed: number; readonly of: number; readonly unnoticed: readonly string[] };
}

interface Run {
  readonly oracleCase: OracleCase;
  readonly decision: Compared;
}

/** Judges generated cases twice, by the documents and by the gateway, and then again with one rule changed at a time. */
export function runOracle(
  policy: CompiledPolicy,
  { seed, cases, mutants }: { readonly seed: number; readonly cases: number; readonly mutants: number },
): OracleReport {
  const rules = readRules();
  const judge = createJudge(rules);
  const askedIn = new Map<Remembered, number[]>();
  const runs: Run[] = [];
  const differences: OracleReport['differences'][number][] = [];
  const cells = new Set<string>();
  for (let number = 0; number < cases; number += 1) {
    const oracleCase = generateCase(seed, number);
    judge.listener = (remembered): void => {
      const asked = askedIn.get(remembered);
      if (asked === undefined) askedIn.set(remembered, [number]);
      else if (asked.at(-1) !== number) asked.push(number);
    };
    const verdict = judgeCase(judge, oracleCase);
    const { outcome, segments } = decideCase(oracleCase, policy);
    const decision = { outcome, segments };
    runs.push({ oracleCase, decision });
    for (const cell of verdict.cells) cells.add(cell);
    const how = findDifferences(verdict, decision);
    if (how.length > 0) differences.push({ oracleCase, how });
  }
  judge.listener = null;
  const made = makeMutants(rules, new Random(seed + 1), mutants);
  const unnoticed = made.filter((mutant) => !isNoticed(mutant, judge, runs, askedIn)).map(({ name }) => name);
  const columns = Object.values(rules.matrix).reduce(
    (sum, text) => sum + text.split('Category::').length - 1,
    0,
  );
  return {
    cases,
    differences,
    reached: findReached(judge),
    cells: { reached: cells.size, of: columns * 4 },
    mutants: { noticed: made.length - unnoticed.length, of: made.length, unnoticed },
  };
}

/** Whether any case differs once the rule is changed. Only cases that asked what is answered otherwise now can. */
function isNoticed(
  mutant: Mutant,
  judge: Judge,
  runs: readonly Run[],
  askedIn: ReadonlyMap<Remembered, readonly number[]>,
): boolean {
  const changed = createJudge(mutant.rules, judge);
  const tried = new Set<number>();
  const differs = (number: number): boolean => {
    const run = runs[number];
    if (run === undefined || tried.has(number)) return false;
    tried.add(number);
    try {
      return findDifferences(judgeCase(changed, run.oracleCase, mutant.ways), run.decision).length > 0;
    } catch (fault) {
      if (fault instanceof PoliciesContradict) return true;
      throw fault;
    }
  };
  if (mutant.ways !== documentedWays) return runs.some((_, number) => differs(number));
  for (const [name, set] of judge.sets) {
    const now = changed.sets.get(name);
    if (now === undefined || now === set) continue;
    for (const remembered of set.remembered) {
      const { answer } = now.ask(remembered.question);
      const isSame =
        answer.allowed === remembered.answer.allowed && answer.by.join() === remembered.answer.by.join();
      if (!isSame && (askedIn.get(remembered) ?? []).slice(0, 200).some(differs)) return true;
    }
  }
  return false;
}

function findReached(judge: Judge): OracleReport['reached'] {
  return [...judge.sets].map(([set, { policies, remembered }]) => {
    const deciding = new Set([...remembered].flatMap(({ answer }) => answer.by));
    const names = Object.keys(policies);
    return { set, policies: names.length, unreached: names.filter((name) => !deciding.has(name)) };
  });
}
