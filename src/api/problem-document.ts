import type { ExchangeId } from '../platform/index.ts';
import { type Problem, type ProblemCode, type ProblemDetail, problems } from '../vocabulary/index.ts';

/** The body of every refusal (RFC 9457), served as `application/problem+json`. It holds no internals and no personal data. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: ProblemCode;
  readonly exchangeId: string;
  readonly errors?: readonly ProblemDetail[];
  readonly phone?: string;
}

/** How many broken rules one answer lists. A body of five megabytes can break a hundred thousand. */
export const mostErrors = 50;

/** Builds the body member by member, so that nothing else that hangs on a problem can leave with it. */
export function buildProblemDocument(problem: Problem, exchangeId: ExchangeId): ProblemDocument {
  const { status, title } = problems[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    code: problem.code,
    exchangeId,
    ...(problem.errors === undefined
      ? {}
      : {
          errors: problem.errors
            .slice(0, mostErrors)
            .map(({ pointer, rule, message }) => ({ pointer, rule, message })),
        }),
    ...(problem.phone === undefined ? {} : { phone: problem.phone }),
  };
}
