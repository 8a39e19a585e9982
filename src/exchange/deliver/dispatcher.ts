import { type Agent, request } from 'undici';
import type { SystemId } from '../../platform/index.ts';
import { type PeerIdentity, createPeerAgent, nameFault } from './peer-agent.ts';

/** How a dispatch ended: the recipient took it, answered that it did not, answered that it came too late, or got no byte of it. */
export type DispatchEnding = 'ACCEPTED' | 'REFUSED' | 'LATE' | 'NOT_CONNECTED';

/** How one attempt at a recipient ended. */
export type DispatchResult =
  | { readonly kind: 'ACCEPTED'; readonly status: number }
  /** The recipient may take it later: down, slow, busy, or an answer that makes no sense. */
  | {
      readonly kind: 'RETRY';
      readonly why: string;
      /** Left out where nobody knows whether it arrived. */
      readonly ending?: Exclude<DispatchEnding, 'ACCEPTED'>;
      readonly retryAfterSeconds?: number;
    }
  /** The recipient has the bytes, and has not said yet that it keeps them: it says so at its mailbox, or is asked again. */
  | { readonly kind: 'TAKEN'; readonly why: string; readonly retryAfterSeconds?: number }
  /** The recipient will not take it, however often it is tried. */
  | { readonly kind: 'REJECTED'; readonly why: string };

/** One body on its way to one recipient. */
export interface Dispatch {
  /** The registered endpoint; never anything that a message named. */
  readonly url: string;
  readonly body: Buffer;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends bodies to recipients over mutual TLS. */
export interface Dispatcher {
  /** Set where nothing is dialled: who waits for the body in the answer to a request. */
  readonly handsTo?: 'ASKER' | { readonly collector: SystemId };
  /** Tries once. Never throws for what the recipient does. */
  dispatch(dispatch: Dispatch): Promise<DispatchResult>;
  /** Ends the kept-alive connections. */
  close(): Promise<void>;
}

/** With status 408 and the word `late`, a recipient says that it discarded a body that came after its time (ADR 0010). */
const refusalHeader = 'assent-refusal';
/** Faults of connecting: no byte of a request has left. Of any other fault nobody knows what the recipient got. */
const unconnected = new Set([
  'econnrefused',
  'enotfound',
  'eai_again',
  'ehostunreach',
  'enetunreach',
  'und_err_connect_timeout',
]);
/** Seconds until a recipient that answered 202, and has not acknowledged since, is sent it again. */
const askedAgainAfter = 15 * 60;
/** How long one attempt may take from the first byte to the end of the answer: also where that comes byte by byte. In milliseconds. */
const wholeMilliseconds = 9_000;
/** A recipient's answer is read for its status only; anything longer is cut off and counts as accepted or not by status. */
const answerBytes = 64 * 1024;

/**
 * Makes the dispatcher. It follows no redirect, bounds every wait and the size of every answer, and trusts only the
 * given authority (reliability checks 5, 67, 70).
 */
export function createDispatcher(identity: PeerIdentity): Dispatcher {
  const agent = createPeerAgent(identity, answerBytes);
  return {
    dispatch: (dispatch) => dispatchOnce(agent, dispatch),
    close: () => agent.close(),
  };
}

async function dispatchOnce(agent: Agent, dispatch: Dispatch): Promise<DispatchResult> {
  try {
    const answer = await request(dispatch.url, {
      dispatcher: agent,
      method: 'POST',
      headers: { ...dispatch.headers, 'content-type': dispatch.mediaType, accept: 'application/json' },
      body: dispatch.body,
      signal: AbortSignal.timeout(wholeMilliseconds),
    });
    await answer.body.dump({ limit: answerBytes });
    if (answer.statusCode === 408 && answer.headers[refusalHeader] === 'late')
      return { kind: 'RETRY', why: 'late', ending: 'LATE' };
    return readStatus(answer.statusCode, answer.headers['retry-after']);
  } catch (fault) {
    const why = nameFault(fault);
    return unconnected.has(why) ? { kind: 'RETRY', why, ending: 'NOT_CONNECTED' } : { kind: 'RETRY', why };
  }
}

function readStatus(status: number, retryAfter: string | readonly string[] | undefined): DispatchResult {
  if (status === 200 || status === 201 || status === 204) return { kind: 'ACCEPTED', status };
  // RFC 9110 §15.3.3: noncommittal. Nothing says yet that it will be kept.
  if (status === 202) return { kind: 'TAKEN', why: 'status-202', retryAfterSeconds: askedAgainAfter };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds =
      typeof retryAfter === 'string' && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined;
    return {
      kind: 'RETRY',
      why: `status-${status}`,
      ending: 'REFUSED',
      ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    };
  }
  if (status >= 300 && status < 400)
    return { kind: 'RETRY', why: 'redirect-not-followed', ending: 'REFUSED' };
  if (status === 401 || status === 403) return { kind: 'RETRY', why: `status-${status}`, ending: 'REFUSED' };
  return { kind: 'REJECTED', why: `status-${status}` };
}
