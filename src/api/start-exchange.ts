import type { Request, RequestHandler, Response } from 'express';
import { newId } from '../platform/index.ts';
import { isRequestId } from './check-request.ts';
import { openContext } from './request-context.ts';
import { continueTrace } from './trace-context.ts';

/**
 * Names every request before anything is looked at, so that whatever becomes of it can be found again: `Assent-Exchange-Id`
 * and `traceparent` stand on every answer, faults included. Nothing is stored by any cache on the way.
 */
export function startExchange(dutyPhone: string): RequestHandler {
  return (request, response, next) => {
    const context = {
      exchangeId: newId<'Exchange'>(),
      traceparent: continueTrace(request.headersDistinct['traceparent'] ?? []),
      startedAt: performance.now(),
      route: 'unknown',
      unreadPhone: sends(request.method, request.url) ? dutyPhone : undefined,
      speaksFhir: /^\/fhir\/R4(?:[?/]|$)/.test(request.url),
      problem: undefined,
    };
    openContext(request, context);
    response.setHeader('Assent-Exchange-Id', context.exchangeId);
    response.setHeader('traceparent', context.traceparent);
    response.setHeader('Cache-Control', 'no-store');
    returnRequestId(request, response);
    next();
  };
}

/** OpenID AuthZEN, "Request Identification". What is not of its form is refused later and never echoed. */
function returnRequestId(request: Request, response: Response): void {
  const ids = request.headersDistinct['x-request-id'] ?? [];
  const [id] = ids;
  if (id !== undefined && ids.length === 1 && isRequestId(id)) response.setHeader('X-Request-ID', id);
}

/** Whether a message is being sent, however its address goes on. */
function sends(method: string, target: string): boolean {
  return method === 'POST' && /^\/v1\/messages(?:[?/]|$)/.test(target);
}
