import { type Result, ok, refuse } from '../platform/index.ts';
import { parseDecimal } from './decimal.ts';
import { hashLength } from './merkle.ts';
import { type NoteSignature, formatNote, formatSignature, isOfKey, parseNote } from './signed-note.ts';
import { parseBase64 } from './strict-base64.ts';
import { type LedgerSigner, type VerifierKey, isSignedBy } from './verifier-key.ts';

/** What a log states about itself at one size (c2sp.org/tlog-checkpoint, note text). */
export interface Checkpoint {
  /** The log's name, without a newline or control characters. */
  readonly origin: string;
  /** The number of leaves. */
  readonly size: number;
  /** The RFC 6962 root over them, 32 bytes. */
  readonly root: Buffer;
}

/** A checkpoint that was read and not yet verified. */
export interface ParsedCheckpoint extends Checkpoint {
  /** The bytes that are signed: origin, size, root and any extension lines, each with its newline. */
  readonly signedText: string;
  readonly signatures: readonly NoteSignature[];
}

/** Why a note is refused. */
export type CheckpointRefusal =
  'not-a-note' | 'not-a-checkpoint' | 'other-origin' | 'wrong-signature' | 'no-known-signature';

/** The text that is signed (c2sp.org/tlog-checkpoint, note text). */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;
}

/** A checkpoint signed as a note (c2sp.org/signed-note). The same checkpoint and key always give the same note. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: LedgerSigner): Promise<string> {
  const text = formatCheckpoint(checkpoint);
  return formatNote(text, [formatSignature(signer, await signer.sign(Buffer.from(text)))]);
}

/**
 * Reads a signed note strictly. Nothing in it may be believed before `verifyCheckpoint` accepts it. Extension lines, which
 * other logs may write and this one never does, are signed and mean nothing here (c2sp.org/tlog-checkpoint, note text).
 */
export function parseCheckpoint(note: string): Result<ParsedCheckpoint, CheckpointRefusal> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const { text: signedText, signatures } = parsed.value;
  const [origin, sizeText, rootText, ...extensions] = signedText.slice(0, -1).split('\n');
  if (origin === undefined || origin === '' || sizeText === undefined || rootText === undefined)
    return refuse('not-a-checkpoint');
  if (extensions.includes('')) return refuse('not-a-checkpoint');
  const size = parseDecimal(sizeText);
  const root = parseBase64(rootText);
  if (size === undefined || root?.length !== hashLength) return refuse('not-a-checkpoint');
  return ok({ origin, size, root, signedText, signatures });
}

/**
 * Proves that a log of this origin signed the note with one of these keys. Signatures of unknown keys are ignored; a
 * wrong one by a known key refuses the whole note (c2sp.org/signed-note, signatures).
 */
export function verifyCheckpoint(
  note: string,
  origin: string,
  keys: readonly VerifierKey[],
): Result<Checkpoint, CheckpointRefusal> {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) return parsed;
  const { signedText, signatures, size, root } = parsed.value;
  if (parsed.value.origin !== origin) return refuse('other-origin');
  const known = signatures.flatMap((line) =>
    keys
      .filter((key) => isOfKey(line, key))
      .map((key) => isSignedBy(key, Buffer.from(signedText), line.signature)),
  );
  if (known.includes(false)) return refuse('wrong-signature');
  if (known.length === 0) return refuse('no-known-signature');
  return ok({ origin, size, root });
}
