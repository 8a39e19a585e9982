import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type JWK, exportJWK, generateKeyPair } from 'jose';
import { hasErrorCode } from '../platform/index.ts';

/** A private ES256 key as a JWK with its `kid`. */
export type SigningJwk = JWK & { readonly kid: string };

/** Reads a partner's own signing key; makes it, readable by its owner alone, where there is none. */
export async function keepSigningKey(file: string): Promise<SigningJwk> {
  try {
    return await readSigningKey(file);
  } catch (fault) {
    if (!hasErrorCode(fault, 'ENOENT')) throw fault;
  }
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomUUID() };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(jwk), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return jwk;
}

/** Reads a private key file. @throws Error when it holds no key with a `kid` */
export async function readSigningKey(file: string): Promise<SigningJwk> {
  const jwk = JSON.parse(await readFile(file, 'utf8')) as JWK;
  const { kid } = jwk;
  if (kid === undefined) throw new Error(`${file} holds no key with a kid`);
  return { ...jwk, kid };
}

/** The part of a key that is registered at the gateway. */
export function publicPart({ kty, crv, x, y, alg, use, kid }: SigningJwk): JWK {
  return {
    kty,
    kid,
    ...(crv === undefined ? {} : { crv }),
    ...(x === undefined ? {} : { x }),
    ...(y === undefined ? {} : { y }),
    ...(alg === undefined ? {} : { alg }),
    ...(use === undefined ? {} : { use }),
  } as JWK;
}
