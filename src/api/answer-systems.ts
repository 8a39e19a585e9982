import type { Request, RequestHandler, Response } from 'express';
import type { SystemCall } from '../exchange/index.ts';
import { type Clock, type Result, uuidShape } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { buildSystemCall } from './build-system-call.ts';
import { readQuery } from './check-request.ts';
import { type MediaType, checkNoBody, readBody } from './read-body.ts';
import { getContext } from './request-context.ts';
import { sendAnswer } from './send-answer.ts';
import { sendProblem } from './send-problem.ts';

/** One door for systems: what it takes, whom it asks, and how a good answer is told. */
export interface SystemDoor<Answer extends object> {
  /** The media types of the body, or none where there is no body. */
  readonly takes: readonly MediaType[];
  /** The exchange's door. The id is that of the address, a UUID, or empty where the address has none. */
  readonly ask: (
    call: SystemCall,
    id: string,
    version: string,
    query: Readonly<Record<string, string>>,
  ) => Promise<Result<Answer, Problem>>;
  /** The parameters that its address takes, each once at most, and the form of each. */
  readonly query?: Readonly<Record<string, RegExp>>;
  readonly status: (answer: Answer) => number;
  /** Where the answer can be read again. */
  readonly location?: (answer: Answer) => string;
  /** What goes over the wire as JSON, where it is a part of the answer. */
  readonly json?: (answer: Answer) => object;
  /** Sends the answer where it is more than JSON of its own. */
  readonly send?: (response: Response, answer: Answer) => void;
  /** Other forms in which the answer can be asked for, by media type. */
  readonly forms?: Readonly<Record<string, (answer: Answer) => string>>;
}

/** Reads the request whole, hands it to the exchange as bytes, and tells what came of it. It looks at no part of a body. */
export function answerSystems<Answer extends object>(
  door: SystemDoor<Answer>,
  clock: Clock,
): RequestHandler<{ id?: string; version?: string }> {
  return async (request, response) => {
    const query = readQuery(request.originalUrl, door.query ?? {});
    if (!query.ok) {
      sendProblem(request, response, query.refusal);
      return;
    }
    const refusal = checkForm(request, Object.keys(door.forms ?? {}));
    if (refusal !== undefined) {
      sendProblem(request, response, refusal);
      return;
    }
    const body = door.takes.length === 0 ? checkNoBody(request) : await readBody(request, door.takes);
    if (!body.ok) {
      if (body.refusal.kind === 'PROBLEM') sendProblem(request, response, body.refusal.problem);
      return;
    }
    const { id = '', version = '' } = request.params;
    const result = await door.ask(buildSystemCall(request, body.value, clock), id, version, query.value);
    // From here on the exchange has read it, and says itself whether to phone.
    getContext(request).unreadPhone = undefined;
    if (result.ok) sendResult(request, response, door, result.value);
    else sendProblem(request, response, result.refusal);
  };
}

type NamedRequest = Request<{ id?: string; version?: string }>;

function checkForm(request: NamedRequest, forms: readonly string[]): Problem | undefined {
  // An id of another form names nothing; the answer is the one for an id that names nothing.
  if (request.params.id !== undefined && !uuidShape.test(request.params.id)) return { code: 'not-found' };
  if (request.params.version !== undefined && !/^[1-9]\d{0,8}$/.test(request.params.version)) {
    return { code: 'not-found' };
  }
  if (request.accepts('application/json', 'application/problem+json', ...forms) === false) {
    const offered = ['application/json', ...forms].join(', ');
    return { code: 'not-acceptable', detail: `Answers are ${offered}.` };
  }
  return undefined;
}

function sendResult<Answer extends object>(
  request: NamedRequest,
  response: Response,
  door: SystemDoor<Answer>,
  answer: Answer,
): void {
  if (door.send !== undefined) {
    door.send(response, answer);
    return;
  }
  if (door.location !== undefined) response.setHeader('Location', door.location(answer));
  const asked = request.accepts('application/json', ...Object.keys(door.forms ?? {}));
  const write = typeof asked === 'string' ? door.forms?.[asked] : undefined;
  if (write === undefined) {
    sendAnswer(response, door.status(answer), door.json?.(answer) ?? answer);
    return;
  }
  response.status(door.status(answer));
  response.setHeader('Vary', 'Accept');
  response.setHeader('Content-Type', asked === 'text/plain' ? 'text/plain; charset=utf-8' : String(asked));
  response.send(Buffer.from(write(answer)));
}
