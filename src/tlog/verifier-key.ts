import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { type Result, ok, refuse } from '../platform/index.ts';
import { parseBase64 } from './strict-base64.ts';

/**
 * What a key is for, and the signature type byte that says so (c2sp.org/signed-note, signature types). Another algorithm is
 * another row here and another message format beside `checkpoint-note.ts` and `cosignature.ts`: the byte is part of every
 * key's name, so that notes with signatures of several algorithms stay readable for everybody.
 */
const signatureTypes = {
  /** Signs notes as they are, with Ed25519: a log. */
  LOG: { byte: 0x01, says: 'a verifier key of a log is an Ed25519 key (type 1)' },
  /** Signs what it has seen of a log, and when, with Ed25519 (c2sp.org/tlog-cosignature): a witness. */
  COSIGNER: { byte: 0x04, says: 'a verifier key of a witness is an Ed25519 cosignature key (type 4)' },
} as const;

/** What a key is for. */
export type KeyUse = keyof typeof signatureTypes;

/** What signs notes. The key itself may live elsewhere: a file, a key-management service. */
export interface NoteSigner<Use extends KeyUse> {
  readonly use: Use;
  /** The key's name; of a log's key the log's origin. */
  readonly name: string;
  /** The four bytes that stand before each signature (c2sp.org/signed-note, key ID). */
  readonly keyHash: Buffer;
  /** The public half as a vkey text (c2sp.org/signed-note, verifier keys). */
  readonly verifierKey: string;
  /** Signs these bytes with Ed25519 (RFC 8032) and gives the 64-byte signature. */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** What signs checkpoints of a ledger. */
export type LedgerSigner = NoteSigner<'LOG'>;

/** What cosigns checkpoints of others' logs. */
export type Cosigner = NoteSigner<'COSIGNER'>;

/** A public key that signatures in notes are checked against. */
export interface NoteKey<Use extends KeyUse> {
  readonly use: Use;
  readonly name: string;
  readonly keyHash: Buffer;
  readonly publicKey: KeyObject;
}

/** A public key of a log. */
export type VerifierKey = NoteKey<'LOG'>;

/** A public key of a witness. */
export type CosignerKey = NoteKey<'COSIGNER'>;

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
 * Makes the signer of a ledger from an Ed25519 private key in PKCS #8 PEM.
 * @throws RangeError when the name cannot name a key or the key is of another kind.
 */
export function createLedgerSigner(name: string, privateKeyPem: string): LedgerSigner {
  return createSigner('LOG', name, privateKeyPem);
}

/**
 * Makes the signer of a witness from an Ed25519 private key in PKCS #8 PEM. The key must serve no other cosigner: what it
 * signs does not name it (c2sp.org/tlog-cosignature, Ed25519 signed message).
 * @throws RangeError as `createLedgerSigner`
 */
export function createCosigner(name: string, privateKeyPem: string): Cosigner {
  return createSigner('COSIGNER', name, privateKeyPem);
}

function createSigner<Use extends KeyUse>(use: Use, name: string, privateKeyPem: string): NoteSigner<Use> {
  if (!isKeyName(name))
    throw new RangeError('a ledger key needs a name without spaces, plus and control characters');
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new RangeError('a ledger is signed with an Ed25519 key');
  const publicKey = exportPublicKey(createPublicKey(privateKey));
  const keyHash = hashKey(use, name, publicKey);
  return {
    use,
    name,
    keyHash,
    verifierKey: `${name}+${keyHash.toString('hex')}+${typedKey(use, publicKey).toString('base64')}`,
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey)),
  };
}

/**
 * Reads the vkey text of a log: name, key ID in hexadecimal and key material in base64, joined by plus. Only plain Ed25519
 * keys whose ID is the recommended hash are taken (c2sp.org/signed-note, verifier keys).
 */
export function parseVerifierKey(text: string): Result<VerifierKey, string> {
  return parseKey('LOG', text);
}

/** Reads the vkey text of a witness, as strictly (c2sp.org/tlog-cosignature, format). */
export function parseCosignerKey(text: string): Result<CosignerKey, string> {
  return parseKey('COSIGNER', text);
}

function parseKey<Use extends KeyUse>(use: Use, text: string): Result<NoteKey<Use>, string> {
  const [, name, keyId, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
  if (name === undefined || keyId === undefined || material === undefined || !isKeyName(name))
    return refuse('a verifier key has a name, eight hexadecimal digits and base64, joined by plus');
  const bytes = parseBase64(material);
  if (bytes?.[0] !== signatureTypes[use].byte || bytes.length !== 1 + publicKeyLength)
    return refuse(signatureTypes[use].says);
  const publicKey = bytes.subarray(1);
  const keyHash = hashKey(use, name, publicKey);
  if (keyHash.toString('hex') !== keyId) return refuse('the ID of the verifier key does not belong to it');
  return ok({ use, name, keyHash, publicKey: importPublicKey(publicKey) });
}

/** Whether two keys are one and the same, whatever they are called and used for. */
export function isSameKey(one: NoteKey<KeyUse>, other: NoteKey<KeyUse>): boolean {
  return one.publicKey.equals(other.publicKey);
}

/** Whether a key made this Ed25519 signature over these bytes. */
export function isSignedBy(key: NoteKey<KeyUse>, bytes: Buffer, signature: Buffer): boolean {
  return verify(null, bytes, key.publicKey, signature);
}

/** The key ID (c2sp.org/signed-note, signatures): the first four bytes of SHA-256 over name, newline, type and key. */
function hashKey(use: KeyUse, name: string, publicKey: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), typedKey(use, publicKey)]);
  return hash('sha256', named, 'buffer').subarray(0, 4);
}

function typedKey(use: KeyUse, publicKey: Buffer): Buffer {
  return Buffer.concat([Buffer.of(signatureTypes[use].byte), publicKey]);
}

function exportPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(publicKeyPrefix.length);
}

function importPublicKey(publicKey: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicKeyPrefix, publicKey]), format: 'der', type: 'spki' });
}
