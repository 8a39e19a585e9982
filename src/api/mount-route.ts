import type { Express, RequestHandler } from 'express';
import { getContext } from './request-context.ts';
import { sendProblem } from './send-problem.ts';

/** What answers at one address. A page that anyone may read answers HEAD as well; nothing else does. */
export interface RouteHandlers {
  readonly get?: RequestHandler;
  readonly post?: RequestHandler;
  readonly put?: RequestHandler;
  readonly head?: 'AS_GET';
}

/**
 * Mounts one address. Every method that is not named is refused with 405 and the list of those that are, before any handler
 * runs: Express would otherwise answer HEAD by running GET with all its effects, and OPTIONS by itself. Headers that name
 * another method are not read at all.
 */
export function mountRoute(app: Express, path: string, handlers: RouteHandlers): void {
  const allowed = [
    ...(handlers.get === undefined ? [] : ['GET']),
    ...(handlers.head === undefined ? [] : ['HEAD']),
    ...(handlers.post === undefined ? [] : ['POST']),
    ...(handlers.put === undefined ? [] : ['PUT']),
  ];
  const route = app.route(path);
  route.all((request, response, next) => {
    getContext(request).route = path;
    if (allowed.includes(request.method)) {
      next();
      return;
    }
    response.setHeader('Allow', allowed.join(', '));
    sendProblem(request, response, { code: 'method-not-allowed' });
  });
  if (handlers.get !== undefined) route.get(handlers.get);
  if (handlers.post !== undefined) route.post(handlers.post);
  if (handlers.put !== undefined) route.put(handlers.put);
}
