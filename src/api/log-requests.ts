import type { RequestHandler } from 'express';
import { getPeer } from './peer-certificate.ts';
import { getContext } from './request-context.ts';

/** One line for one request. Never a body, a query, an address as it was asked for, or an identifier of a person. */
export interface RequestLine {
  readonly exchangeId: string;
  readonly method: string;
  /** The address as in the table of routes, such as `/v1/exchanges/:id`. */
  readonly route: string;
  /** The HTTP status, or 0 where the sender was gone before an answer. */
  readonly status: number;
  readonly durationMs: number;
  readonly problem?: string;
  /** The organisation whose registered certificate the connection has, where it is known. */
  readonly organisationId?: string;
}

/** A fault as the log keeps it: its kind and the places in our code it came through, not its message, which may quote data. */
export interface FaultLine {
  readonly exchangeId: string;
  readonly route: string;
  readonly errorName: string;
  readonly errorCode?: string;
  /** Functions and places, innermost first; a line `cause NAME` stands before those of a cause. */
  readonly stack: readonly string[];
}

/** Where the lines go (the logger of `src/platform` fits). */
export interface ApiLogger {
  info(message: string, line: RequestLine): unknown;
  error(message: string, line: FaultLine): unknown;
}

/** Looks up whose certificate it is, after the answer has gone. Expected to come from memory. */
export type FindOrganisationOfCertificate = (thumbprint: string) => Promise<string | undefined>;

/** Told the route, the status and the seconds of every request that ended. */
export type ObserveRequest = (route: string, method: string, status: number, seconds: number) => void;

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

/** Writes the line of each request once it has ended, however it ended. */
export function logRequests(
  logger: ApiLogger,
  findOrganisation: FindOrganisationOfCertificate,
  observe: ObserveRequest,
): RequestHandler {
  return (request, response, next) => {
    const { thumbprint } = getPeer(request);
    response.once('close', () => {
      const context = getContext(request);
      const elapsed = performance.now() - context.startedAt;
      const status = response.writableFinished ? response.statusCode : 0;
      const method = methods.has(request.method) ? request.method : 'OTHER';
      observe(context.route, method, status, elapsed / 1000);
      const write = (organisationId: string | undefined): void => {
        logger.info('request', {
          exchangeId: context.exchangeId,
          method,
          route: context.route,
          status,
          durationMs: Math.round(elapsed * 10) / 10,
          ...(context.problem === undefined ? {} : { problem: context.problem }),
          ...(organisationId === undefined ? {} : { organisationId }),
        });
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
