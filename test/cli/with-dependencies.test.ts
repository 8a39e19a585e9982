import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const script = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'src',
  'cli',
  'with-dependencies.mjs',
);

let checkout: string;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'assent-checkout-'));
  await mkdir(join(checkout, 'src', 'cli'), { recursive: true });
  await cp(script, join(checkout, 'src', 'cli', 'with-dependencies.mjs'));
  await writeLock('1.0.0');
  // Stands in for npm: what is under test is when it is called, and with what.
  await writeFile(
    join(checkout, 'npm-cli.js'),
    `const fs = require('node:fs');
     fs.appendFileSync(${JSON.stringify(join(checkout, 'npm-calls'))}, process.argv.slice(2).join(' ') + '\\n');
     if (process.env.BREAK_NPM) process.exit(7);
     fs.rmSync('node_modules', { recursive: true, force: true });
     fs.mkdirSync('node_modules/.bin', { recursive: true });
     fs.writeFileSync('node_modules/.bin/hello', '#!/bin/sh\\necho hello "$@"\\n', { mode: 0o755 });
     fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`,
  );
});
afterEach(() => rm(checkout, { recursive: true, force: true }));

async function writeLock(version: string): Promise<void> {
  const packages = { '': { name: 'checkout' }, 'node_modules/sheep': { version } };
  await writeFile(join(checkout, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

async function run(command: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(checkout, 'src', 'cli', 'with-dependencies.mjs'), ...command],
      {
        cwd: checkout,
        env: { ...process.env, npm_execpath: join(checkout, 'npm-cli.js'), ...environment },
      },
      (_error, output, errors) => {
        resolve({ code: child.exitCode, output, errors });
      },
    );
  });
}

async function countInstalls(): Promise<number> {
  const calls = await readFile(join(checkout, 'npm-calls'), 'utf8').catch(() => '');
  return calls.split('\n').filter((line) => line.startsWith('ci ')).length;
}

describe('with-dependencies', () => {
  it('installs what is missing, once, and runs the command from node_modules', async () => {
    const first = await run(['hello', 'world', 'and all']);
    expect(first).toEqual({
      code: 0,
      output: 'hello world and all\n',
      errors: 'Installing dependencies …\n',
    });
    const second = await run(['hello']);
    expect(second).toEqual({ code: 0, output: 'hello\n', errors: '' });
    expect(await countInstalls()).toBe(1);
  });

  it('installs again when the lockfile has changed', async () => {
    await run(['hello']);
    await writeLock('2.0.0');
    await run(['hello']);
    expect(await countInstalls()).toBe(2);
  });

  it('leaves alone what was installed by hand from the same lockfile', async () => {
    await run(['hello']);
    await rm(join(checkout, 'node_modules', '.assent-lock-sha256'));
    expect(await run(['hello'])).toMatchObject({ errors: '' });
    expect(await countInstalls()).toBe(1);
  });

  it('installs again what was installed by hand from another lockfile', async () => {
    await run(['hello']);
    await rm(join(checkout, 'node_modules', '.assent-lock-sha256'));
    await writeLock('2.0.0');
    await run(['hello']);
    expect(await countInstalls()).toBe(2);
  });

  it('ends with the code of an install that failed, and installs again the next time', async () => {
    expect(await run(['hello'], { BREAK_NPM: '1' })).toMatchObject({ code: 7, output: '' });
    expect(await run(['hello'])).toMatchObject({ code: 0 });
    expect(await countInstalls()).toBe(2);
  });

  it.each<[string, string[], number]>([
    ['the exit code', [process.execPath, '-e', 'process.exit(3)'], 3],
    ['the signal', [process.execPath, '-e', "process.kill(process.pid, 'SIGKILL')"], 137],
    ['that the command does not exist', ['no-such-command'], 1],
  ])('hands on %s', async (_case, command, code) => {
    expect(await run(command)).toMatchObject({ code });
  });

  it('passes a signal on and waits for the command to end in its own way', async () => {
    await run(['hello']);
    const program = `process.on('SIGTERM', () => { console.log('drained'); process.exit(5); });
      setInterval(() => {}, 1000); process.kill(process.ppid, 'SIGTERM');`;
    expect(await run([process.execPath, '-e', program])).toMatchObject({ code: 5, output: 'drained\n' });
  });
});
