import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openPool } from './pool.ts';
import type { ReachedDatabases } from './reach-databases.ts';

/** The gateway's logins on its two databases. */
export interface GatewayUrls {
  readonly gateway: string;
  readonly keys: string;
}

/** All logins of a development gateway: those of the gateway, of the eraser and of the owner. */
export type PublishedUrls = Pick<ReachedDatabases, 'gateway' | 'keys' | 'owner' | 'eraser'>;

const urlsSchema = z.strictObject({
  gateway: z.string(),
  keys: z.string(),
  owner: z.strictObject({ gatewayOwner: z.string(), keysOwner: z.string() }).nullable(),
  eraser: z.strictObject({ gatewayEraser: z.string(), keysEraser: z.string() }).nullable(),
});

/**
 * Leaves the logins of a running development gateway where a command beside it finds them, readable by its owner alone.
 * Gives what takes them away again.
 */
export async function publishUrls(
  dataDirectory: string,
  { gateway, keys, owner, eraser }: PublishedUrls,
): Promise<() => Promise<void>> {
  const file = fileIn(dataDirectory);
  const urls = {
    gateway,
    keys,
    owner: owner && { gatewayOwner: owner.gatewayOwner, keysOwner: owner.keysOwner },
    eraser: eraser && { gatewayEraser: eraser.gatewayEraser, keysEraser: eraser.keysEraser },
  };
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(file, JSON.stringify(urls), { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The logins of the development gateway that runs on this data directory, if one does and its database answers. */
export async function findRunningUrls(dataDirectory: string): Promise<PublishedUrls | undefined> {
  const text = await readFile(fileIn(dataDirectory), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const read = urlsSchema.safeParse(JSON.parse(text));
  if (!read.success) return undefined;
  const urls = read.data;
  const pool = openPool(urls.gateway, { max: 1, connectionTimeout: 1000 });
  try {
    await pool.query('select 1');
    return urls;
  } catch {
    return undefined;
  } finally {
    await pool.end();
  }
}

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, 'running-databases.json');
}
