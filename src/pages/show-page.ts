import type { Request, Response } from 'express';
import { type Catalogues, type Language, getLanguage, loadCatalogues } from './catalogues.ts';
import { getFormToken } from './check-form.ts';
import { chooseLanguage } from './choose-language.ts';
import { getNonce } from './page-headers.ts';
import { readCookie } from './read-cookie.ts';
import { readForm } from './read-form.ts';
import { type RenderTemplate, openTemplates } from './render-pages.ts';
import { readSession } from './sessions/page-session.ts';
import type { Surface } from './surface.ts';

/** A page to show. */
export interface ShownPage {
  /** `journey/name.njk`. */
  readonly template: string;
  readonly view: Readonly<Record<string, unknown>>;
  readonly status?: number;
}

/** Shows pages in the language of whoever looks. */
export interface PageShow {
  readonly catalogues: Catalogues;
  /** The language that a visit asks for, whether or not a page has it. */
  findLanguage(request: Request): Language;
  show(request: Request, response: Response, page: ShownPage): void;
}

const languageCookie = '__Host-assent-language';

/** Opens the templates and catalogues of a surface. */
export function openPageShow(
  surface: Pick<Surface, 'templates' | 'catalogues' | 'languages' | 'places' | 'manner'>,
): PageShow {
  const render: RenderTemplate = openTemplates([surface.templates]);
  const spoken = surface.languages;
  const catalogues = loadCatalogues([new URL('./catalogues/', import.meta.url), surface.catalogues], spoken);
  const findLanguage = (request: Request): Language =>
    chooseLanguage(
      {
        chosen: readForm(request.query).first('lang'),
        remembered: readCookie(request, languageCookie),
        acceptLanguage: request.get('accept-language'),
      },
      spoken,
    );
  return {
    catalogues,
    findLanguage,
    show: (request, response, { template, view, status }) => {
      const asked = findLanguage(request);
      if (readForm(request.query).first('lang') === asked) {
        response.cookie(languageCookie, asked, {
          path: '/',
          secure: true,
          httpOnly: true,
          sameSite: 'lax',
          maxAge: 31_536_000_000,
        });
      }
      const language = catalogues.findLanguage(asked, template.split('/')[0] ?? '');
      const signedIn = (readSession(request)?.account ?? null) !== null;
      const hasErrors = Array.isArray(view['errors']) && view['errors'].length > 0;
      const t = catalogues.translate(language);
      const page = {
        ...getLanguage(language),
        isUnreviewed: !getLanguage(asked).isReviewed,
        onlyEnglish:
          language === asked
            ? undefined
            : { ...getLanguage(asked), text: catalogues.translate(asked)('layout.onlyEnglish') },
        nonce: getNonce(response),
        formToken: signedIn ? getFormToken(request) : '',
        signedIn,
        ...surface.manner,
        hasErrors,
        places: surface.places.map(({ href, key }) => ({
          href,
          text: t(key),
          current: request.path === href,
        })),
        languages: (spoken.length > 1 ? spoken : []).map((tag) => ({
          ...getLanguage(tag),
          current: tag === asked,
          href: `${request.path}?lang=${tag}`,
        })),
      };
      const html = render(template, { ...view, page, t });
      response.status(status ?? (hasErrors ? 422 : 200));
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.setHeader('Content-Language', page.htmlLang);
      response.send(Buffer.from(html));
    },
  };
}
