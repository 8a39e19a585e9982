import { type Result, ok, refuse } from '../platform/index.ts';
import {
  type AddCheckpointRequest,
  type ParsedCheckpoint,
  type VerifierKey,
  emptyRoot,
  parseAddCheckpoint,
  parseCheckpoint,
  verifyCheckpoint,
  verifyConsistency,
} from '../tlog/index.ts';

/** The head of a log: what is to be cosigned, or was. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/** A checkpoint of a known log, signed by it. Whether it continues what was cosigned before is still to be judged. */
export interface SignedRequest {
  readonly request: AddCheckpointRequest;
  readonly checkpoint: ParsedCheckpoint;
}

/** Why nothing is cosigned: the status that the standard gives for it (c2sp.org/tlog-witness, add-checkpoint), and a plain reason. */
export type Refusal =
  | { readonly status: 400 | 403 | 404 | 422; readonly why: string }
  /** The log believes another size to be the last one; this is it. */
  | { readonly status: 409; readonly size: number };

/**
 * Judges all that needs no memory: the request is well formed, the log is known, and it signed. Signatures of unknown keys
 * are ignored; one under a known key that is wrong refuses the whole.
 */
export function readRequest(body: string, logs: readonly VerifierKey[]): Result<SignedRequest, Refusal> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return refuseWith(400, 'The body is no request to add a checkpoint.');
  const parsed = parseCheckpoint(request.value.checkpoint);
  if (!parsed.ok) return refuseWith(400, 'The checkpoint is no signed note of a log.');
  const { origin, size } = parsed.value;
  const keys = logs.filter((key) => key.name === origin);
  if (keys.length === 0) return refuseWith(404, 'The log of this origin is not known here.');
  if (!verifyCheckpoint(request.value.checkpoint, origin, keys).ok)
    return refuseWith(403, 'No known key of the log signed the checkpoint, or a signature is wrong.');
  if (request.value.oldSize > size)
    return refuseWith(400, 'The old size is larger than that of the checkpoint.');
  return ok({ request: request.value, checkpoint: parsed.value });
}

/** Judges whether a checkpoint continues the last one that was cosigned; `null` where none ever was. */
export function judgeContinuation(
  { request, checkpoint }: SignedRequest,
  latest: TreeHead | null,
): Result<undefined, Refusal> {
  const { oldSize, proof } = request;
  const { size, root } = checkpoint;
  const known = latest?.size ?? 0;
  if (oldSize !== known) return refuse({ status: 409, size: known });
  if (size === 0 && !root.equals(emptyRoot))
    return refuseWith(422, 'The checkpoint of an empty log has another root.');
  if (oldSize === 0 || latest === null)
    return proof.length === 0 ? ok(undefined) : refuseWith(422, 'There is no proof from size 0.');
  return verifyConsistency(oldSize, size, proof, latest.root, root)
    ? ok(undefined)
    : refuseWith(422, 'The checkpoint does not continue the last one that was cosigned.');
}

function refuseWith(status: 400 | 403 | 404 | 422, why: string): { ok: false; refusal: Refusal } {
  return refuse({ status, why });
}
