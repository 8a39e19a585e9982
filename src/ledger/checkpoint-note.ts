import { verify } from 'node:crypto';
import { type Result, ok, refuse } from '../platform/index.ts';
import { hashLength } from './merkle.ts';
import { parseBase64 } from './strict-base64.ts';
import { type LedgerSigner, type VerifierKey, isKeyName } from './verifier-key.ts';

/** What a log states about itself at one size (c2sp.org/tlog-checkpoint, note text). */
export interface Checkpoint {
  /** The log's name, without a newline or control characters. */
  readonly origin: string;
  /** The number of leaves. */
  readonly size: number;
  /** The RFC 6962 root over them, 32 bytes. */
  readonly root: Buffer;
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** The four bytes that tell which key of that name signed. */
  readonly keyHash: Buffer;
  readonly signature: Buffer;
}

/** A checkpoint that was read and not yet verified. */
export interface ParsedCheckpoint extends Checkpoint {
  /** The bytes that are signed: origin, size and root, each with its newline. */
  readonly signedText: string;
  readonly signatures: readonly NoteSignature[];
}

/** Why a note is refused. */
export type CheckpointRefusal =
  'not-a-note' | 'not-a-checkpoint' | 'other-origin' | 'wrong-signature' | 'no-known-signature';

/** More signatures than this are refused; sixteen must be read (c2sp.org/signed-note, format). */
const mostSignatures = 64;

/** The text that is signed (c2sp.org/tlog-checkpoint, note text). */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;
}

/** A checkpoint signed as a note (c2sp.org/signed-note). The same checkpoint and key always give the same note. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: LedgerSigner): Promise<string> {
  const text = formatCheckpoint(checkpoint);
  const signature = await signer.sign(Buffer.from(text));
  return `${text}\n— ${signer.name} ${Buffer.concat([signer.keyHash, signature]).toString('base64')}\n`;
}

/**
 * Reads a signed note strictly. Nothing in it may be believed before `verifyCheckpoint` accepts it. Extension lines
 * are refused: this log writes none, and witnesses' cosignatures do not cover them.
 */
export function parseCheckpoint(note: string): Result<ParsedCheckpoint, CheckpointRefusal> {
  // Lone surrogates and control characters other than newline; `u` reads pairs of surrogates as one character.
  if (/\p{Cs}|[^\n\P{Cc}]/u.test(note)) return refuse('not-a-note');
  const separator = note.lastIndexOf('\n\n');
  if (separator === -1 || !note.endsWith('\n')) return refuse('not-a-note');
  const lines = note.slice(separator + 2, -1).split('\n');
  if (lines.length > mostSignatures) return refuse('not-a-note');
  const signatures = lines.map(parseSignature);
  if (!signatures.every((signature) => signature !== undefined)) return refuse('not-a-note');

  const signedText = note.slice(0, separator + 1);
  const [origin, sizeText, rootText, end, ...surplus] = signedText.split('\n');
  if (origin === undefined || origin === '' || sizeText === undefined || rootText === undefined)
    return refuse('not-a-checkpoint');
  if (end !== '' || surplus.length > 0) return refuse('not-a-checkpoint');
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
      .filter((key) => key.name === line.name && key.keyHash.equals(line.keyHash))
      .map((key) => verify(null, Buffer.from(signedText), key.publicKey, line.signature)),
  );
  if (known.includes(false)) return refuse('wrong-signature');
  if (known.length === 0) return refuse('no-known-signature');
  return ok({ origin, size, root });
}

/** A decimal number without leading zeroes, up to 2^53 − 1, or undefined. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

const signatureLine = /^— ([^ ]+) ([^ ]+)$/u;

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = signatureLine.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) return undefined;
  const bytes = parseBase64(encoded);
  if (bytes === undefined || bytes.length <= 4) return undefined;
  return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}
