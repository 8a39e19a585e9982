import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';
import { isLedgerFault } from '../exchange/index.ts';
import type { Logger } from '../platform/index.ts';
import { getContext } from './request-context.ts';
import { sendProblem } from './send-problem.ts';

/**
 * The last handler: what was thrown becomes `fault` (500), which tells the sender the exchange id and nothing else, and one line
 * in the log; where the ledger cannot vouch for what it holds, `ledger-unavailable` (503). What the router itself threw because it could not read the address is the sender's mistake.
 */
export function handleFault(logger: Pick<Logger, 'fault'>): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof Error && error.name === 'URIError') {
      sendProblem(request, response, { code: 'request-malformed' });
      return;
    }
    const { exchangeId, route } = getContext(request);
    logger.fault('request-fault', error, { exchangeId, route });
    if (response.headersSent) {
      // Half an answer must not look whole: the connection is cut.
      request.socket.destroy();
      return;
    }
    try {
      sendProblem(
        request,
        response,
        isLedgerFault(error) ? { code: 'ledger-unavailable', retryAfter: 5 } : { code: 'fault' },
      );
    } catch (second) {
      next(second);
    }
  };
}
