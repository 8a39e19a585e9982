import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { hasErrorCode } from '../platform/index.ts';
import { settleClusterBase, settleSocketDirectory } from './cluster-location.ts';
import { type PostgresBinaries, prepareBinaries } from './embedded-binaries.ts';
import { takeLauncherLock } from './launcher-lock.ts';
import { stopOrphan } from './orphan-server.ts';
import { type ProcessIdentity, findProcessIdentity, runAs } from './process-identity.ts';

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

const ownerName = 'assent_owner';
const databaseName = 'assent';
const startAttempts = 20;
const pauseBetweenAttempts = 250;
const longestRecovery = 120_000;

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
  const unlock = await takeLauncherLock(join(base, 'launcher.json'), base);
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

/** Makes the cluster in a directory beside its final name, so that a start that was cut short leaves nothing half made. */
async function prepareCluster(
  base: string,
  identity: ProcessIdentity,
  binaries: PostgresBinaries,
): Promise<void> {
  const cluster = join(base, 'cluster');
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw new Error(
      `The database in ${cluster} belongs to another user. Start as that user, or set ASSENT_DATA_DIR to a directory of your own.`,
    );
  });
  if (version !== undefined) {
    if (version.trim() === binaries.majorVersion) return;
    throw new Error(
      `The database in ${cluster} was made by PostgreSQL ${version.trim()}, but the installed one is ${binaries.majorVersion}. Carry the data over with pg_dump, or move the directory away to begin anew.`,
    );
  }
  const unfinished = `${cluster}.unfinished`;
  const passwordFile = join(base, 'initdb-password');
  const password = randomBytes(24).toString('base64url');
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity.owner !== undefined) {
    await chown(unfinished, identity.owner.uid, identity.owner.gid);
    await chown(passwordFile, identity.owner.uid, identity.owner.gid);
  }
  const initdbArguments = [
    `--pgdata=${unfinished}`,
    `--username=${ownerName}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ];
  await runAs(identity, binaries.initdb, initdbArguments, base).catch((error: unknown) => {
    // A container may run under a user number without a name, which initdb refuses.
    throw new Error(
      `The embedded PostgreSQL could not make its cluster: ${describeProgramFault(error)}. Set DATABASE_URL to a server of your own.`,
      { cause: error },
    );
  });
  await rm(passwordFile);
  await rm(join(base, 'owner-password'), { force: true });
  await writeFile(join(base, 'owner-password'), password, { mode: 0o600 });
  await rename(unfinished, cluster);
}

interface ServerSettings {
  readonly base: string;
  readonly binaries: PostgresBinaries;
  readonly identity: ProcessIdentity;
  readonly socketDirectory: string;
  readonly maintenanceUrl: string;
  readonly maxConnections: number;
  readonly log: (line: string) => void;
}

function describeProgramFault(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stderr' in error)) return 'it could not be run';
  return String(error.stderr).trim().replaceAll('\n', '; ');
}

/** The running server: started with patience, watched, started again when it dies by itself. */
class ServerProcess {
  readonly #settings: ServerSettings;
  #child: ChildProcess | undefined;
  #stopping = false;
  readonly #endWithUs = (): void => {
    this.#child?.kill('SIGINT');
  };

  constructor(settings: ServerSettings) {
    this.#settings = settings;
  }

  async start(): Promise<void> {
    await stopOrphan(join(this.#settings.base, 'cluster'), this.#settings.log);
    process.on('exit', this.#endWithUs);
    try {
      await this.#startOnce();
    } catch (error) {
      process.off('exit', this.#endWithUs);
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    process.off('exit', this.#endWithUs);
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const ended = waitForEnd(child);
    child.kill('SIGINT');
    const inTime = await Promise.race([ended.then(() => true), sleep(30_000, false, { ref: false })]);
    if (!inTime) child.kill('SIGQUIT');
    await ended;
  }

  /** A server that was killed a moment ago may still hold its lock file or shared memory: that passes within seconds. */
  async #startOnce(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const complaint = await this.#attempt();
      if (complaint === undefined) return;
      const passing = /lock file|shared memory|Address already in use/i.test(complaint);
      if (!passing || attempt >= startAttempts || this.#stopping) {
        throw new Error(`The embedded PostgreSQL did not start: ${complaint}`);
      }
      await sleep(pauseBetweenAttempts);
    }
  }

  /** One start: undefined when the server answers, else what it said before it gave up. */
  async #attempt(): Promise<string | undefined> {
    const { base, binaries, identity } = this.#settings;
    const logFile = join(base, 'postgres.log');
    const logHandle = await open(logFile, 'a', 0o600);
    try {
      const { size } = await logHandle.stat();
      if (size > 10_000_000) await logHandle.truncate(0);
      const before = size > 10_000_000 ? 0 : size;
      const { file, args, options } = identity.commandFor(binaries.postgres, this.#serverArguments());
      // A session of its own: Ctrl-C in the terminal goes to the gateway, which drains before it stops the database.
      const child = spawn(file, args, {
        ...options,
        cwd: base,
        detached: true,
        stdio: ['ignore', logHandle.fd, logHandle.fd],
      });
      this.#child = child;
      const failed = waitForEnd(child).then(async () => (await readFile(logFile, 'utf8')).slice(before));
      const answered = waitUntilItAnswers(this.#settings.maintenanceUrl, child);
      const complaint = await Promise.race([failed, answered]);
      if (complaint === undefined) this.#watch(child);
      return complaint;
    } finally {
      await logHandle.close();
    }
  }

  #watch(child: ChildProcess): void {
    void waitForEnd(child).then(async () => {
      if (this.#stopping) return;
      this.#settings.log('the embedded database ended unexpectedly and is started again');
      for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
        const restarted = await this.#startOnce().then(
          () => true,
          (error: unknown) => {
            this.#settings.log(
              error instanceof Error ? error.message : 'the embedded database did not start',
            );
            return false;
          },
        );
        if (restarted || this.#isStopping()) return;
        await sleep(pause, undefined, { ref: false });
      }
    });
  }

  #isStopping(): boolean {
    return this.#stopping;
  }

  #serverArguments(): string[] {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.#settings.socketDirectory,
      unix_socket_permissions: '0700',
      max_connections: String(this.#settings.maxConnections),
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      timezone: 'UTC',
      log_timezone: 'UTC',
      // Row values appear in an error's detail and in statements: neither is written to the log.
      log_error_verbosity: 'terse',
      log_min_messages: 'warning',
      log_min_error_statement: 'panic',
      log_parameter_max_length_on_error: '0',
    };
    return [
      '-D',
      join(this.#settings.base, 'cluster'),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function waitForEnd(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
}

async function waitUntilItAnswers(url: string, child: ChildProcess): Promise<string | undefined> {
  const deadline = Date.now() + longestRecovery;
  for (let pause = 15; !hasEnded(child); pause = Math.min(pause * 2, 250)) {
    const probe = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    probe.on('error', () => undefined);
    try {
      await probe.connect();
      await probe.end();
      return undefined;
    } catch (error) {
      if (Date.now() > deadline) {
        child.kill('SIGQUIT');
        return error instanceof Error ? error.message : 'no answer';
      }
    }
    await sleep(pause);
  }
  await sleep(1_000);
  return 'the server ended before it answered';
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
