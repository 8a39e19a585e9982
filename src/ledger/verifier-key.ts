import { createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto';
import { type Result, ok, refuse } from '../platform/index.ts';
import { parseBase64 } from './strict-base64.ts';

/** What signs checkpoints. The key itself may live elsewhere: a file, a key-management service. */
export interface LedgerSigner {
  /** The key's name; the log's origin. */
  readonly name: string;
  /** The four bytes that stand before each signature (c2sp.org/signed-note, key ID). */
  readonly keyHash: Buffer;
  /** The public half as a vkey text (c2sp.org/signed-note, verifier keys). */
  readonly verifierKey: string;
  /** Signs these bytes with Ed25519 (RFC 8032) and gives the 64-byte signature. */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** A public key that checkpoints are checked against. */
export interface VerifierKey {
  readonly name: string;
  readonly keyHash: Buffer;
  readonly publicKey: KeyObject;
}

/** The signature type byte of plain Ed25519 (c2sp.org/signed-note, signature types). */
const ed25519Type = Buffer.of(0x01);

/** The DER bytes that stand before the 32 bytes of an Ed25519 public key in a SubjectPublicKeyInfo (RFC 8410 §4). */
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const publicKeyLength = 32;

/**
 * Whether a text may name a key: not empty, well-formed, without plus, Unicode spaces and control characters
 * (c2sp.org/signed-note, format).
 */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}\p{Cs}]+$/u.test(name);
}

/**
 * Makes a signer from an Ed25519 private key in PKCS #8 PEM.
 * @throws RangeError when the name cannot name a key or the key is of another kind.
 */
export function createLedgerSigner(name: string, privateKeyPem: string): LedgerSigner {
  if (!isKeyName(name))
    throw new RangeError('a ledger key needs a name without spaces, plus and control characters');
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new RangeError('a ledger is signed with an Ed25519 key');
  const publicKey = exportPublicKey(createPublicKey(privateKey));
  const keyHash = hashKey(name, publicKey);
  return {
    name,
    keyHash,
    verifierKey: `${name}+${keyHash.toString('hex')}+${Buffer.concat([ed25519Type, publicKey]).toString('base64')}`,
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey)),
  };
}

/**
 * Reads a vkey text: name, key ID in hexadecimal and key material in base64, joined by plus. Only plain Ed25519 keys
 * whose ID is the recommended hash are taken (c2sp.org/signed-note, verifier keys).
 */
export function parseVerifierKey(text: string): Result<VerifierKey, string> {
  const [, name, keyId, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
  if (name === undefined || keyId === undefined || material === undefined || !isKeyName(name))
    return refuse('a verifier key has a name, eight hexadecimal digits and base64, joined by plus');
  const bytes = parseBase64(material);
  if (bytes?.subarray(0, 1).equals(ed25519Type) !== true || bytes.length !== 1 + publicKeyLength)
    return refuse('a verifier key of this ledger is an Ed25519 key (type 1)');
  const publicKey = bytes.subarray(1);
  const keyHash = hashKey(name, publicKey);
  if (keyHash.toString('hex') !== keyId) return refuse('the ID of the verifier key does not belong to it');
  return ok({
    name,
    keyHash,
    publicKey: createPublicKey({
      key: Buffer.concat([publicKeyPrefix, publicKey]),
      format: 'der',
      type: 'spki',
    }),
  });
}

/** The key ID (c2sp.org/signed-note, signatures): the first four bytes of SHA-256 over name, newline, type and key. */
function hashKey(name: string, publicKey: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ed25519Type, publicKey]), 'buffer').subarray(
    0,
    4,
  );
}

function exportPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(publicKeyPrefix.length);
}
