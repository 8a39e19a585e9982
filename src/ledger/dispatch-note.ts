import { type DeliveryId, type Result, asId, ok, refuse } from '../platform/index.ts';
import {
  type LedgerSigner,
  formatNote,
  formatSignature,
  isOfKey,
  isSignedBy,
  parseBase64,
  parseNote,
  parseVerifierKey,
} from '../tlog/index.ts';

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
  return formatNote(text, [formatSignature(signer, await signer.sign(Buffer.from(text)))]);
}

/** Reads the terms of a dispatch that the log with this public key signed. Whether they still hold is for the caller's clock. */
export function verifyDispatch(note: string, verifierKey: string): Result<DispatchTerms, DispatchRefusal> {
  const key = parseVerifierKey(verifierKey);
  if (!key.ok) return refuse('not-a-verifier-key');
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const { text, signatures } = parsed.value;
  const [first, delivery, hashText, dispatched, until, end, ...surplus] = text.split('\n');
  const [signature, ...others] = signatures;
  const bodyHash = parseBase64(hashText ?? '');
  if (
    first === undefined ||
    delivery === undefined ||
    !instant.test(dispatched ?? '') ||
    !instant.test(until ?? '') ||
    end !== '' ||
    surplus.length > 0 ||
    bodyHash?.length !== hashBytes ||
    signature === undefined ||
    others.length > 0
  ) {
    return refuse('not-a-note');
  }
  if (!isOfKey(signature, key.value) || first !== `${key.value.name}${suffix}`) return refuse('other-log');
  if (!isSignedBy(key.value, Buffer.from(text), signature.signature)) return refuse('wrong-signature');
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
