import { type Result, ok, refuse } from '../platform/index.ts';
import {
  type LedgerSigner,
  formatNote,
  formatSignature,
  isOfKey,
  isSignedBy,
  parseNote,
  parseVerifierKey,
} from '../tlog/index.ts';

/**
 * What the log's key signs besides checkpoints. It stands behind the origin in the first line, so that no statement can ever be
 * taken for a checkpoint or for one of another kind.
 */
export type StatementKind = 'dispatch' | 'evidence' | 'export';

/** Why nobody must believe a statement. */
export type StatementRefusal = 'not-a-verifier-key' | 'not-a-note' | 'other-log' | 'wrong-signature';

/** Signs lines of text as a note (c2sp.org/signed-note) with the log's key. */
export async function signStatement(
  kind: StatementKind,
  lines: readonly string[],
  signer: LedgerSigner,
): Promise<string> {
  const text = [`${signer.name}/${kind}`, ...lines, ''].join('\n');
  return formatNote(text, [formatSignature(signer, await signer.sign(Buffer.from(text)))]);
}

/** Proves that the log with this public key, and nobody else, signed a statement of this kind, and reads its lines. */
export function verifyStatement<Terms>(
  kind: StatementKind,
  note: string,
  verifierKey: string,
  parseLines: (lines: readonly string[]) => Terms | undefined,
): Result<Terms, StatementRefusal> {
  const key = parseVerifierKey(verifierKey);
  if (!key.ok) return refuse('not-a-verifier-key');
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const [signature, ...others] = signatures;
  const [first, ...lines] = text.slice(0, -1).split('\n');
  const terms = parseLines(lines);
  if (terms === undefined || signature === undefined || others.length > 0) return refuse('not-a-note');
  if (!isOfKey(signature, key.value) || first !== `${key.value.name}/${kind}`) return refuse('other-log');
  if (!isSignedBy(key.value, Buffer.from(text), signature.signature)) return refuse('wrong-signature');
  return ok(terms);
}
