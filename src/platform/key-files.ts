import {
  type KeyObject,
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasErrorCode } from './has-error-code.ts';

/** Stands in every secret that the development mode generates, so that production can tell and refuse it. */
const developmentMark = 'assent development secret';

/** The secrets that the development mode makes for itself. */
export const developmentSecretFiles = {
  ASSENT_KEK_FILE: 'key-encryption.key',
  ASSENT_LOOKUP_KEY_FILE: 'lookup.key',
  ASSENT_LEDGER_KEY_FILE: 'ledger-signing.pem',
  ASSENT_RECEIPT_KEY_FILE: 'receipt-signing.pem',
  ASSENT_SESSION_KEY_FILE: 'session.key',
  ASSENT_SIGN_IN_KEY_FILE: 'sign-in-p256.pem',
  ASSENT_STAFF_KEY_FILE: 'staff-sign-in-p256.pem',
} as const;

/**
 * Makes, once, the development secrets that are asked for, in files that only their owner can read, and gives their paths.
 */
export function prepareDevelopmentSecrets<Name extends keyof typeof developmentSecretFiles>(
  dataDirectory: string,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const directory = join(dataDirectory, 'secrets');
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o700);
  const files: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const path = join(directory, developmentSecretFiles[name]);
    writeOnce(path, findGenerator(path));
    files[name] = path;
  }
  return files;
}

function findGenerator(path: string): () => string {
  if (path.endsWith('-p256.pem')) return generateClientKey;
  return path.endsWith('.pem') ? generateSigningKey : generateSymmetricKey;
}

function writeOnce(path: string, generate: () => string): void {
  try {
    writeFileSync(path, generate(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
  }
}

function generateSymmetricKey(): string {
  return `# ${developmentMark}\n${randomBytes(32).toString('base64')}\n`;
}

function generateSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return `# ${developmentMark}\n${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`;
}

function generateClientKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return `# ${developmentMark}\n${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`;
}

/** A secret from a file, or what is wrong with the file in words that repeat nothing of it. */
export type SecretFinding<Secret> =
  { readonly secret: Secret; readonly isDevelopment: boolean } | { readonly problem: string };

/** Reads a symmetric key: 32 bytes, raw or as base64 text. Lines that begin with # are comments. */
export function readSymmetricKey(path: string): SecretFinding<KeyObject> {
  return readSecret(path, (bytes) => {
    const key = bytes.length === 32 ? bytes : decodeBase64Key(withoutComments(bytes));
    if (key === undefined) return 'does not hold 32 bytes, raw or base64';
    return new Set(key).size < 8 ? 'holds no random key' : createSecretKey(key);
  });
}

/** A symmetric key from base64 text, or what is wrong with it in words that repeat nothing of it. */
export function parseSymmetricKey(text: string): KeyObject | string {
  const key = decodeBase64Key(text);
  if (key === undefined) return 'does not hold 32 bytes in base64';
  return new Set(key).size < 8 ? 'holds no random key' : createSecretKey(key);
}

/** Reads a private key that signs checkpoints or receipts: Ed25519, PEM. */
export function readSigningKey(path: string): SecretFinding<KeyObject> {
  return readSecret(path, (bytes) => {
    try {
      const key = createPrivateKey(withoutComments(bytes));
      return key.asymmetricKeyType === 'ed25519' ? key : 'holds a key that is not Ed25519';
    } catch {
      return 'holds no private key in PEM';
    }
  });
}

/** Reads the private key with which we prove ourselves to a sign-in provider: EC P-256, or RSA of 2048 bits and more; PEM. */
export function readClientKey(path: string): SecretFinding<KeyObject> {
  return readSecret(path, (bytes) => {
    try {
      const key = createPrivateKey(withoutComments(bytes));
      const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
      const fits =
        (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') ||
        (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048);
      return fits ? key : 'holds a key that is neither EC P-256 nor RSA of 2048 bits';
    } catch {
      return 'holds no private key in PEM';
    }
  });
}

/** Reads a bearer token of at least 32 printable characters. */
export function readBearerToken(path: string): SecretFinding<KeyObject> {
  return readSecret(path, (bytes) => {
    const token = withoutComments(bytes).trim();
    return /^[\x21-\x7e]{32,200}$/.test(token)
      ? createSecretKey(Buffer.from(token))
      : 'holds no token of 32 to 200 printable characters';
  });
}

function readSecret(path: string, parse: (bytes: Buffer) => KeyObject | string): SecretFinding<KeyObject> {
  let bytes: Buffer;
  try {
    if ((statSync(path).mode & 0o007) !== 0) return { problem: 'names a file that everybody can read' };
    bytes = readFileSync(path);
  } catch {
    return { problem: 'names a file that cannot be read' };
  }
  const parsed = parse(bytes);
  if (typeof parsed === 'string') return { problem: `names a file that ${parsed}` };
  return { secret: parsed, isDevelopment: bytes.includes(developmentMark) };
}

function withoutComments(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll(/^#.*$/gm, '');
}

function decodeBase64Key(text: string): Buffer | undefined {
  const compact = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(compact)) return undefined;
  return Buffer.from(compact, 'base64');
}
