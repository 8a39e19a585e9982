import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { checkForm, isForgedForm } from './check-form.ts';
import { isBadRequest } from './is-bad-request.ts';
import { logVisits } from './log-visits.ts';
import { mountPage } from './mount-page.ts';
import { getPageContext } from './page-context.ts';
import type { PageDefinition } from './page-definition.ts';
import { setPageHeaders } from './page-headers.ts';
import { serveAssets } from './serve-assets.ts';
import { endSession, openSessions } from './sessions/open-sessions.ts';
import { readSession } from './sessions/page-session.ts';
import { sessionPage } from './sessions/session-page.ts';
import { findSessionEnd, noteUse } from './sessions/session-limits.ts';
import { showError } from './show-error.ts';
import { type PageShow, openPageShow } from './show-page.ts';
import { mountSignIn } from './sign-in/sign-in-routes.ts';
import type { Surface } from './surface.ts';

/**
 * A surface for people in browsers: its pages, with signing in, sessions, forms, languages and errors around them. What is
 * listed first happens first. The caller puts it behind `createPagesServer`.
 */
export function createPagesApp(surface: Surface, pages: readonly PageDefinition[]): Express {
  const show = openPageShow(surface);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', false);
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use(logVisits(surface.log, surface.metrics.requestSeconds));
  app.use(setPageHeaders());
  serveAssets(app);
  app.use(openSessions({ pool: surface.pool, key: surface.sessionKey, surface: surface.name }));
  app.use(endOldSessions(surface));
  app.use(
    express.urlencoded({
      extended: false,
      limit: `${surface.formLimit}kb`,
      parameterLimit: 300,
      inflate: false,
    }),
    checkForm(surface.origin),
  );
  mountSignIn(app, surface, show);
  for (const page of [sessionPage(surface), ...pages]) mountPage(app, surface, show, page);
  app.use((request, response) => {
    showError(show, request, response, 'missing');
  });
  app.use(tellFault(surface, show));
  return app;
}

/** A session that is over by our clock is ended before anything reads it. */
function endOldSessions({ clock }: Pick<Surface, 'clock'>): RequestHandler {
  return async (request, response, next) => {
    const session = readSession(request);
    if (session === undefined) {
      next();
      return;
    }
    const now = clock.now();
    const end = findSessionEnd(session, now);
    if (end === undefined) {
      request.session.assent = noteUse(session, now) ?? session;
      next();
      return;
    }
    await endSession(request);
    response.redirect(303, `/sign-in?ended=${end}&returnTo=${encodeURIComponent(request.path)}`);
  };
}

function tellFault({ log }: Pick<Surface, 'log'>, show: PageShow): ErrorRequestHandler {
  return (fault: unknown, request, response, next) => {
    if (response.headersSent) {
      request.socket.destroy();
      return;
    }
    try {
      if (isForgedForm(fault)) {
        showError(show, request, response, 'forged');
        return;
      }
      if (isBadRequest(fault)) {
        showError(show, request, response, 'malformed');
        return;
      }
      const { requestId, route } = getPageContext(request);
      log.fault('page-fault', fault, { requestId, route });
      showError(show, request, response, 'fault');
    } catch (second) {
      next(second);
    }
  };
}
