import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs a command with the dependencies of this checkout installed: `node src/cli/with-dependencies.mjs COMMAND ARGUMENT…`.
 * Installs them first when they are missing or are not those of package-lock.json, so that `npm start` and `npm test` work in a
 * fresh checkout and after every pull. Uses nothing but Node, because nothing else is there yet.
 */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const marker = join(modules, '.assent-lock-sha256');
const isWindows = process.platform === 'win32';

const [command, ...commandArguments] = process.argv.slice(2);
if (command === undefined) fail('usage: with-dependencies.mjs COMMAND ARGUMENT…');

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!isInstalled()) {
  console.error('Installing dependencies …');
  const status = await run(npm(), ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) process.exit(status);
  writeFileSync(marker, lock);
}
process.exit(await run(command, commandArguments));

function isInstalled() {
  if (!existsSync(modules)) return false;
  if (existsSync(marker)) return readFileSync(marker, 'utf8').trim() === lock;
  // Installed by hand with `npm ci`: npm's own record of what it installed tells.
  if (!holdsWhatTheLockNames()) return false;
  try {
    writeFileSync(marker, lock);
  } catch {
    // A directory that we may read and not write is looked through again the next time.
  }
  return true;
}

/** Compares versions package by package with npm's hidden lockfile; packages for other platforms may be absent. */
function holdsWhatTheLockNames() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || (present[path] === undefined ? optional === true : present[path].version === version),
    );
  } catch {
    return false;
  }
}

/** npm as the one that started us, so that the versions agree; else the one on the path. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? script : isWindows ? 'npm.cmd' : 'npm';
}

/** Runs a program to its end with our terminal and signals; gives its exit code, 128 + number when a signal ended it. */
function run(program, programArguments) {
  const isScript = program.endsWith('.js');
  const child = spawn(
    isScript ? process.execPath : program,
    isScript ? [program, ...programArguments] : programArguments,
    {
      stdio: 'inherit',
      shell: isWindows,
      env: { ...process.env, PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter) },
    },
  );
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // Ctrl-C in a terminal reaches the whole group: passed on as well, it would count twice.
  const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  return new Promise((finish) => {
    child.once('error', (error) => fail(`${program}: ${error.message}`));
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      finish(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
