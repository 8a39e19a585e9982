import { decide } from '../src/exchange/decide/index.ts';
import { loadBaseline, prepareCase } from '../test/oracle/adapter.ts';
import type { OracleCase } from '../test/oracle/case.ts';
import { PolicySet, type Judge, readRules, ruleSets } from '../test/oracle/cedar-engine.ts';
import { generateCase } from '../test/oracle/generate-case.ts';
import { judgeCase } from '../test/oracle/judge-case.ts';
import { measureInTurn, medianOf, ratioOf } from './measure.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';

const segments = 30;
const cases = 200;

/**
 * Decides on thirty segments: authority, choices and matrix from facts that stand in memory, against the same rules in Cedar
 * (test/oracle), with nothing remembered from one case to the next on either side.
 */
export async function benchDecide(options: Options): Promise<Report> {
  const policy = loadBaseline();
  const chosen = Array.from({ length: cases }, (_, number) => widen(generateCase(1, number)));
  const prepared = chosen.map((oracleCase) => prepareCase(oracleCase, policy));
  const gathered = prepared.map((gather) => gather());
  const judge = createForgetfulJudge();
  let turn = 0;
  const next = <Item>(items: readonly Item[]): Item => {
    const item = items[(turn += 1) % items.length];
    if (item === undefined) throw new Error('there are cases');
    return item;
  };
  const seen = await measureInTurn(
    [
      { name: 'gather and decide', work: () => count(decide(next(prepared)(), policy)) },
      { name: 'decide alone', work: () => count(decide(next(gathered), policy)) },
      { name: 'the same rules in Cedar', work: () => count(judgeCase(judge, next(chosen))) },
    ],
    options,
  );
  const [whole, alone, cedar] = seen;
  if (whole === undefined || alone === undefined || cedar === undefined) throw new Error('all were seen');
  return {
    name: 'decide',
    conditions: { segments, cases, remembered: false },
    seen,
    figures: [
      { name: 'cold_per_s', value: medianOf(whole.perSecond), places: 0, goal: { atLeast: 10_000 } },
      { name: 'decide_per_s', value: medianOf(alone.perSecond), places: 0 },
      { name: 'cedar_ratio', value: ratioOf(whole, cedar), places: 1, goal: { atLeast: 20 } },
    ],
  };
}

/** One decision that was made, looked at so that it cannot be left out. */
function count(decision: object | undefined): number {
  return decision === undefined ? 0 : 1;
}

/** The case with as many segments as a large record has: its own, again and again under other names. */
function widen(oracleCase: OracleCase): OracleCase {
  const own = oracleCase.segments;
  return {
    ...oracleCase,
    segments: Array.from({ length: segments }, (_, position) => own[position % own.length]).flatMap(
      (segment, position) => (segment === undefined ? [] : [{ ...segment, segment: `s-${position}` }]),
    ),
  };
}

function createForgetfulJudge(): Judge {
  const rules = readRules();
  const sets = new Map(ruleSets.map((name) => [name, new PolicySet(rules[name])] as const));
  return {
    sets,
    listener: null,
    ask: (question) => {
      const set = sets.get(question.set);
      if (set === undefined) throw new Error(`no such set: ${question.set}`);
      return set.answer(question);
    },
  };
}
