import type { Request, RequestHandler, Response } from 'express';
import type { SystemCall } from '../exchange/index.ts';
import type { Clock, Result } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { buildSystemCall } from './build-system-call.ts';
import { hasQuery } from './check-request.ts';
import { type MediaType, checkNoBody, readBody } from './read-body.ts';
import { getContext } from './request-context.ts';
import { sendAnswer } from './send-answer.ts';
import { sendProblem } from './send-problem.ts';

/** One door for systems: what it takes, whom it asks, and how a good answer is told. */
export interface SystemDoor<Answer extends object> {
  /** The media types of the body, or none where there is no body. */
  readonly takes: readonly MediaType[];
  /** The exchange's door. The id is that of the address, a UUID, or empty where the address has none. */
  readonly ask: (call: SystemCall, id: string) => Promise<Result<Answer, Problem>>;
  readonly status: (answer: Answer) => number;
  /** Where the answer can be read again. */
  readonly location?: (answer: Answer) => string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads the request whole, hands it to the exchange as bytes, and tells what came of it. It looks at no part of a body. */
export function answerSystems<Answer extends object>(
  door: SystemDoor<Answer>,
  clock: Clock,
): RequestHandler<{ id?: string }> {
  return async (request, response) => {
    const refusal = checkForm(request);
    if (refusal !== undefined) {
      sendProblem(request, response, refusal);
      return;
    }
    const body = door.takes.length === 0 ? checkNoBody(request) : await readBody(request, door.takes);
    if (!body.ok) {
      if (body.refusal.kind === 'PROBLEM') sendProblem(request, response, body.refusal.problem);
      return;
    }
    const result = await door.ask(buildSystemCall(request, body.value, clock), request.params.id ?? '');
    // From here on the exchange has read it, and says itself whether to phone.
    getContext(request).unreadPhone = undefined;
    if (result.ok) sendResult(response, door, result.value);
    else sendProblem(request, response, result.refusal);
  };
}

function checkForm(request: Request<{ id?: string }>): Problem | undefined {
  if (hasQuery(request.originalUrl)) {
    return { code: 'request-malformed', detail: 'This address takes no query.' };
  }
  // An id of another form names nothing; the answer is the one for an id that names nothing.
  if (request.params.id !== undefined && !uuid.test(request.params.id)) return { code: 'not-found' };
  if (request.accepts('application/json', 'application/problem+json') === false) {
    return { code: 'not-acceptable', detail: 'Answers are application/json.' };
  }
  return undefined;
}

function sendResult<Answer extends object>(
  response: Response,
  door: SystemDoor<Answer>,
  answer: Answer,
): void {
  if (door.location !== undefined) response.setHeader('Location', door.location(answer));
  sendAnswer(response, door.status(answer), answer);
}
