import { type Result, ok, refuse } from '../platform/index.ts';
import { parseBase64 } from './strict-base64.ts';
import { type KeyUse, type NoteKey, type NoteSigner, isKeyName } from './verifier-key.ts';

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** The four bytes that tell which key of that name signed. */
  readonly keyHash: Buffer;
  readonly signature: Buffer;
}

/** A text and its signatures as they were read: nothing of it is verified. */
export interface ParsedNote {
  /** The bytes before the separating empty line, with the last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** More signatures than this are refused; sixteen must be read (c2sp.org/signed-note, format). */
const mostSignatures = 64;

/** One signature as its line in a note, with the newline. */
export function formatSignature(
  signer: Pick<NoteSigner<KeyUse>, 'name' | 'keyHash'>,
  signature: Buffer,
): string {
  return `— ${signer.name} ${Buffer.concat([signer.keyHash, signature]).toString('base64')}\n`;
}

/** A text that ends in a newline, and its signature lines, as a note. */
export function formatNote(text: string, signatureLines: readonly string[]): string {
  return `${text}\n${signatureLines.join('')}`;
}

/** A note with further signature lines at its end. */
export function addSignatures(note: string, signatureLines: readonly string[]): string {
  return note + signatureLines.join('');
}

/** Reads a note strictly (c2sp.org/signed-note, format). */
export function parseNote(note: string): Result<ParsedNote, 'not-a-note'> {
  // Lone surrogates and control characters other than newline; `u` reads pairs of surrogates as one character.
  if (/\p{Cs}|[^\n\P{Cc}]/u.test(note)) return refuse('not-a-note');
  const separator = note.lastIndexOf('\n\n');
  if (separator === -1) return refuse('not-a-note');
  const signatures = parseSignatures(note.slice(separator + 2));
  return signatures === undefined
    ? refuse('not-a-note')
    : ok({ text: note.slice(0, separator + 1), signatures });
}

/** Reads signature lines that stand by themselves, each with its newline: at least one and at most 64. */
export function parseSignatures(lines: string): readonly NoteSignature[] | undefined {
  if (!lines.endsWith('\n')) return undefined;
  const signatures = lines.slice(0, -1).split('\n').map(parseSignature);
  if (signatures.length > mostSignatures) return undefined;
  return signatures.every((signature) => signature !== undefined) ? signatures : undefined;
}

/** Whether a signature claims to be of a key: the same name and the same key ID. */
export function isOfKey(signature: NoteSignature, key: Pick<NoteKey<KeyUse>, 'name' | 'keyHash'>): boolean {
  return key.name === signature.name && key.keyHash.equals(signature.keyHash);
}

const signatureLine = /^— ([^ ]+) ([^ ]+)$/u;

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = signatureLine.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) return undefined;
  const bytes = parseBase64(encoded);
  if (bytes === undefined || bytes.length <= 4) return undefined;
  return { name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}
