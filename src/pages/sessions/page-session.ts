import type { JsonObject } from '../../platform/index.ts';

/**
 * What a session holds: identifiers, instants (milliseconds since 1970) and codes. Nothing that a person is called or wrote:
 * it lies in clear in the database.
 */
export interface PageSession {
  /** Names the session in the list of one's own; it opens nothing. */
  readonly handle: string;
  readonly startedAt: number;
  readonly seenAt: number;
  /** A sign-in under way: what the provider's answer must fit. */
  readonly pending: PendingSignIn | null;
  readonly account: SessionAccount | null;
  /** A journey under way. */
  readonly draft: JsonObject | null;
}

/** What the provider's answer to a sign-in must fit. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** A path of our own. */
  readonly returnTo: string;
  /** Whether somebody who is signed in proves anew who they are. */
  readonly again: boolean;
  readonly begunAt: number;
}

/** Who is signed in. */
export interface SessionAccount {
  readonly id: string;
  readonly isProved: boolean;
  readonly provedAt: number;
}

declare module 'express-session' {
  interface SessionData {
    assent: PageSession;
  }
}

/** What a request's session holds; nothing where there is none, or where it could not be read. */
export function readSession({
  session,
}: {
  readonly session: SessionHolder | undefined;
}): PageSession | undefined {
  return session?.assent;
}

interface SessionHolder {
  readonly assent?: PageSession;
}
