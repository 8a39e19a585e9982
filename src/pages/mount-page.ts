import type { Express, Request, RequestHandler, Response } from 'express';
import { saveSession } from './sessions/open-sessions.ts';
import { type PageSession, readSession } from './sessions/page-session.ts';
import { isFresh } from './sessions/session-limits.ts';
import type { PageDefinition } from './page-definition.ts';
import { getPageContext } from './page-context.ts';
import { readForm } from './read-form.ts';
import { showError } from './show-error.ts';
import type { PageShow } from './show-page.ts';
import type { Surface } from './surface.ts';
import type { PageAnswer, SignedIn, Visit } from './visit.ts';

/**
 * Mounts a page. Who may not open it is told so before its handler runs; any method that it does not take is refused. Nothing is
 * open that does not say so.
 */
export function mountPage(
  app: Express,
  surface: Pick<Surface, 'clock'>,
  show: PageShow,
  page: PageDefinition,
): void {
  const answer: RequestHandler = async (request, response) => {
    getPageContext(request).route = page.path;
    const handler = request.method === 'GET' ? page.get : request.method === 'POST' ? page.post : undefined;
    if (handler === undefined) {
      response.setHeader('Allow', page.post === undefined ? 'GET' : 'GET, POST');
      showError(show, request, response, 'method');
      return;
    }
    const now = surface.clock.now();
    if (!mayOpen(show, page, request, response, now)) return;
    await sendAnswer(show, request, response, await handler(toVisit(show, page, request, now)));
  };
  app.all(page.path, answer);
}

/** Whether whoever asks may open the page; answers them where they may not. */
function mayOpen(
  show: PageShow,
  { audience = 'PROVED', changes = false, writes = false }: PageDefinition,
  request: Request,
  response: Response,
  now: Date,
): boolean {
  if (audience === 'EVERYBODY') return true;
  const account = findAccount(readSession(request));
  if (account === undefined) {
    response.redirect(303, `/sign-in?returnTo=${encodeURIComponent(request.path)}`);
    return false;
  }
  if (audience === 'PROVED' && !account.isProved) {
    show.show(request, response, { template: 'sign-in/not-proved.njk', view: {}, status: 403 });
    return false;
  }
  if (changes && !isFresh(account.provedAt, now, writes && request.method === 'POST')) {
    // A form that comes too late is answered with a page and not with a redirection: a form may not lead to the provider.
    show.show(request, response, {
      template: 'sign-in/again.njk',
      view: { returnTo: request.path },
      status: 403,
    });
    return false;
  }
  return true;
}

/** Who is signed in, as a handler is told. */
function findAccount(session: PageSession | undefined): SignedIn | undefined {
  const account = session?.account;
  return account === undefined || account === null
    ? undefined
    : { accountId: account.id, isProved: account.isProved, provedAt: new Date(account.provedAt) };
}

function toVisit(show: PageShow, page: PageDefinition, request: Request, now: Date): Visit {
  const asked = show.findLanguage(request);
  const session = page.audience === 'EVERYBODY' ? undefined : readSession(request);
  return {
    now,
    path: request.path,
    language: asked,
    t: show.catalogues.translate(asked),
    parameters: request.params as Readonly<Record<string, string>>,
    query: readForm(request.query),
    form: readForm(request.body),
    account: findAccount(session),
    sessionHandle: session?.handle,
    draft: session?.draft ?? null,
  };
}

async function sendAnswer(
  show: PageShow,
  request: Request,
  response: Response,
  answer: PageAnswer,
): Promise<void> {
  const session = readSession(request);
  if ('draft' in answer && session !== undefined)
    request.session.assent = { ...session, draft: answer.draft };
  switch (answer.kind) {
    case 'PAGE':
      response.once('close', () => {
        answer.settle?.(response.writableFinished);
      });
      show.show(request, response, answer);
      return;
    case 'GO':
      if (session !== undefined) await saveSession(request);
      response.redirect(303, answer.to);
      return;
    case 'FILE':
      response.setHeader('Content-Type', answer.mediaType);
      response.setHeader('Content-Disposition', `attachment; filename="${answer.fileName}"`);
      response.send(answer.body);
      return;
    case 'NOT_FOUND':
      showError(show, request, response, 'missing');
  }
}
