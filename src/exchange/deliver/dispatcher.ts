import { type Agent, request } from 'undici';
import type { SystemId } from '../../platform/index.ts';
import { findMeshMailbox } from '../../agreements/index.ts';
import type { Dispatch, DispatchResult } from './dispatch.ts';
import { dispatchByMesh } from './mesh/dispatch-by-mesh.ts';
import type { MeshClient } from './mesh/mesh-client.ts';
import { type PeerIdentity, createPeerAgent, nameFault } from './peer-agent.ts';

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
 * @param mesh for systems that receive in a mailbox of MESH; null where the gateway has none itself
 */
export function createDispatcher(identity: PeerIdentity, mesh: MeshClient | null): Dispatcher {
  const agent = createPeerAgent(identity, answerBytes);
  return {
    dispatch: async (dispatch) => {
      const mailbox = findMeshMailbox(dispatch.url);
      if (mailbox === undefined) return dispatchOnce(agent, dispatch);
      return mesh === null
        ? { kind: 'RETRY', why: 'mesh-not-set-up', ending: 'NOT_CONNECTED' }
        : dispatchByMesh(mesh, mailbox, dispatch);
    },
    close: async () => {
      await Promise.all([agent.close(), mesh?.close()]);
    },
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
