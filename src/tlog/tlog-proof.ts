import { type Result, ok, refuse } from '../platform/index.ts';
import { parseDecimal } from './decimal.ts';
import { hashLength } from './merkle.ts';
import { parseBase64 } from './strict-base64.ts';

/** A proof that an entry stands in the log, to be checked offline (c2sp.org/tlog-proof@v1). */
export interface TlogProof {
  /** Data that the proof carries along and does not itself authenticate; this ledger puts the leaf's bytes there. */
  readonly extra?: Buffer;
  /** The index of the leaf, from zero. */
  readonly index: number;
  /** The inclusion proof (RFC 6962 §2.1.1), the leaf's sibling first; 32 bytes each. */
  readonly path: readonly Buffer[];
  /** The signed checkpoint, exactly as the log issued it. */
  readonly checkpoint: string;
}

/** The first line of every proof. */
const header = 'c2sp.org/tlog-proof@v1';

/** No tree of up to 2^63 leaves has a longer inclusion proof. */
const longestPath = 63;

/** Writes a proof as text. */
export function formatTlogProof(proof: TlogProof): string {
  const lines = [
    header,
    ...(proof.extra === undefined ? [] : [`extra ${proof.extra.toString('base64')}`]),
    `index ${proof.index}`,
    ...proof.path.map((hash) => hash.toString('base64')),
    '',
    proof.checkpoint,
  ];
  return lines.join('\n');
}

/**
 * Reads the text of a proof strictly. The checkpoint is handed on verbatim and unread; nothing is proved until
 * `verifyReceipt` has checked signature, leaf and path together.
 */
export function parseTlogProof(text: string): Result<TlogProof, 'not-a-proof'> {
  const separator = text.indexOf('\n\n');
  if (separator === -1) return refuse('not-a-proof');
  const checkpoint = text.slice(separator + 2);
  const [first, ...rest] = text.slice(0, separator).split('\n');
  if (first !== header) return refuse('not-a-proof');

  const extraText = rest[0]?.startsWith('extra ') === true ? rest.shift()?.slice('extra '.length) : undefined;
  const extra = extraText === undefined ? undefined : parseBase64(extraText);
  if (extraText !== undefined && extra === undefined) return refuse('not-a-proof');

  const indexLine = rest.shift();
  if (indexLine?.startsWith('index ') !== true) return refuse('not-a-proof');
  const index = parseDecimal(indexLine.slice('index '.length));
  if (index === undefined || rest.length > longestPath) return refuse('not-a-proof');

  const path = rest.map(parseBase64).filter((hash): hash is Buffer => hash?.length === hashLength);
  if (path.length !== rest.length) return refuse('not-a-proof');
  return ok({ ...(extra === undefined ? {} : { extra }), index, path, checkpoint });
}
