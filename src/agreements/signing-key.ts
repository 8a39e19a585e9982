import { type JWK, exportJWK, generateKeyPair } from 'jose';

const secretMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'key_ops', 'ext'];

/** Makes a private key for ES256 as a JWK with this `kid`. It belongs in a file that its owner alone can read. */
export async function createSigningKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

/** The part of a private key that may be registered and shown. */
export function publicPartOf(privateKey: JWK): JWK {
  return Object.fromEntries(Object.entries(privateKey).filter(([member]) => !secretMembers.includes(member)));
}
