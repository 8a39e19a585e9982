import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Express } from 'express';
import { getPageContext } from './page-context.ts';
import { govukFrontend } from './govuk-frontend.ts';

const { resolve } = createRequire(import.meta.url);
const naskh = (weight: 400 | 700): string =>
  resolve(`@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-${weight}-normal.woff2`);

const assets = [
  ['/assets/pages.css', 'text/css; charset=utf-8', new URL('./assets/pages.css', import.meta.url)],
  ['/assets/pages.js', 'text/javascript; charset=utf-8', new URL('./assets/pages.js', import.meta.url)],
  ['/assets/urdu.css', 'text/css; charset=utf-8', new URL('./assets/urdu.css', import.meta.url)],
  ['/assets/naskh-400.woff2', 'font/woff2', naskh(400)],
  ['/assets/naskh-700.woff2', 'font/woff2', naskh(700)],
  ['/assets/icon.svg', 'image/svg+xml', new URL('./assets/icon.svg', import.meta.url)],
  [
    '/assets/govuk-frontend.js',
    'text/javascript; charset=utf-8',
    new URL('./govuk/govuk-frontend.min.js', govukFrontend),
  ],
] as const;

/** Serves the few files that pages load. They are the same for everybody, so that a browser may keep them for an hour. */
export function serveAssets(app: Express): void {
  for (const [path, mediaType, file] of assets) {
    let bytes: Buffer | undefined;
    app.get(path, (request, response) => {
      getPageContext(request).route = path;
      bytes ??= readFileSync(file);
      response.setHeader('Cache-Control', 'public, max-age=3600');
      response.setHeader('Content-Type', mediaType);
      response.send(bytes);
    });
  }
}
