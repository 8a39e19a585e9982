import type { Dispatch, DispatchResult } from '../dispatch.ts';
import { nameFault } from '../peer-agent.ts';
import { type MeshClient, MeshStatusError } from './mesh-client.ts';

/** How long one attempt may take, all chunks of it, in milliseconds. */
const wholeMilliseconds = 9_000;

/**
 * Hands a body to MESH for a mailbox there. MESH carries one file, so that what goes as headers to a system that is dialled goes in it,
 * beside the very text of the body: `{"headers": {…}, "body": "…"}`. That MESH took it says nothing about its recipient, who collects it
 * when they do.
 * @param mailbox registered; never anything that a message named
 */
export async function dispatchByMesh(
  mesh: MeshClient,
  mailbox: string,
  { headers, body, mediaType }: Dispatch,
): Promise<DispatchResult> {
  const file = { headers: { ...headers, 'content-type': mediaType }, body: body.toString('utf8') };
  try {
    const carriedAs = await mesh.send(
      {
        to: mailbox,
        localId: headers['assent-delivery-id'] ?? '',
        content: Buffer.from(JSON.stringify(file)),
      },
      AbortSignal.timeout(wholeMilliseconds),
    );
    return { kind: 'TAKEN', why: 'mesh-accepted', carriedAs };
  } catch (fault) {
    return readFault(fault);
  }
}

function readFault(fault: unknown): DispatchResult {
  if (!(fault instanceof MeshStatusError)) {
    const why = nameFault(fault);
    return { kind: 'RETRY', why };
  }
  const { status, retryAfter } = fault;
  const why = `mesh-status-${status}`;
  // Without its last chunk a message goes nowhere. 417: there is no such mailbox, or not for this workflow.
  if (status === 417) return { kind: 'REJECTED', why };
  const seconds = retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return {
    kind: 'RETRY',
    why,
    ending: 'REFUSED',
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}
