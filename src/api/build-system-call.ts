import type { Request } from 'express';
import type { SystemCall } from '../exchange/index.ts';
import type { Clock } from '../platform/index.ts';
import { getPeer } from './peer-certificate.ts';
import type { ReceivedBody } from './read-body.ts';
import { getContext } from './request-context.ts';

/** Copies what the exchange may know of a request, and nothing else: no address, no query, no other header. */
export function buildSystemCall(request: Request, body: ReceivedBody, clock: Clock): SystemCall {
  const { exchangeId, traceparent } = getContext(request);
  const { certificate, authorised } = getPeer(request);
  const instant = request.headersDistinct['assent-evaluate-at']?.[0];
  return {
    exchangeId,
    body: body.bytes,
    mediaType: body.mediaType,
    peer: { certificate, authorised },
    authorization: request.headers.authorization,
    userAssertion: request.headersDistinct['assent-user-assertion']?.[0],
    idempotencyKey: request.headersDistinct['idempotency-key']?.[0],
    ifMatch: request.headersDistinct['if-match']?.[0],
    ifNoneExist: request.headersDistinct['if-none-exist']?.[0],
    grounds: request.headersDistinct['assent-request']?.[0],
    traceparent,
    receivedAt: clock.now(),
    // Only there where checkRequest lets it through: never in production.
    evaluateAt: instant === undefined ? undefined : new Date(instant),
  };
}
