import type { Request, Response } from 'express';
import type { Problem } from '../vocabulary/index.ts';
import { buildOperationOutcome } from './fhir/operation-outcome.ts';
import { buildProblemDocument } from './problem-document.ts';
import { getContext } from './request-context.ts';

/** The media type of FHIR (http://hl7.org/fhir/R4/http.html#mime-type). */
const fhirJson = 'application/fhir+json; charset=utf-8';

/** Seconds after which a retry makes sense where the problem does not say. */
const defaultRetryAfter: Partial<Record<Problem['code'], number>> = {
  'rate-limited': 60,
  'ledger-unavailable': 5,
  overloaded: 5,
};

/** What a sender is told whose message nobody has read. */
export const adviceToPhone = 'If a child is in danger now, do not wait: phone the duty number.';

/** The one place where a problem becomes an answer. */
export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const context = getContext(request);
  const document = buildProblemDocument(adviseUnread(problem, context.unreadPhone), context.exchangeId);
  context.problem = problem.code;
  response.status(document.status);
  // The challenge names the scheme and no cause: what was wrong with a token helps only whoever forged it.
  if (document.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  const retryAfter = problem.retryAfter ?? defaultRetryAfter[problem.code];
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  response.setHeader('Content-Type', context.speaksFhir ? fhirJson : 'application/problem+json');
  response.send(Buffer.from(JSON.stringify(context.speaksFhir ? buildOperationOutcome(document) : document)));
}

/** What was refused before anybody read it may have been urgent safeguarding (rulings 1). */
function adviseUnread(problem: Problem, phone: string | undefined): Problem {
  if (phone === undefined || problem.phone !== undefined) return problem;
  const detail =
    problem.detail === undefined || problem.detail === adviceToPhone
      ? adviceToPhone
      : `${adviceToPhone} ${problem.detail}`;
  return { ...problem, detail, phone };
}
