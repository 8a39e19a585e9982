import { createHash } from 'node:crypto';
import type { AuthorityOrigin } from '../families/index.ts';
import type { KeyStore } from '../keystore/index.ts';
import type { SystemId } from '../platform/index.ts';
import type { SystemCall } from './exchange.ts';

/**
 * The name of a request that is taken once, and a hash by which the same one sent again is known: both keyed, so that neither
 * tells who asked for what.
 * @param door sets the requests of one door apart from those of another
 */
export function nameRequest(
  keyStore: Pick<KeyStore, 'lookupHash'>,
  door: 'authority' | 'protection' | 'family-notice' | 'deadline',
  systemId: SystemId,
  idempotencyKey: string,
  { body }: Pick<SystemCall, 'body'>,
): AuthorityOrigin['request'] {
  const name = keyStore.lookupHash(`${door}-request`, `${systemId} ${idempotencyKey}`);
  const hash = createHash('sha256').update(body).digest('hex');
  return { requestId: toUuid(name), requestHash: keyStore.lookupHash(`${door}-body`, hash) };
}

/** A keyed hash in the form of a random UUID. */
function toUuid(hash: Buffer): string {
  const hex = hash.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
