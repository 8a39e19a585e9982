import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { govukFrontend } from './govuk-frontend.ts';

/** Renders a template with what it shows. */
export type RenderTemplate = (template: string, view: Readonly<Record<string, unknown>>) => string;

/**
 * Opens the templates of a surface, the layout that all pages share, and the components of GOV.UK Frontend. Everything that a
 * template prints is escaped.
 */
export function openTemplates(folders: readonly URL[]): RenderTemplate {
  const environment = new nunjucks.Environment(
    new nunjucks.FileSystemLoader(
      [...folders, new URL('./templates/', import.meta.url), govukFrontend].map((each) =>
        fileURLToPath(each),
      ),
      { noCache: false },
    ),
    { autoescape: true, trimBlocks: true, lstripBlocks: true },
  );
  return (template, view) => environment.render(template, view);
}
