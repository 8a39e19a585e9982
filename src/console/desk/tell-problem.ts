import { type Problem, problems } from '../../vocabulary/index.ts';

/** Why something could not be done, as whoever tried reads it. */
export interface ToldProblem {
  readonly title: string;
  readonly detail: string;
  readonly rules: readonly string[];
  readonly phone: string;
}

/** A problem in the words in which systems are told of it. */
export function tellProblem({ code, detail, errors = [], phone = '' }: Problem): ToldProblem {
  return {
    title: problems[code].title,
    detail: detail ?? '',
    rules: [...new Set(errors.map(({ message }) => message))],
    phone,
  };
}
