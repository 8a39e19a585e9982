import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** Where the templates, styles and scripts of GOV.UK Frontend lie: the folder that holds `govuk/`. */
export const govukFrontend = new URL(
  './dist/',
  pathToFileURL(require.resolve('govuk-frontend/package.json')),
);
