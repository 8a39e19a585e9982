import { createHash, type KeyObject, sign } from 'node:crypto';

/** A request that is to be signed. */
export interface SignedRequestParts {
  readonly url: string;
  readonly mediaType: string;
  readonly body: Buffer;
  /** Names what the request tells of, the same on every attempt. */
  readonly id: string;
  /** Used once. */
  readonly nonce: string;
}

/** Signs requests to other systems with one key. */
export type RequestSigner = (parts: SignedRequestParts, at: Date) => Readonly<Record<string, string>>;

/** For how long after its signing a request may be taken, in seconds. */
const goodFor = 300;

/**
 * Makes the signer of requests: HTTP Message Signatures (RFC 9421) with Ed25519 over method, address, media type, digest of the body
 * (RFC 9530) and identifier, with a time, an end, a nonce and a tag of its own, so that nothing else that the key signs passes for a request
 * and no request is taken twice. It never looks like a receipt, which is a JWS.
 * @param keyId the key's name in the set that we publish (`/receipts/jwks.json`)
 * @returns the headers to be sent
 */
export function createRequestSigner(key: KeyObject, keyId: string): RequestSigner {
  return ({ url, mediaType, body, id, nonce }, at) => {
    const created = Math.floor(at.getTime() / 1000);
    const headers = {
      'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
      'assent-webhook-id': id,
    };
    const covered: readonly (readonly [string, string])[] = [
      ['@method', 'POST'],
      ['@target-uri', url],
      ['content-type', mediaType],
      ...Object.entries(headers),
    ];
    const names = covered.map(([name]) => `"${name}"`).join(' ');
    const parameters = `(${names});created=${created};expires=${created + goodFor};nonce="${nonce}";keyid="${keyId}";alg="ed25519";tag="assent-webhook"`;
    const base = [
      ...covered.map(([name, value]) => `"${name}": ${value}`),
      `"@signature-params": ${parameters}`,
    ].join('\n');
    const signature = sign(null, Buffer.from(base), key).toString('base64');
    return { ...headers, 'signature-input': `assent=${parameters}`, signature: `assent=:${signature}:` };
  };
}
