import { createHash } from 'node:crypto';

/** An identifier made of a text: always the same, and giving nothing of it away. */
export function deriveMessageId(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-9${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
