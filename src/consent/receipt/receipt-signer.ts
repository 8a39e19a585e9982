import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../platform/index.ts';

/** The public half of the key that signs receipts, as it is published (RFC 8037, RFC 7638). */
export interface ReceiptKey extends JsonObject {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
  /** The key's own thumbprint, so that a name never means two keys. */
  readonly kid: string;
}

/** Signs receipts. Whoever holds a receipt checks it against the published key, without asking us. */
export interface ReceiptSigner {
  readonly key: ReceiptKey;
  /** A compact JWS over the one spelling of the receipt. Ed25519 signs the same receipt always alike. */
  sign(receipt: JsonObject): string;
}

/**
 * Makes the signer from a private key.
 * @throws RangeError when it is no Ed25519 key
 */
export function createReceiptSigner(privateKey: KeyObject): ReceiptSigner {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw new RangeError('receipts are signed with an Ed25519 private key');
  }
  const own = createPrivateKey({
    key: privateKey.export({ type: 'pkcs8', format: 'der' }),
    format: 'der',
    type: 'pkcs8',
  });
  const key = describeKey(own);
  const header = encode({ alg: 'EdDSA', kid: key.kid, typ: 'consent-receipt+jws', cty: 'json' });
  return {
    key,
    sign: (receipt) => {
      const signed = `${header}.${encode(receipt)}`;
      return `${signed}.${sign(null, Buffer.from(signed), own).toString('base64url')}`;
    },
  };
}

function describeKey(privateKey: KeyObject): ReceiptKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new RangeError('an Ed25519 key has one coordinate');
  const thumbprint = createHash('sha256')
    .update(canonicalJson({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, use: 'sig', alg: 'EdDSA', kid: thumbprint };
}

function encode(value: JsonObject): string {
  return Buffer.from(canonicalJson(value)).toString('base64url');
}
