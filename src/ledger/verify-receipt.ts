import { type JsonObject, type Result, ok, refuse } from '../platform/index.ts';
import {
  type Checkpoint,
  type CheckpointRefusal,
  type TrustPolicy,
  hashLeaf,
  parseBase64,
  parseTlogProof,
  parseVerifierKey,
  readQuorum,
  verifyCheckpoint,
  verifyInclusion,
} from '../tlog/index.ts';
import type { PartOpening } from './entry.ts';
import { commitTo, decodePart } from './entry-codec.ts';
import { type StatementFields, leafOf, parseStatement } from './entry-statement.ts';

/** What a receipt is checked for: a leaf hash, what the entry says of itself, or whatever the receipt itself carries. */
export type ExpectedLeaf = { readonly leafHash: Buffer } | { readonly statement: Buffer } | 'CARRIED';

/** Why a receipt proves nothing. */
export type ReceiptRefusal =
  CheckpointRefusal | 'not-a-verifier-key' | 'not-a-proof' | 'no-leaf' | 'other-leaf' | 'not-included';

/** What a receipt proves. */
export interface VerifiedReceipt {
  readonly index: number;
  readonly leafHash: Buffer;
  readonly checkpoint: Checkpoint;
  /** What the entry says of itself, where the receipt carries it or the caller had it. */
  readonly entry: StatementFields | null;
}

/**
 * Proves offline that an entry stands in the log whose public key this is (c2sp.org/tlog-proof, verifying). The key's name
 * is the only origin that is accepted.
 */
export function verifyReceipt(
  receipt: string,
  expected: ExpectedLeaf,
  verifierKey: string,
): Result<VerifiedReceipt, ReceiptRefusal> {
  const key = parseVerifierKey(verifierKey);
  if (!key.ok) return refuse('not-a-verifier-key');
  const proof = parseTlogProof(receipt);
  if (!proof.ok) return proof;
  const { extra, index, path } = proof.value;

  const statement = expected !== 'CARRIED' && 'statement' in expected ? expected.statement : extra;
  const leafHash =
    expected !== 'CARRIED' && 'leafHash' in expected
      ? expected.leafHash
      : statement && hashLeaf(leafOf(statement));
  if (leafHash === undefined) return refuse('no-leaf');
  if (extra !== undefined && !hashLeaf(leafOf(extra)).equals(leafHash)) return refuse('other-leaf');

  const checkpoint = verifyCheckpoint(proof.value.checkpoint, key.value.name, [key.value]);
  if (!checkpoint.ok) return checkpoint;
  const { size, root } = checkpoint.value;
  if (!verifyInclusion(leafHash, index, size, path, root)) return refuse('not-included');
  const entry = statement === undefined ? undefined : parseStatement(statement.toString('utf8'));
  return ok({
    index,
    leafHash,
    checkpoint: checkpoint.value,
    entry: entry?.ok === true ? entry.value : null,
  });
}

/**
 * Proves a receipt under the cosignatures that a policy asks for (c2sp.org/tlog-proof, verifying, step 3).
 * @param later the same proof as it was fetched once witnesses had cosigned; it need not carry the statement again
 */
export function verifyWitnessedReceipt(
  receipt: string,
  later: string | undefined,
  verifierKey: string,
  policy: TrustPolicy | undefined,
): Result<VerifiedReceipt, ReceiptRefusal | 'no-quorum'> {
  const own = verifyReceipt(receipt, 'CARRIED', verifierKey);
  if (!own.ok) return own;
  const { index, leafHash, entry } = own.value;
  const shown = later ?? receipt;
  const verified = later === undefined ? own : verifyReceipt(later, { leafHash }, verifierKey);
  if (!verified.ok) return verified;
  if (verified.value.index !== index) return refuse('other-leaf');
  if (policy !== undefined) {
    const proof = parseTlogProof(shown);
    if (!proof.ok) return proof;
    const cosigned = readQuorum(proof.value.checkpoint, policy);
    if (!cosigned.ok) return cosigned;
  }
  return ok({ ...verified.value, entry });
}

/**
 * Proves that a part's content stands behind an entry, given what a verified receipt says of the entry. It gives the
 * content; of the entry's other parts it shows neither content nor number.
 */
export function verifyPartOpening(
  entry: StatementFields,
  opening: PartOpening,
): Result<JsonObject, 'not-included'> {
  const committed = parseBase64(opening.opened);
  const path = opening.path.map(parseBase64).filter((hash) => hash !== undefined);
  if (committed === undefined || path.length !== opening.path.length) return refuse('not-included');
  if (!verifyInclusion(commitTo(committed), opening.slot, entry.slotCount, path, entry.slotRoot))
    return refuse('not-included');
  const part = decodePart(committed);
  return part.ok ? ok(part.value.content) : refuse('not-included');
}

/** Whether an opening shows a part that nobody is to notice. It says nothing of whether the opening is true. */
export function isSilentOpening(opening: PartOpening): boolean {
  const part = decodePart(parseBase64(opening.opened) ?? Buffer.alloc(0));
  return part.ok && part.value.kind === 'SILENT_PART';
}
