import type { OracleCase } from './case.ts';
import type { Judge } from './cedar-engine.ts';

interface Remembered {
  readonly oracleCase: OracleCase;
  readonly ways: object;
  readonly answers: Map<string, unknown>;
}

/** What was worked out about the case that each judge judged last: the same is asked of its parts again and again. */
const last = new WeakMap<Judge, Remembered>();

/** Works something out about a case once. The key names what, and of what. */
export function remember<Answer>(
  judge: Judge,
  oracleCase: OracleCase,
  ways: object,
  key: string,
  workOut: () => Answer,
): Answer {
  const known = last.get(judge);
  const current =
    known?.oracleCase === oracleCase && known.ways === ways
      ? known
      : { oracleCase, ways, answers: new Map<string, unknown>() };
  if (current !== known) last.set(judge, current);
  if (current.answers.has(key)) return current.answers.get(key) as Answer;
  const answer = workOut();
  current.answers.set(key, answer);
  return answer;
}
