import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Logger, runMigrations } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { grantQueueSql } from './queue-grants-sql.ts';
import type { DatabaseUrls } from './provision-databases.ts';

/** What a migration run did: the names of the files that were applied, in order. */
export interface MigrationReport {
  readonly gateway: readonly string[];
  readonly keystore: readonly string[];
}

/** A migration that could not be applied; the message names its file. Nothing of the run remains. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Where the migrations of this checkout lie. */
export const migrationsDirectory = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'migrations');

/** Held for the whole run, so that two processes that start together do it one after the other. */
const migrationLock = 4_170_255_001;

const fileName = /^\d{3}_[a-z0-9_]+\.sql$/;

/**
 * Brings both databases up to date, as their owner: the schema of the job queue (graphile-worker), then every file of
 * `migrations/gateway` and `migrations/keystore` that has not run yet, in the order of their numbers, each database in one
 * transaction. A second run at the same time waits for the first. What has run is recorded in the schema `migrations`.
 *
 * A file may rely on files with lower numbers only. Numbers are ranges per room, so a new file of a low range may well be
 * applied after one of a higher range.
 * @throws MigrationError naming the file at fault
 */
export async function migrateDatabase(
  urls: Pick<DatabaseUrls, 'gatewayOwner' | 'keysOwner'>,
  directory: string = migrationsDirectory,
): Promise<MigrationReport> {
  return withClient(urls.gatewayOwner, async (lock) => {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    await installQueue(urls.gatewayOwner);
    const gateway = await applyFiles(urls.gatewayOwner, join(directory, 'gateway'), 'gateway');
    const keystore = await applyFiles(urls.keysOwner, join(directory, 'keystore'), 'keystore');
    return { gateway, keystore };
  });
}

async function installQueue(ownerUrl: string): Promise<void> {
  const silent = new Logger(() => () => undefined);
  await runMigrations({ connectionString: ownerUrl, logger: silent, noPreparedStatements: true });
  await withClient(ownerUrl, (client) => client.query(grantQueueSql));
}

async function applyFiles(
  ownerUrl: string,
  directory: string,
  table: 'gateway' | 'keystore',
): Promise<string[]> {
  const files = (await readdir(directory)).filter((file) => !file.startsWith('.'));
  const misnamed = files.filter((file) => !fileName.test(file));
  if (misnamed.length > 0) {
    throw new MigrationError(
      `migrations are named NNN_verb_object.sql: ${misnamed.join(', ')} in ${directory}`,
    );
  }
  let current: string | undefined;
  const note = (line: string): void => {
    current = /### MIGRATION (\S+) \(UP\)/.exec(line)?.[1] ?? current;
  };
  return withClient(ownerUrl, async (client) => {
    try {
      const applied = await runner({
        dbClient: client,
        dir: directory,
        direction: 'up',
        migrationsSchema: 'migrations',
        createMigrationsSchema: true,
        migrationsTable: table,
        checkOrder: false,
        singleTransaction: true,
        advisoryLockMode: 'wait',
        logger: { info: note, warn: () => undefined, error: () => undefined },
      });
      // A serving process compares what has run with what it was built for (find-schema-drift.ts).
      await client.query('grant usage on schema migrations to assent_gateway');
      await client.query(`grant select on migrations.${table} to assent_gateway`);
      return applied.map(({ name }) => name);
    } catch (error) {
      const file = current === undefined ? directory : join(directory, `${current}.sql`);
      throw new MigrationError(await describeFault(file, error), { cause: error });
    }
  });
}

async function describeFault(path: string, error: unknown): Promise<string> {
  if (!(error instanceof pg.DatabaseError)) {
    return `migration ${path} failed: ${error instanceof Error ? error.message : 'unknown fault'}`;
  }
  const text = await readFile(path, 'utf8').catch(() => '');
  const line =
    error.position === undefined ? '' : `:${text.slice(0, Number(error.position)).split('\n').length}`;
  const more = [error.detail, error.hint, error.where].filter((part) => part !== undefined && part !== '');
  return [`migration ${path}${line} failed: ${error.message} (${error.code ?? 'no code'})`, ...more].join(
    '; ',
  );
}

async function withClient<Value>(url: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString: url, application_name: 'assent-migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
