import type { Express, Request, RequestHandler, Response } from 'express';
import { getPageContext } from '../page-context.ts';
import { readForm } from '../read-form.ts';
import { readReturnAddress } from '../return-address.ts';
import { beginSession, endSession, renewSession, saveSession } from '../sessions/open-sessions.ts';
import { type PageSession, readSession } from '../sessions/page-session.ts';
import { sessionLimits } from '../sessions/session-limits.ts';
import { endSessionRows } from '../sessions/session-sql.ts';
import type { PageShow } from '../show-page.ts';
import type { Surface } from '../surface.ts';
import type { ProvedIdentity } from './read-identity.ts';
import type { SignInRefusal } from './sign-in-refusal.ts';

/** Where the provider sends people back to. */
export const returnPath = '/sign-in/return';

/**
 * Signing in and out. The session's name changes whenever somebody proves who they are; what the provider answers must fit
 * what this very session asked, once; and proving it anew as somebody else ends the session.
 */
export function mountSignIn(app: Express, surface: Surface, show: PageShow): void {
  const mount = (path: string, handler: RequestHandler): void => {
    app.get(path, (request, response, next) => {
      getPageContext(request).route = path;
      return handler(request, response, next);
    });
  };
  const refuse = (request: Request, response: Response, { why, code }: SignInRefusal): void => {
    surface.log.warn('sign-in-refused', { requestId: getPageContext(request).requestId, errorCode: code });
    const status = why === 'UNAVAILABLE' ? 503 : 403;
    show.show(request, response, { template: 'sign-in/not-signed-in.njk', view: { why }, status });
  };

  mount('/sign-in', (request, response) => {
    const query = readForm(request.query);
    const ended = query.first('ended');
    show.show(request, response, {
      template: 'sign-in/start.njk',
      view: {
        returnTo: query.first('returnTo') === '' ? '' : readReturnAddress(query.first('returnTo')),
        ended: ended === 'IDLE' || ended === 'ABSOLUTE' ? ended : '',
      },
    });
  });

  mount('/sign-in/begin', async (request, response) => {
    const query = readForm(request.query);
    const session = readSession(request);
    const again = query.first('again') === 'yes' && (session?.account ?? null) !== null;
    const begun = await surface.provider.begin(again);
    if (!begun.ok) {
      refuse(request, response, begun.refusal);
      return;
    }
    const { address, ...checks } = begun.value;
    const pending = {
      ...checks,
      returnTo: readReturnAddress(query.first('returnTo')),
      again,
      begunAt: surface.clock.now().getTime(),
    };
    // Until the provider has answered nothing changes, so that no other site can sign anybody out.
    request.session.assent =
      session === undefined ? { ...beginSession(surface.clock), pending } : { ...session, pending };
    await saveSession(request);
    response.redirect(303, address);
  });

  mount(returnPath, async (request, response) => {
    const session = readSession(request);
    const pending = session?.pending ?? null;
    if (session === undefined || pending === null || isLate(pending.begunAt, surface.clock.now())) {
      refuse(request, response, { why: 'NOT_PROVED', code: 'nothing-begun' });
      return;
    }
    // Whatever comes of it, this answer is taken once.
    const rest = { ...session, pending: null };
    request.session.assent = rest;
    const answer = new URL(request.originalUrl, surface.origin);
    const proved = await surface.provider.complete(answer, pending, pending.again);
    if (!proved.ok) {
      refuse(request, response, proved.refusal);
      return;
    }
    const now = surface.clock.now();
    const id = await surface.openAccount(proved.value, now);
    if (id === undefined) {
      refuse(request, response, { why: 'UNKNOWN', code: 'nobody-here' });
      return;
    }
    if (pending.again && session.account?.id !== id) {
      await endSession(request);
      surface.log.warn('sign-in-refused', { errorCode: 'somebody-else' });
      response.redirect(303, '/sign-in');
      return;
    }
    await renewSession(
      request,
      signedIn(pending.again ? rest : beginSession(surface.clock), id, proved.value, now),
    );
    await saveSession(request);
    response.redirect(303, pending.returnTo);
  });

  mount('/signed-out', (request, response) => {
    show.show(request, response, { template: 'sign-in/signed-out.njk', view: {} });
  });

  mount('/sign-out', (request, response) => {
    if ((readSession(request)?.account ?? null) === null) response.redirect(303, '/sign-in');
    else show.show(request, response, { template: 'sign-in/sign-out.njk', view: {} });
  });

  app.post('/sign-out', async (request, response) => {
    getPageContext(request).route = '/sign-out';
    const account = readSession(request)?.account ?? null;
    if (account !== null && readForm(request.body).first('where') === 'everywhere') {
      await endSessionRows(surface.pool, surface.name, account.id, { except: null });
    }
    await endSession(request);
    response.setHeader('Clear-Site-Data', '"cache", "cookies", "storage"');
    response.redirect(303, '/signed-out');
  });
}

function isLate(begunAt: number, now: Date): boolean {
  return now.getTime() - begunAt >= sessionLimits.signIn;
}

function signedIn(session: PageSession, id: string, identity: ProvedIdentity, now: Date): PageSession {
  const { isProved, provedAgo } = identity;
  return { ...session, account: { id, isProved, provedAt: now.getTime() - provedAgo } };
}
