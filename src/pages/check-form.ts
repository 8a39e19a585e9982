import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';

const { csrfSynchronisedProtection, generateToken, invalidCsrfTokenError } = csrfSync({
  ignoredMethods: ['GET', 'HEAD'],
  getTokenFromRequest: (request) => {
    const token = (request.body as Readonly<Record<string, unknown>> | undefined)?.['_csrf'];
    return typeof token === 'string' ? token : undefined;
  },
  size: 32,
});

/** The token that a form of this session carries. Only asked for where somebody is signed in. */
export function getFormToken(request: Request): string {
  return generateToken(request);
}

/** Whether this was thrown because a form did not come from our own page. */
export function isForgedForm(fault: unknown): boolean {
  return fault === invalidCsrfTokenError;
}

/**
 * Takes a form only from a page of ours in this session: it carries the session's token, and the browser says that it comes
 * from our own origin. A browser says where a form comes from; one that does not, or says `null`, is refused.
 */
export function checkForm(origin: string): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'POST') {
      const site = request.get('sec-fetch-site');
      if (request.get('origin') !== origin || (site !== undefined && site !== 'same-origin')) {
        next(invalidCsrfTokenError);
        return;
      }
    }
    csrfSynchronisedProtection(request, response, next);
  };
}
