import type { PageSession } from './page-session.ts';

/** How long a session lasts, in milliseconds. */
export const sessionLimits = {
  /** Without being used. */
  idle: 20 * 60_000,
  /** In all. */
  absolute: 4 * 3_600_000,
  /** For how long somebody who proved who they are may change something without doing so again. */
  fresh: 15 * 60_000,
  /** For how long the provider may be busy with a sign-in. */
  signIn: 15 * 60_000,
} as const;

/** How often it is written down that a session is used. */
const seenSteps = 30_000;

/** Whether a session is over, and why. Pure: the time is the injected clock's. */
export function findSessionEnd(session: PageSession, now: Date): 'IDLE' | 'ABSOLUTE' | undefined {
  const at = now.getTime();
  if (at - session.startedAt >= sessionLimits.absolute) return 'ABSOLUTE';
  return at - session.seenAt >= sessionLimits.idle ? 'IDLE' : undefined;
}

/** The session as it is after being used, or nothing where that need not be written down yet. */
export function noteUse(session: PageSession, now: Date): PageSession | undefined {
  return now.getTime() - session.seenAt < seenSteps ? undefined : { ...session, seenAt: now.getTime() };
}

/**
 * Whether whoever is signed in proved recently enough who they are to change something.
 * @param isWritten what is sent may have been begun at the last fresh moment and written for as long as a session may be idle
 */
export function isFresh(provedAt: Date, now: Date, isWritten = false): boolean {
  const longest = sessionLimits.fresh + (isWritten ? sessionLimits.idle : 0);
  return now.getTime() - provedAt.getTime() < longest;
}
