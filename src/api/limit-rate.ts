import type { RequestHandler } from 'express';
import { type Store, ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { SharedCounts } from '../exchange/index.ts';
import { getPeer } from './peer-certificate.ts';
import { adviceToPhone, sendProblem } from './send-problem.ts';

/** How many requests one system may make in a minute. */
export interface RateLimit {
  readonly requests: number;
}

function countedBy(counts: Pick<SharedCounts, 'count'>): Store {
  return {
    localKeys: false,
    increment: (key) => {
      const { requests, until } = counts.count(key);
      return { totalHits: requests, resetTime: until };
    },
    // What was counted stays counted: no answer of ours takes a request back.
    decrement: () => undefined,
    resetKey: () => undefined,
  };
}

/**
 * Limits the requests of one system, known by the thumbprint of its authorised certificate, or else of one network address
 * (an IPv6 network of 56 bits), over all replicas together: they tell each other once a second what they have counted
 * (docs/decisions/0031; docs/domain has no figure; OWASP API4:2023).
 */
export function limitRate(limit: RateLimit, counts: Pick<SharedCounts, 'count'>): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    store: countedBy(counts),
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
