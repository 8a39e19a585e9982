import { type KeyObject, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** One key pair for signing access tokens (ES256). */
export interface SigningKey {
  readonly kid: string;
  /** From when on it signs. It is published before that, so that everybody knows it in time. */
  readonly signsFrom: Date;
  readonly privateJwk: z.infer<typeof privateJwkSchema>;
  readonly publicKey: KeyObject;
}

const base64url = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const privateJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: base64url,
  y: base64url,
  d: base64url,
});
const fileSchema = z.object({ kid: z.uuid(), signsFrom: z.iso.datetime(), jwk: privateJwkSchema });

/**
 * Reads all keys of a directory, in the order in which they sign. One file holds one key and is never rewritten, so
 * replicas that share the directory cannot overwrite each other's.
 * @throws when a file is not a key: a damaged directory must not quietly start with fewer keys
 */
export async function readSigningKeys(directory: string): Promise<readonly SigningKey[]> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const keys = await Promise.all(names.map((name) => readSigningKey(join(directory, name))));
  return keys
    .filter((key) => key !== undefined)
    .sort((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime() || a.kid.localeCompare(b.kid));
}

async function readSigningKey(path: string): Promise<SigningKey | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    // Another replica has removed it since the directory was listed.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { kid, signsFrom, jwk } = fileSchema.parse(JSON.parse(text));
  return {
    kid,
    signsFrom: new Date(signsFrom),
    privateJwk: jwk,
    publicKey: createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, format: 'jwk' }),
  };
}

/** Makes a new key pair and writes it so that a reader sees all of it or nothing, also after a crash. */
export async function writeNewSigningKey(directory: string, signsFrom: Date): Promise<string> {
  const kid = randomUUID();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = { kid, signsFrom: signsFrom.toISOString(), jwk: privateKey.export({ format: 'jwk' }) };
  const draft = join(directory, `${kid}.draft`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(content));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(directory, `${kid}.json`));
  return kid;
}

/** Removes a key for good. */
export async function removeSigningKey(directory: string, kid: string): Promise<void> {
  await rm(join(directory, `${kid}.json`), { force: true });
}
