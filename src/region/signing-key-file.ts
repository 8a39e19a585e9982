import { readFile } from 'node:fs/promises';
import type { JWK } from 'jose';

/** A private ES256 key as a JWK with its `kid`. */
export type SigningJwk = JWK & { readonly kid: string };

/** Reads a private key file. @throws Error when it holds no key with a `kid` */
export async function readSigningKey(file: string): Promise<SigningJwk> {
  const jwk = JSON.parse(await readFile(file, 'utf8')) as JWK;
  const { kid } = jwk;
  if (kid === undefined) throw new Error(`${file} holds no key with a kid`);
  return { ...jwk, kid };
}
