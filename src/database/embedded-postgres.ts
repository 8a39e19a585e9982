import { readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeProcessLock } from '../platform/index.ts';
import pg from 'pg';
import { settleClusterBase, settleSocketDirectory } from './cluster-location.ts';
import { prepareBinaries } from './embedded-binaries.ts';
import { ownerName, prepareCluster } from './prepare-cluster.ts';
import { findProcessIdentity } from './process-identity.ts';
import { ServerProcess } from './server-process.ts';

/** A PostgreSQL server of our own, reachable through a private Unix socket only. */
export interface EmbeddedPostgres {
  /** Connection URL of the owner (superuser of this cluster) to the database `assent`. */
  readonly ownerUrl: string;
  /** Ends the server after a fast, clean shutdown. Calling it twice is harmless. */
  stop(): Promise<void>;
}

/** How an embedded server is to be started. */
export interface EmbeddedPostgresOptions {
  /** Directory that keeps the cluster between starts; made when absent. */
  readonly dataDir: string;
  /** Receives one line whenever something happens that an operator should know. */
  readonly log?: (line: string) => void;
  /** Most connections at once (default 100). */
  readonly maxConnections?: number;
}

const databaseName = 'assent';

/**
 * Starts the embedded PostgreSQL of the development mode and of the tests, making its cluster on the first start. It is
 * durable (fsync on), listens on no network address, never runs as root, is restarted when it dies, and ends with this process.
 * @throws Error when this platform has no server, the directory is in use by another process, or the server does not start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const guess = await findProcessIdentity(join(options.dataDir, 'cluster'));
  const base = await settleClusterBase(options.dataDir, guess, log);
  const identity = await findProcessIdentity(join(base, 'cluster'));
  const unlock = await takeProcessLock(
    join(base, 'launcher.json'),
    (holder) =>
      `The database in ${base} is already run by process ${holder}. Stop that process, or give this one another ASSENT_DATA_DIR.`,
  );
  try {
    const binaries = await prepareBinaries(identity, base, log);
    await prepareCluster(base, identity, binaries);
    const socketDirectory = await settleSocketDirectory(base, identity);
    const password = await readFile(join(base, 'owner-password'), 'utf8');
    const ownerUrl = (database: string): string =>
      `postgresql://${ownerName}:${password}@localhost/${database}?host=${encodeURIComponent(socketDirectory)}`;
    const server = new ServerProcess({
      base,
      binaries,
      identity,
      socketDirectory,
      log,
      maintenanceUrl: ownerUrl('postgres'),
      maxConnections: options.maxConnections ?? 100,
    });
    await server.start();
    await createDatabase(ownerUrl('postgres'));
    return {
      ownerUrl: ownerUrl(databaseName),
      stop: async () => {
        await server.stop();
        const temporary = await realpath(tmpdir());
        if (socketDirectory.startsWith(`${temporary}/assent-pg-`)) {
          await rm(socketDirectory, { recursive: true, force: true });
        }
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function createDatabase(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_catalog.pg_database where datname = $1', [
      databaseName,
    ]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
