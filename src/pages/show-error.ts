import type { Request, Response } from 'express';
import { getPageContext } from './page-context.ts';
import type { PageShow } from './show-page.ts';

/** What can go wrong with a request, as a person is told. */
export type PageError = 'missing' | 'forged' | 'malformed' | 'method' | 'busy' | 'fault';

const statuses: Readonly<Record<PageError, number>> = {
  missing: 404,
  forged: 403,
  malformed: 400,
  method: 405,
  busy: 503,
  fault: 500,
};

/** Tells a person that something went wrong: what they can do, and for a fault of ours its reference in the log. */
export function showError(show: PageShow, request: Request, response: Response, kind: PageError): void {
  show.show(request, response, {
    template: 'errors/error.njk',
    view: {
      kind,
      requestId: kind === 'fault' || kind === 'busy' ? getPageContext(request).requestId : undefined,
    },
    status: statuses[kind],
  });
}
