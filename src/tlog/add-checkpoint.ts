import { type Result, ok, refuse } from '../platform/index.ts';
import { parseDecimal } from './decimal.ts';
import { hashLength } from './merkle.ts';
import { parseBase64 } from './strict-base64.ts';

/** What a log asks of a witness (c2sp.org/tlog-witness, add-checkpoint). */
export interface AddCheckpointRequest {
  /** The size that the log believes to be the last one that the witness cosigned; 0 where none was. */
  readonly oldSize: number;
  /** The consistency proof from that size to the checkpoint's (RFC 6962 §2.1.2); 32 bytes each. */
  readonly proof: readonly Buffer[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

/** No consistency proof of a tree of up to 2^63 leaves is longer. */
const longestProof = 63;

/** The media type in which a witness says which size it has (c2sp.org/tlog-witness, 409 Conflict). */
export const sizeMediaType = 'text/x.tlog.size';

/** Writes the body of a request. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): string {
  return [`old ${oldSize}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');
}

/** Reads the body of a request strictly. The checkpoint in it is handed on unread. */
export function parseAddCheckpoint(body: string): Result<AddCheckpointRequest, 'not-a-request'> {
  const separator = body.indexOf('\n\n');
  if (separator === -1) return refuse('not-a-request');
  const [old, ...lines] = body.slice(0, separator).split('\n');
  const oldSize = old?.startsWith('old ') === true ? parseDecimal(old.slice('old '.length)) : undefined;
  if (oldSize === undefined || lines.length > longestProof) return refuse('not-a-request');
  const proof = lines.map(parseBase64).filter((hash): hash is Buffer => hash?.length === hashLength);
  if (proof.length !== lines.length) return refuse('not-a-request');
  return ok({ oldSize, proof, checkpoint: body.slice(separator + 2) });
}

/** Reads the size that a witness answers with: a decimal and a newline. */
export function parseSizeAnswer(body: string): number | undefined {
  return body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
}
