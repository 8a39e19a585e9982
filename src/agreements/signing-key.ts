import { type JWK, exportJWK, generateKeyPair } from 'jose';

/** A private key as a JWK (RFC 7517) that names its `kid` and `alg`. It stays with its owner. */
export type SigningKey = JWK;

const secretMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'key_ops', 'ext'];

/** Makes a private key for ES256 as a JWK with this `kid`. It belongs in a file that its owner alone can read. */
export async function createSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

/** The part of a private key that may be registered and shown. */
export function publicPartOf(privateKey: SigningKey): JWK {
  return Object.fromEntries(Object.entries(privateKey).filter(([member]) => !secretMembers.includes(member)));
}
