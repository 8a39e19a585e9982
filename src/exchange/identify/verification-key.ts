import { type KeyObject, createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';

/**
 * The signature algorithms that are ever accepted, strongest families of SMART Backend Services and FAPI 2.0. Nothing
 * symmetric, nothing without a signature, no RSASSA-PKCS1 with SHA-256.
 */
export const jwsAlgorithms = ['ES256', 'ES384', 'PS256', 'PS384', 'RS384', 'EdDSA'] as const;
export type JwsAlgorithm = (typeof jwsAlgorithms)[number];

/** A public key ready to check signatures, and what it may check. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithms: readonly JwsAlgorithm[];
  readonly key: KeyObject;
}

/** A JWK is imported once for as long as whoever read it keeps it. */
const imported = new WeakMap<JWK, VerificationKey>();

/**
 * Makes a key for checking signatures out of a published JWK; undefined when it has no `kid`, is meant for something
 * else (`use`, `key_ops`, `alg`), is not on its curve, or is too weak (RSA under 2048 bits or with a small exponent).
 */
export function findVerificationKey(jwk: JWK): VerificationKey | undefined {
  const known = imported.get(jwk);
  if (known !== undefined) return known;
  const made = makeVerificationKey(jwk);
  if (made !== undefined) imported.set(jwk, made);
  return made;
}

function makeVerificationKey(jwk: JWK): VerificationKey | undefined {
  if (jwk.kid === undefined || jwk.kid === '') return undefined;
  if (jwk.use !== undefined && jwk.use !== 'sig') return undefined;
  if (jwk.key_ops !== undefined && !jwk.key_ops.includes('verify')) return undefined;
  const algorithms = findAlgorithms(jwk).filter(
    (algorithm) => jwk.alg === undefined || jwk.alg === algorithm,
  );
  if (algorithms.length === 0) return undefined;
  const key = importKey(jwk);
  return key && isStrong(key) ? { kid: jwk.kid, algorithms, key } : undefined;
}

function findAlgorithms(jwk: JWK): readonly JwsAlgorithm[] {
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return ['ES256'];
  if (jwk.kty === 'EC' && jwk.crv === 'P-384') return ['ES384'];
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return ['EdDSA'];
  if (jwk.kty === 'RSA') return ['PS256', 'PS384', 'RS384'];
  return [];
}

function importKey({ kty, crv, x, y, n, e }: JWK): KeyObject | undefined {
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  try {
    return createPublicKey({ key: Object.fromEntries(members), format: 'jwk' });
  } catch {
    return undefined;
  }
}

function isStrong(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return true;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= 2048 && modulusLength <= 8192 && publicExponent >= 65_537n;
}
