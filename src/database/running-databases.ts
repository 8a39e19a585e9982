import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openPool } from './pool.ts';

/** The gateway's logins on its two databases. */
export interface GatewayUrls {
  readonly gateway: string;
  readonly keys: string;
}

const urlsSchema = z.strictObject({ gateway: z.string(), keys: z.string() });

/**
 * Leaves the logins of a running development gateway where a command beside it finds them, readable by its owner alone.
 * Gives what takes them away again.
 */
export async function publishUrls(dataDirectory: string, urls: GatewayUrls): Promise<() => Promise<void>> {
  const file = fileIn(dataDirectory);
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(file, JSON.stringify({ gateway: urls.gateway, keys: urls.keys }), { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The logins of the development gateway that runs on this data directory, if one does and its database answers. */
export async function findRunningUrls(dataDirectory: string): Promise<GatewayUrls | undefined> {
  const text = await readFile(fileIn(dataDirectory), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const urls = urlsSchema.parse(JSON.parse(text));
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
