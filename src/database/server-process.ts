import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresBinaries } from './embedded-binaries.ts';
import { stopOrphan } from './orphan-server.ts';
import type { ProcessIdentity } from './process-identity.ts';

const startAttempts = 20;
const pauseBetweenAttempts = 250;
const longestRecovery = 120_000;

/** What a server process is started with. */
export interface ServerSettings {
  readonly base: string;
  readonly binaries: PostgresBinaries;
  readonly identity: ProcessIdentity;
  readonly socketDirectory: string;
  readonly maintenanceUrl: string;
  readonly maxConnections: number;
  readonly log: (line: string) => void;
}

/** The running server: started with patience, watched, started again when it dies by itself. */
export class ServerProcess {
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
      // A segment that is no longer needed is removed, not kept under a new name with what stood in it: erasure ends there too.
      wal_recycle: 'off',
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
