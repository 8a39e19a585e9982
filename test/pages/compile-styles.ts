import { fileURLToPath } from 'node:url';
import { compile } from 'sass';

/** The style sheet of the pages, made of `src/pages/styles/pages.scss` and GOV.UK Frontend. */
export function compileStyles(): string {
  const { css } = compile(fileURLToPath(new URL('../../src/pages/styles/pages.scss', import.meta.url)), {
    style: 'compressed',
    loadPaths: [fileURLToPath(new URL('../../node_modules/govuk-frontend/dist/', import.meta.url))],
    quietDeps: true,
    charset: false,
  });
  return `${css}\n`;
}
