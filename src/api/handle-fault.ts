import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';
import type { ApiLogger, FaultLine } from './log-requests.ts';
import { getContext } from './request-context.ts';
import { sendProblem } from './send-problem.ts';

/** How many causes deep a fault is written down. */
const maxCauses = 4;
const maxFrames = 10;

/**
 * The last handler: what was thrown becomes `fault` (500), which tells the sender the exchange id and nothing else, and one line
 * in the log. What the router itself threw because it could not read the address is the sender's mistake.
 */
export function handleFault(logger: ApiLogger): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof URIError) {
      sendProblem(request, response, { code: 'request-malformed' });
      return;
    }
    const { exchangeId, route } = getContext(request);
    logger.error('fault', { exchangeId, route, ...describeFault(error) });
    if (response.headersSent) {
      // Half an answer must not look whole: the connection is cut.
      request.socket.destroy();
      return;
    }
    try {
      sendProblem(request, response, { code: 'fault' });
    } catch (second) {
      next(second);
    }
  };
}

/** Name, code and places of a fault and its causes. Messages are left out: a database's may quote the row. */
export function describeFault(error: unknown): Pick<FaultLine, 'errorName' | 'errorCode' | 'stack'> {
  const code = codeOf(error);
  const stack = placesOf(error);
  let cause = error instanceof Error ? error.cause : undefined;
  for (let depth = 1; cause !== undefined && cause !== null && depth < maxCauses; depth += 1) {
    stack.push(`cause ${[nameOf(cause), codeOf(cause)].filter(Boolean).join(' ')}`, ...placesOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return { errorName: nameOf(error), ...(code === undefined ? {} : { errorCode: code }), stack };
}

function nameOf(error: unknown): string {
  return (error instanceof Error ? plainWord(error.name) : undefined) ?? `thrown-${typeof error}`;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? plainWord(error.code)
    : undefined;
}

/** `at getRow (file:///…/store.ts:12:3)` becomes `getRow store.ts:12:3`, with the last three folders of the path. */
function placesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, maxFrames)
    .map((line) => {
      const [, name = '', path = ''] = /^ {4}at (?:(.*) \()?([^()]*)\)?$/.exec(line) ?? [];
      return `${name} ${path.split('/').slice(-3).join('/')}`.trim();
    });
}

function plainWord(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,60}$/.test(text) ? text : undefined;
}
