import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Express, Request, RequestHandler, Response } from 'express';
import { mountRoute } from './mount-route.ts';
import { buildOpenApi } from './openapi/build-openapi.ts';
import { type Page, renderCodePage, renderCodesPage, renderContractPage } from './pages/render-pages.ts';
import { sendProblem } from './send-problem.ts';

/**
 * Mounts the contract, its readable pages and their one style sheet. Nothing in them is personal. Each is made when it is first
 * asked for and kept: a start is not to wait for pages that most replicas never show.
 */
export function mountReferenceRoutes(app: Express, publicUrl: string): void {
  const contract = lazily(() => buildOpenApi(publicUrl));
  const json = lazily(() => Buffer.from(JSON.stringify(contract())));
  const contractPage = lazily(() => renderContractPage(contract(), publicUrl));
  const codesPage = lazily(renderCodesPage);
  const css = lazily(() => readFileSync(new URL('./pages/assent.css', import.meta.url)));
  mountRoute(app, '/openapi.json', {
    get: sendFile('application/json; charset=utf-8', json),
    head: 'AS_GET',
  });
  mountRoute(app, '/assets/assent.css', { get: sendFile('text/css; charset=utf-8', css), head: 'AS_GET' });
  mountRoute(app, '/docs', {
    get: (_request, response) => {
      sendPage(response, contractPage());
    },
    head: 'AS_GET',
  });
  mountRoute(app, '/problems', {
    get: (_request, response) => {
      sendPage(response, codesPage());
    },
    head: 'AS_GET',
  });
  mountRoute(app, '/problems/:code', {
    get: (request: Request<{ code?: string }>, response: Response) => {
      const page = renderCodePage(request.params.code ?? '');
      if (page === undefined) sendProblem(request, response, { code: 'not-found' });
      else sendPage(response, page);
    },
    head: 'AS_GET',
  });
}

function lazily<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

function sendFile(mediaType: string, bytes: () => Buffer): RequestHandler {
  return (_request, response) => {
    response.setHeader('Content-Type', mediaType);
    response.send(bytes());
  };
}

/** A page may load the one style sheet that carries this answer's nonce, and nothing else: no script, no image, no form. */
function sendPage(response: Response, page: Page): void {
  const nonce = randomBytes(16).toString('base64');
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.send(Buffer.from(page.withNonce(nonce)));
}
