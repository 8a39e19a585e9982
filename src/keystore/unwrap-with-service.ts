import { type KeyObject, createSecretKey } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';
import { keyLength } from './seal.ts';

/** Where a key-management service unwraps the key-encryption key. */
export interface KeyManagement {
  /** The https address that decrypts, such as `https://vault.example/v1/transit/decrypt/assent`. */
  readonly url: string;
  /** What it knows us by. */
  readonly token: string;
  /** The key-encryption key as the service wrapped it. */
  readonly wrapped: string;
  /** The authority that vouches for the service, as PEM; absent where a public one does. */
  readonly authority?: string;
}

const answerSchema = z.object({ data: z.object({ plaintext: z.string() }) });
const longestAnswer = 10_000;
const longestWait = 10_000;

/**
 * Has a key-management service unwrap the key-encryption key, once, when a process starts: the key lies in no file, and whoever
 * takes the service's permission away keeps the process from starting again. The protocol is that of the Transit engine of
 * HashiCorp Vault and OpenBao (`POST …/transit/decrypt/<key>`); any other service needs a small proxy that speaks it.
 * @throws Error in words that repeat neither token nor key
 */
export async function unwrapWithService(service: KeyManagement): Promise<KeyObject> {
  const { status, text } = await post(service).catch((fault: unknown) => {
    const why = fault instanceof Error ? fault.message : 'unknown fault';
    throw new Error(`the key-management service did not answer: ${why}`, { cause: fault });
  });
  if (status !== 200) throw new Error(`the key-management service refused: it answered ${status}`);
  const answer = answerSchema.safeParse(parseText(text));
  const key = answer.success ? Buffer.from(answer.data.data.plaintext, 'base64') : Buffer.alloc(0);
  if (key.length !== keyLength)
    throw new Error(`the key-management service gave no key of ${keyLength} bytes`);
  return createSecretKey(key);
}

function post({ url, token, wrapped, authority }: KeyManagement): Promise<{ status: number; text: string }> {
  const body = JSON.stringify({ ciphertext: wrapped });
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      url,
      {
        method: 'POST',
        timeout: longestWait,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-vault-token': token,
        },
        ...(authority === undefined ? {} : { ca: authority }),
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > longestAnswer) sent.destroy(new Error('its answer is too long'));
        });
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text });
        });
        answer.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('it took too long')));
    sent.on('error', reject);
    sent.end(body);
  });
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
