import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { getPeer } from './peer-certificate.ts';
import { adviceToPhone, sendProblem } from './send-problem.ts';

/** How many requests one organisation may make. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/**
 * Limits the requests of one system, known by the thumbprint of its authorised certificate, or else of one network address
 * (an IPv6 network of 56 bits). Each replica counts for itself, so that a limit costs no round trip: with N replicas behind
 * a balancer an organisation has at most N times the limit (docs/domain has no figure; OWASP API4:2023).
 */
export function limitRate(limit: RateLimit): RequestHandler {
  return rateLimit({
    windowMs: limit.windowSeconds * 1000,
    limit: limit.requests,
    standardHeaders: 'draft-8',
    identifier: 'requests',
    legacyHeaders: false,
    keyGenerator: (request) => {
      const { thumbprint } = getPeer(request);
      return thumbprint ?? ipKeyGenerator(request.socket.remoteAddress ?? 'unknown');
    },
    // Forwarding headers are ignored here on purpose, so that the library need not warn of them.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (request, response) => {
      sendProblem(request, response, {
        code: 'rate-limited',
        detail: adviceToPhone,
        retryAfter: secondsLeft(response.getHeader('Retry-After')),
      });
    },
  });
}

function secondsLeft(header: number | string | readonly string[] | undefined): number {
  const seconds = Number(header);
  return Number.isFinite(seconds) ? seconds : 60;
}
