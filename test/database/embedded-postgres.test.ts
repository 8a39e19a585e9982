import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EmbeddedPostgres, openPool, startEmbeddedPostgres } from '../../src/database/index.ts';

const runner = join(dirname(fileURLToPath(import.meta.url)), '..', 'support', 'run-embedded-postgres.ts');

// Making a cluster takes a second, and many seconds on a machine that does much else.
jest.setTimeout(120_000);

let directory: string;
let running: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), `assent-test-${process.pid}-`));
  await chmod(directory, 0o711);
  running = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await Promise.all(running.map((server) => server.stop()));
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

async function start(dataDir = join(directory, 'pg')): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir });
  running.push(server);
  return server;
}

/** Starts a server in a process of its own and gives that process and the server's URL. */
async function startInProcess(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', runner, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

async function queryOnce(url: string, statement: string): Promise<unknown[]> {
  const pool = openPool(url, { max: 1 });
  try {
    return (await pool.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await pool.end();
  }
}

async function readServerPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function waitUntil(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('the embedded server', () => {
  it('is durable, private to its user, and on no network', async () => {
    const { ownerUrl } = await start();
    const rows = await queryOnce(
      ownerUrl,
      `select name, setting from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses',
                       'unix_socket_permissions', 'log_error_verbosity')
        order by name`,
    );
    expect(rows).toEqual([
      { name: 'data_checksums', setting: 'on' },
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '' },
      { name: 'log_error_verbosity', setting: 'terse' },
      { name: 'synchronous_commit', setting: 'on' },
      { name: 'unix_socket_permissions', setting: '0700' },
    ]);
    for (const name of ['cluster', 'socket']) {
      expect((await stat(join(directory, 'pg', name))).mode & 0o777).toBe(0o700);
    }
    expect((await stat(join(directory, 'pg', 'owner-password'))).mode & 0o777).toBe(0o600);
    const withoutPassword = new URL(ownerUrl);
    withoutPassword.password = 'wrong';
    await expect(queryOnce(withoutPassword.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data between starts', async () => {
    const first = await start();
    await queryOnce(first.ownerUrl, 'create table public.kept as select 7 as value');
    await first.stop();
    await first.stop();
    const second = await start();
    expect(await queryOnce(second.ownerUrl, 'select value from public.kept')).toEqual([{ value: 7 }]);
    expect(second.ownerUrl).toBe(first.ownerUrl);
  });

  it('says who runs it when the same directory is started twice', async () => {
    await start();
    await expect(start()).rejects.toThrow(`is already run by process ${process.pid}`);
    const { child } = await startInProcess(join(directory, 'other'));
    await expect(start(join(directory, 'other'))).rejects.toThrow(`is already run by process ${child.pid}`);
  });

  it('ends when its process is killed, and starts again in the same directory', async () => {
    const dataDir = join(directory, 'pg');
    const { child, url } = await startInProcess(dataDir);
    await queryOnce(url, 'create table public.kept as select 7 as value');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const server = await start(dataDir);
    expect(await queryOnce(server.ownerUrl, 'select value from public.kept')).toEqual([{ value: 7 }]);
  });

  it('stops when its process is asked to end', async () => {
    const dataDir = join(directory, 'pg');
    const { child } = await startInProcess(dataDir);
    const pid = await readServerPid(dataDir);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(isAlive(pid)).toBe(false);
  });

  it('is started again when it is killed, and an open pool heals without being told', async () => {
    const { ownerUrl } = await start();
    const pool = openPool(ownerUrl);
    try {
      await pool.query('create table public.kept as select 7 as value');
      process.kill(await readServerPid(join(directory, 'pg')), 'SIGKILL');
      await waitUntil(() =>
        pool.query('select value from public.kept').then(
          ({ rows }) => rows.length === 1,
          () => false,
        ),
      );
    } finally {
      await pool.end();
    }
  });

  it('works in a directory whose path is too long for a socket', async () => {
    const deep = join(directory, 'a'.repeat(60), 'b'.repeat(60));
    await mkdir(deep, { recursive: true });
    const { ownerUrl } = await start(join(deep, 'pg'));
    expect(await queryOnce(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('begins anew after a first start that was cut short', async () => {
    const dataDir = join(directory, 'pg');
    await mkdir(join(dataDir, 'cluster.unfinished', 'base'), { recursive: true });
    const { ownerUrl } = await start(dataDir);
    expect(await queryOnce(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
