import type { IncomingMessage } from 'node:http';
import type { ExchangeId } from '../platform/index.ts';
import type { ProblemCode } from '../vocabulary/index.ts';

/** What the door knows about one request from its first moment to its log line. Nothing in it is personal. */
export interface RequestContext {
  /** Names this request in the answer's header, in a problem body and in the log. */
  readonly exchangeId: ExchangeId;
  /** The W3C trace context that goes on from here (version 00, 55 characters). */
  readonly traceparent: string;
  /** Monotonic milliseconds (`performance.now()`). */
  readonly startedAt: number;
  /** The address as it stands in the table of routes, never as it was asked for. */
  route: string;
  /** Set while a message may have come that nobody has read: who is refused meanwhile is told this number, should it be urgent. */
  unreadPhone: string | undefined;
  /** Whether problems are told as FHIR has them, in an OperationOutcome. */
  readonly speaksFhir: boolean;
  /** The problem in which the request ended, if it did. */
  problem: ProblemCode | undefined;
}

const contexts = new WeakMap<IncomingMessage, RequestContext>();

/** Attaches the context to a request. Called once, by the first handler. */
export function openContext(request: IncomingMessage, context: RequestContext): void {
  contexts.set(request, context);
}

/**
 * The context of a request.
 * @throws Error when the first handler has not run: a mistake in the wiring, never a sender's.
 */
export function getContext(request: IncomingMessage): RequestContext {
  const context = contexts.get(request);
  if (context === undefined) throw new Error('the request has no context: startExchange must run first');
  return context;
}
