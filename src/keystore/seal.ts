import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const formatVersion = 1;
const nonceLength = 12;
const tagLength = 16;

/** Length in bytes of every key here (AES-256). */
export const keyLength = 32;

/** What was sealed is not what is opened: another context, another key, or changed bytes. Says nothing of the content. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';

  constructor() {
    super('a seal does not open: the bytes, their context or their key are not those of the sealing');
  }
}

/**
 * Seals bytes with AES-256-GCM under a random nonce, bound to a context that is not stored with them. A key may seal 2^32 times
 * (NIST SP 800-38D §8.3), which no key here comes near.
 * @returns version octet, nonce (12), ciphertext, tag (16)
 */
export function seal(key: Buffer, plaintext: Buffer, context: readonly string[]): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(encodeContext(context));
  return Buffer.concat([
    Buffer.of(formatVersion),
    nonce,
    cipher.update(plaintext),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/**
 * Opens what {@link seal} sealed with the same key and context.
 * @throws SealBrokenError when anything differs
 */
export function openSeal(key: Buffer, sealed: Buffer, context: readonly string[]): Buffer {
  if (sealed.length < 1 + nonceLength + tagLength || sealed[0] !== formatVersion) throw new SealBrokenError();
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  decipher.setAAD(encodeContext(context));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceLength, -tagLength)), decipher.final()]);
  } catch {
    throw new SealBrokenError();
  }
}

/** Each part with its length before it, so that no two lists of parts have the same encoding. */
export function encodeContext(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
}
