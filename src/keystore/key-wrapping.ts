import { createHash } from 'node:crypto';
import { keyLength, openSeal, seal } from './seal.ts';

/** A key as a row of the key store keeps it. */
export interface WrappedKey {
  /** Which key-encryption key wraps it. */
  readonly kekId: string;
  readonly wrappedKey: Buffer;
}

/** What a row's key is for. The wrapping is bound to it, so that a row moved under another name does not open. */
export type KeyOwner = readonly ['person', string] | readonly ['part', string];

/** A row is wrapped under a key-encryption key that this process was not given. */
export class UnknownKeyEncryptionKeyError extends Error {
  override readonly name = 'UnknownKeyEncryptionKeyError';

  constructor(kekId: string) {
    super(`the key store holds a key wrapped under key-encryption key ${kekId}, which is not configured`);
  }
}

/** Wraps new keys under the present key-encryption key, and unwraps those of retired ones too. */
export interface KeyWrapper {
  wrap(owner: KeyOwner, key: Buffer): WrappedKey;
  /**
   * @throws SealBrokenError when the row was changed or moved
   * @throws UnknownKeyEncryptionKeyError when its key-encryption key is not among those given
   */
  unwrap(owner: KeyOwner, row: WrappedKey): Buffer;
}

/** The name of a key-encryption key: the first 16 hexadecimal digits of its SHA-256, which tell nothing of the key. */
export function nameKeyEncryptionKey(key: Buffer): string {
  return createHash('sha256').update('assent key-encryption key\0').update(key).digest('hex').slice(0, 16);
}

/**
 * @param current wraps whatever is made from now on
 * @param retired can still be unwrapped, until the rows are wrapped anew
 * @throws RangeError when a key is not of 32 bytes
 */
export function createKeyWrapper(current: Buffer, retired: readonly Buffer[] = []): KeyWrapper {
  const keys = new Map([current, ...retired].map((key) => [nameKeyEncryptionKey(requireKey(key)), key]));
  const currentId = nameKeyEncryptionKey(current);
  return {
    wrap: (owner, key) => ({ kekId: currentId, wrappedKey: seal(current, key, contextOf(owner, currentId)) }),
    unwrap: (owner, row) => {
      const key = keys.get(row.kekId);
      if (key === undefined) throw new UnknownKeyEncryptionKeyError(row.kekId);
      return openSeal(key, row.wrappedKey, contextOf(owner, row.kekId));
    },
  };
}

function contextOf(owner: KeyOwner, kekId: string): readonly string[] {
  return ['key store row', ...owner, kekId];
}

function requireKey(key: Buffer): Buffer {
  if (key.length !== keyLength) throw new RangeError(`a key-encryption key has ${keyLength} bytes`);
  return key;
}
