import type { Request, Response } from 'express';
import type { Problem } from '../vocabulary/index.ts';
import { buildProblemDocument } from './problem-document.ts';
import { getContext } from './request-context.ts';

/** Seconds after which a retry makes sense where the problem does not say. */
const defaultRetryAfter: Partial<Record<Problem['code'], number>> = {
  'rate-limited': 60,
  'ledger-unavailable': 5,
  overloaded: 5,
};

/** The one place where a problem becomes an answer. */
export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const context = getContext(request);
  const document = buildProblemDocument(problem, context.exchangeId);
  context.problem = problem.code;
  response.status(document.status);
  // The challenge names the scheme and no cause: what was wrong with a token helps only whoever forged it.
  if (document.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  const retryAfter = problem.retryAfter ?? defaultRetryAfter[problem.code];
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  response.setHeader('Content-Type', 'application/problem+json');
  response.send(Buffer.from(JSON.stringify(document)));
}
