import type { RequestHandler } from 'express';
import type { Logger, Metrics } from '../platform/index.ts';
import { getPeer } from './peer-certificate.ts';
import { getContext } from './request-context.ts';

/** Looks up whose certificate it is, after the answer has gone. Expected to come from memory. */
export type FindOrganisationOfCertificate = (thumbprint: string) => Promise<string | undefined>;

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * Writes one line for each request once it has ended, however it ended, and counts it: the address as it stands in the table
 * of routes, the status (0 where the sender was gone before an answer), the time, the exchange id and the organisation. Never a
 * body, a query, an address as it was asked for, or an identifier of a person.
 */
export function logRequests(
  logger: Pick<Logger, 'info'>,
  requestSeconds: Metrics['requestSeconds'],
  findOrganisation: FindOrganisationOfCertificate,
): RequestHandler {
  return (request, response, next) => {
    const { thumbprint } = getPeer(request);
    response.once('close', () => {
      const { exchangeId, route, startedAt, problem } = getContext(request);
      const elapsed = performance.now() - startedAt;
      const status = response.writableFinished ? response.statusCode : 0;
      const method = methods.has(request.method) ? request.method : 'OTHER';
      requestSeconds.observe({ route, method, status: String(status) }, elapsed / 1000);
      const write = (organisationId: string | undefined): void => {
        const durationMs = Math.round(elapsed * 10) / 10;
        logger.info('request', { exchangeId, method, route, status, durationMs, problem, organisationId });
      };
      if (thumbprint === undefined) {
        write(undefined);
        return;
      }
      findOrganisation(thumbprint).then(write, () => {
        write(undefined);
      });
    });
    next();
  };
}
