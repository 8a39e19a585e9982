import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config, DatabaseConfig } from '../platform/index.ts';
import { openPool } from './pool.ts';
import type { DatabaseUrls } from './provision-databases.ts';

/** The logins of one process; owner and eraser only where they are known. */
export type KnownUrls = Pick<DatabaseUrls, 'gateway' | 'keys'> & Partial<DatabaseUrls>;

const urlsSchema = z.strictObject({
  gateway: z.string(),
  gatewayOwner: z.string(),
  gatewayEraser: z.string(),
  keys: z.string(),
  keysOwner: z.string(),
  keysEraser: z.string(),
});

/** The logins that an administrator gave. */
export function configuredUrls(database: Extract<DatabaseConfig, { kind: 'CONFIGURED' }>): KnownUrls {
  const { gateway, keys, owner, eraser } = database;
  return {
    gateway,
    keys,
    ...(owner === null ? {} : { gatewayOwner: owner.gateway, keysOwner: owner.keys }),
    ...(eraser === null ? {} : { gatewayEraser: eraser.gateway, keysEraser: eraser.keys }),
  };
}

/** Leaves the logins of a running development gateway where a command beside it finds them, readable by its owner alone. */
export async function publishUrls(
  config: Config,
  urls: DatabaseUrls,
): Promise<{ withdraw(): Promise<void> }> {
  const file = join(config.dataDirectory, 'running-databases.json');
  await writeFile(file, JSON.stringify(urls), { mode: 0o600 });
  return { withdraw: () => rm(file, { force: true }) };
}

/** The logins of the development gateway that runs beside this process, if one does and answers. */
export async function findRunningUrls(config: Config): Promise<DatabaseUrls | undefined> {
  const text = await readFile(join(config.dataDirectory, 'running-databases.json'), 'utf8').catch(
    () => undefined,
  );
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
