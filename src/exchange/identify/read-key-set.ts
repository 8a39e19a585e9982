import { fetch } from 'undici';
import type { ReadKeySet } from './remote-keys.ts';

const longestKeySet = 64 * 1024;
const longestWait = 5_000;

/**
 * Reads a key set over HTTPS: within 5 seconds and 64 KiB, without following redirects, JSON only.
 * @throws TypeError when the address is not HTTPS
 */
export function readKeySetFrom(
  address: string,
  options: { readonly dispatcher?: Dispatch } = {},
): ReadKeySet {
  const url = new URL(address);
  if (url.protocol !== 'https:') throw new TypeError('the key set of an issuer must be read over HTTPS');
  return async () => {
    const response = await fetch(url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(longestWait),
      ...(options.dispatcher ? { dispatcher: options.dispatcher } : {}),
    });
    const mediaType = response.headers.get('content-type') ?? '';
    if (response.status !== 200 || !/^application\/(jwk-set\+)?json\b/i.test(mediaType) || !response.body) {
      await response.body?.cancel();
      throw new Error(`the issuer answered its key set with ${response.status}`);
    }
    return readBounded(response.body);
  };
}

type Dispatch = NonNullable<NonNullable<Parameters<typeof fetch>[1]>['dispatcher']>;

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > longestKeySet) throw new Error('the key set of the issuer is too large');
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
