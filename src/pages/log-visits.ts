import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger, Metrics } from '../platform/index.ts';
import { getPageContext, openPageContext } from './page-context.ts';

/**
 * Names every request, and writes one line for it once it has ended: the address as it stands in the table of pages, the status
 * and the time. Never an address as it was asked for, who asked, or anything that a form said.
 */
export function logVisits(
  logger: Pick<Logger, 'info'>,
  requestSeconds: Metrics['requestSeconds'],
): RequestHandler {
  return (request, response, next) => {
    openPageContext(request, { requestId: randomUUID(), startedAt: performance.now(), route: '/unknown' });
    response.once('close', () => {
      const { requestId, startedAt, route } = getPageContext(request);
      const elapsed = performance.now() - startedAt;
      const status = response.writableFinished ? response.statusCode : 0;
      const method = methods.has(request.method) ? request.method : 'OTHER';
      requestSeconds.observe({ route, method, status: String(status) }, elapsed / 1000);
      const durationMs = Math.round(elapsed * 10) / 10;
      logger.info('visit', { requestId, method, route, status, durationMs });
    });
    next();
  };
}

const methods = new Set(['GET', 'HEAD', 'POST']);
