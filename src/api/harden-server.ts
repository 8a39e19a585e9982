import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Server, createServer } from 'node:https';
import { type Result, connectionLimits, newId, ok, refuse } from '../platform/index.ts';
import type { Problem } from '../vocabulary/index.ts';
import { buildProblemDocument } from './problem-document.ts';
import { type TlsMaterial, tlsOptions } from './tls-options.ts';

/**
 * Makes the HTTPS server for the doors of systems. Guarantees that the listener sees only requests that mean the same
 * to every party on the way: one Host, a target that names a path here, one Authorization of one kind.
 */
export function hardenServer(material: TlsMaterial, listener: RequestListener): Server {
  const server = createServer({ ...tlsOptions(material), ...connectionLimits }, (request, response) => {
    const framing = checkFraming(request);
    if (framing.ok) listener(request, response);
    else refuseRequest(response, framing.refusal);
  });
  server.maxHeadersCount = 100;
  return server;
}

/** Refuses a request that two parties on the way could read differently (RFC 9112 §3.2, RFC 9449 §7.1). */
function checkFraming(request: IncomingMessage): Result<undefined, Problem> {
  const { host = [], authorization = [], dpop = [] } = request.headersDistinct;
  if (host.length !== 1 && request.httpVersion !== '1.0') return refuse({ code: 'request-malformed' });
  if (host.length > 1 || request.url?.startsWith('/') !== true) return refuse({ code: 'request-malformed' });
  if (authorization.length > 1 || (authorization.length > 0 && dpop.length > 0)) {
    return refuse({ code: 'header-invalid' });
  }
  return ok(undefined);
}

function refuseRequest(response: ServerResponse, problem: Problem): void {
  const document = buildProblemDocument(problem, newId());
  response.writeHead(document.status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    // What follows on this connection cannot be trusted either.
    Connection: 'close',
  });
  response.end(JSON.stringify(document));
}
