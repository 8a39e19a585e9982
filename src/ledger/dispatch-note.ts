import { verify } from 'node:crypto';
import { type DeliveryId, type Result, asId, ok, refuse } from '../platform/index.ts';
import { parseBase64 } from './strict-base64.ts';
import { type LedgerSigner, isKeyName, parseVerifierKey } from './verifier-key.ts';

/**
 * When one body was sent and until when it may be accepted. It is no receipt: the receipt lasts, and this is good for a short
 * time and one attempt (rulings 12 and 14).
 */
export interface DispatchTerms {
  readonly deliveryId: DeliveryId;
  /** SHA-256 of the body, 32 bytes. */
  readonly bodyHash: Buffer;
  readonly dispatchedAt: Date;
  /** A recipient that holds the whole body later than this must not accept it. */
  readonly acceptUntil: Date;
}

/** Why a recipient must not believe a dispatch note. */
export type DispatchRefusal = 'not-a-verifier-key' | 'not-a-note' | 'other-log' | 'wrong-signature';

/** Set apart from a checkpoint by its first line, so that neither can ever be taken for the other. */
const suffix = '/dispatch';
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const hashBytes = 32;

/** Signs the terms as a note (c2sp.org/signed-note) with the log's key. */
export async function signDispatch(terms: DispatchTerms, signer: LedgerSigner): Promise<string> {
  const text = formatTerms(terms, signer.name);
  const signature = await signer.sign(Buffer.from(text));
  return `${text}\n— ${signer.name} ${Buffer.concat([signer.keyHash, signature]).toString('base64')}\n`;
}

/** Reads the terms of a dispatch that the log with this public key signed. Whether they still hold is for the caller's clock. */
export function verifyDispatch(note: string, verifierKey: string): Result<DispatchTerms, DispatchRefusal> {
  const key = parseVerifierKey(verifierKey);
  if (!key.ok) return refuse('not-a-verifier-key');
  const [first, delivery, hashText, dispatched, until, empty, signed, end, ...surplus] = note.split('\n');
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/u.exec(signed ?? '') ?? [];
  const bodyHash = parseBase64(hashText ?? '');
  const bytes = parseBase64(encoded ?? '');
  if (
    first === undefined ||
    delivery === undefined ||
    !instant.test(dispatched ?? '') ||
    !instant.test(until ?? '') ||
    empty !== '' ||
    end !== '' ||
    surplus.length > 0 ||
    bodyHash?.length !== hashBytes ||
    name === undefined ||
    !isKeyName(name) ||
    bytes === undefined
  ) {
    return refuse('not-a-note');
  }
  const isOurs = name === key.value.name && key.value.keyHash.equals(bytes.subarray(0, 4));
  if (!isOurs || first !== `${key.value.name}${suffix}`) return refuse('other-log');
  const signedText = note.slice(0, note.lastIndexOf('\n\n') + 1);
  if (!verify(null, Buffer.from(signedText), key.value.publicKey, bytes.subarray(4)))
    return refuse('wrong-signature');
  return ok({
    deliveryId: asId<'Delivery'>(delivery),
    bodyHash,
    dispatchedAt: new Date(dispatched ?? ''),
    acceptUntil: new Date(until ?? ''),
  });
}

function formatTerms(terms: DispatchTerms, origin: string): string {
  const { deliveryId, bodyHash, dispatchedAt, acceptUntil } = terms;
  return [
    `${origin}${suffix}`,
    deliveryId,
    bodyHash.toString('base64'),
    dispatchedAt.toISOString(),
    acceptUntil.toISOString(),
    '',
  ].join('\n');
}
