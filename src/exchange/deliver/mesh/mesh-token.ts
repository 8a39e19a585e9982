import { createHmac } from 'node:crypto';

/** Who asks MESH: a mailbox, its password, and the key that is shared by all of an environment. */
export interface MeshCredentials {
  readonly mailbox: string;
  readonly password: string;
  readonly sharedKey: string;
}

/**
 * The `Authorization` header of one request to MESH (docs/domain/05 §5.3): HMAC-SHA256 under the shared key, over mailbox, nonce, count,
 * password and time. A nonce is never used twice with the same count. Pure.
 * @param at to the minute, in UTC
 */
export function writeMeshToken(
  { mailbox, password, sharedKey }: MeshCredentials,
  nonce: string,
  count: number,
  at: Date,
): string {
  const time = at.toISOString().replaceAll(/[-T:]/g, '').slice(0, 12);
  const hash = createHmac('sha256', sharedKey)
    .update([mailbox, nonce, String(count), password, time].join(':'))
    .digest('hex');
  return `NHSMESH ${[mailbox, nonce, String(count), time, hash].join(':')}`;
}
