import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals texts that go through a browser, or lie in a session, and come back. */
export interface TextSeal {
  /** @param bound what must be the same when it is opened: for whom and for what it was sealed */
  seal(text: string, bound: readonly string[]): string;
  /** The text; nothing where it was sealed for another, changed, or never sealed. */
  open(sealed: string, bound: readonly string[]): string | undefined;
}

const nonceLength = 12;
const tagLength = 16;

/**
 * Makes the seal of the console: AES-256-GCM under a key of its own, derived from that of the sessions, with what it is bound to as
 * additional data. It tells nothing but about how long the text is.
 */
export function createTextSeal(sessionKey: Buffer): TextSeal {
  const key = Buffer.from(hkdfSync('sha256', sessionKey, '', 'assent console seal', 32));
  const describe = (bound: readonly string[]): Buffer => Buffer.from(JSON.stringify(bound));
  return {
    seal: (text, bound) => {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(describe(bound));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (sealed, bound) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceLength + tagLength || bytes.toString('base64url') !== sealed) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), {
        authTagLength: tagLength,
      })
        .setAAD(describe(bound))
        .setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
      try {
        const text = decipher.update(bytes.subarray(nonceLength + tagLength));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
