import type { IncomingMessage } from 'node:http';

/** What a surface knows of one request from its first moment to its log line. Nothing in it is personal. */
export interface PageContext {
  /** Names the request in the log, and to whoever is shown an error. */
  readonly requestId: string;
  /** Monotonic milliseconds (`performance.now()`). */
  readonly startedAt: number;
  /** The address as it stands in the table of pages, never as it was asked for. */
  route: string;
}

const contexts = new WeakMap<IncomingMessage, PageContext>();

/** Attaches the context to a request. Called once, by the first handler. */
export function openPageContext(request: IncomingMessage, context: PageContext): void {
  contexts.set(request, context);
}

/** The context of a request. @throws Error when the first handler has not run: a mistake in the wiring */
export function getPageContext(request: IncomingMessage): PageContext {
  const context = contexts.get(request);
  if (context === undefined) throw new Error('the request has no context');
  return context;
}
