import { type DeliveryId, type Result, asId } from '../platform/index.ts';
import { type LedgerSigner, parseBase64 } from '../tlog/index.ts';
import { type StatementRefusal, signStatement, verifyStatement } from './signed-statement.ts';

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
export type DispatchRefusal = StatementRefusal;

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const hashBytes = 32;

/** Signs the terms as a statement with the log's key. */
export async function signDispatch(terms: DispatchTerms, signer: LedgerSigner): Promise<string> {
  const { deliveryId, bodyHash, dispatchedAt, acceptUntil } = terms;
  const lines = [
    deliveryId,
    bodyHash.toString('base64'),
    dispatchedAt.toISOString(),
    acceptUntil.toISOString(),
  ];
  return signStatement('dispatch', lines, signer);
}

/** Reads the terms of a dispatch that the log with this public key signed. Whether they still hold is for the caller's clock. */
export function verifyDispatch(note: string, verifierKey: string): Result<DispatchTerms, DispatchRefusal> {
  return verifyStatement('dispatch', note, verifierKey, parseTerms);
}

function parseTerms(lines: readonly string[]): DispatchTerms | undefined {
  const [delivery, hashText = '', dispatched = '', until = '', ...surplus] = lines;
  const bodyHash = parseBase64(hashText);
  if (delivery === undefined || surplus.length > 0 || bodyHash?.length !== hashBytes) return undefined;
  if (!instant.test(dispatched) || !instant.test(until)) return undefined;
  return {
    deliveryId: asId<'Delivery'>(delivery),
    bodyHash,
    dispatchedAt: new Date(dispatched),
    acceptUntil: new Date(until),
  };
}
