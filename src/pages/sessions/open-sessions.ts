import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from '../../database/index.ts';
import type { Clock } from '../../platform/index.ts';
import type { PageSession } from './page-session.ts';
import { sessionLimits } from './session-limits.ts';

/** What sessions stand on. */
export interface SessionOptions {
  readonly pool: Pool;
  /** 32 bytes; each surface derives a key of its own from it. */
  readonly key: Buffer;
  /** Lower-case letters: in the name of the cookie, and before every identifier, so that no surface takes another's. */
  readonly surface: string;
}

/**
 * Keeps sessions in PostgreSQL, so that they can be listed and ended and any replica answers. The cookie is a random name,
 * signed; it is bound to this host, never sent without TLS, and no script reads it. A name that we did not give is never
 * taken up. There is no session before somebody begins to sign in.
 */
export function openSessions({ pool, key, surface }: SessionOptions): RequestHandler {
  const Store = connectPgSimple(session);
  return session({
    store: new Store({
      pool,
      schemaName: 'pages',
      tableName: 'sessions',
      // Seconds. Idle time is judged by our own clock, on every visit.
      ttl: sessionLimits.absolute / 1000,
      disableTouch: true,
      pruneSessionInterval: false,
      // A database that does not answer is told where the request fails; the text would name the statement.
      errorLog: () => undefined,
    }),
    name: cookieName(surface),
    secret: Buffer.from(hkdfSync('sha256', key, '', `assent session ${surface}`, 32)).toString('base64'),
    genid: () => `${surface}.${randomBytes(32).toString('base64url')}`,
    resave: false,
    saveUninitialized: false,
    rolling: false,
    cookie: { path: '/', secure: true, httpOnly: true, sameSite: 'lax' },
  });
}

/** The cookie that names a surface's session. */
function cookieName(surface: string): string {
  return `__Host-assent-${surface}`;
}

/** A session that begins now. */
export function beginSession(clock: Clock): PageSession {
  const at = clock.now().getTime();
  return { handle: randomUUID(), startedAt: at, seenAt: at, pending: null, account: null, draft: null };
}

/**
 * Gives the session another name and this content: after a sign-in, so that whoever knew the name before holds nothing.
 * What was stored under the old name is gone.
 */
export function renewSession(request: Request, content: PageSession): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.regenerate((fault: unknown) => {
      if (fault !== undefined && fault !== null) {
        reject(fault instanceof Error ? fault : new Error('the session could not be renewed'));
        return;
      }
      request.session.assent = content;
      resolve();
    });
  });
}

/**
 * Writes the session down now. Before a redirection: Express Session sends the head of an answer while it is still writing, and a
 * browser that follows at once would find nothing.
 */
export function saveSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.save((fault: unknown) => {
      if (fault === undefined || fault === null) resolve();
      else reject(fault instanceof Error ? fault : new Error('the session could not be saved'));
    });
  });
}

/** Ends the session on the server. */
export function endSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.destroy((fault: unknown) => {
      if (fault === undefined || fault === null) resolve();
      else reject(fault instanceof Error ? fault : new Error('the session could not be ended'));
    });
  });
}
