import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

const nonces = new WeakMap<Response, string>();

/** The nonce of this answer's scripts. @throws Error where the headers have not been set: a mistake in the wiring */
export function getNonce(response: Response): string {
  const nonce = nonces.get(response);
  if (nonce === undefined) throw new Error('the answer has no nonce: setPageHeaders must run first');
  return nonce;
}

/**
 * Sets what every answer to a browser carries. Only scripts with this answer's nonce run; styles, pictures and forms are our
 * own; nobody frames us; no cache keeps anything; no other site learns the address that somebody came from.
 */
export function setPageHeaders(): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [(_request, response) => `'nonce-${getNonce(response as Response)}'`],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // Not `no-referrer`: with it browsers would send a form without saying where it comes from.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
    frameguard: { action: 'deny' },
  });
  return (request, response, next) => {
    nonces.set(response, randomBytes(16).toString('base64'));
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(
      'Permissions-Policy',
      'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    );
    protect(request, response, next);
  };
}
