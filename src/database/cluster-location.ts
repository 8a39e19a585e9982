import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ProcessIdentity, runAs } from './process-identity.ts';

/** Longest path of a Unix socket that every supported system accepts, with room to spare (macOS allows 104 bytes). */
const longestSocketPath = 100;

/**
 * The directory in which the cluster is kept: the one asked for, or, when the database's user cannot reach that (a checkout
 * below a private home directory), one of its own under /var/lib, else under the system's temporary directory. A file in the
 * directory asked for remembers that place: data is kept between starts, and whoever deletes the directory begins anew.
 */
export async function settleClusterBase(
  requested: string,
  identity: ProcessIdentity,
  log: (line: string) => void,
): Promise<string> {
  await mkdir(requested, { recursive: true });
  const asked = await realpath(requested);
  if (identity.owner === undefined) return asked;
  // Others may pass through to the cluster and socket, each private to the database's user, but not list.
  await chmod(asked, 0o711);
  if (await canReach(identity, asked)) return asked;

  const memory = join(asked, 'kept-in');
  const remembered = await readFile(memory, 'utf8').catch(() => undefined);
  const fresh = `pg-${randomBytes(6).toString('hex')}`;
  const places = ['/var/lib/assent', join(tmpdir(), 'assent-root')].map((parent) => join(parent, fresh));
  for (const base of remembered === undefined ? places : [remembered]) {
    const isOurs = (await makeOwnDirectory(dirname(base))) && (await makeOwnDirectory(base));
    if (isOurs && (await canReach(identity, base))) {
      await writeFile(memory, base, { mode: 0o600 });
      log(
        `database kept in ${base}: user ${identity.owner.uid}, as which PostgreSQL runs, cannot reach ${asked}`,
      );
      return base;
    }
  }
  throw new Error(
    `PostgreSQL runs as user ${identity.owner.uid}, which cannot reach ${asked}, and no other place could be made. Make the path traversable (chmod o+x), set ASSENT_DATA_DIR to one that is, or set DATABASE_URL.`,
  );
}

/** Makes a directory that is ours alone to change; refuses one that somebody else put there first. */
async function makeOwnDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path, { recursive: true, mode: 0o711 });
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
    await chmod(path, 0o711);
    return true;
  } catch {
    return false;
  }
}

async function canReach(identity: ProcessIdentity, directory: string): Promise<boolean> {
  return runAs(identity, '/bin/sh', ['-c', 'cd "$1"', 'sh', directory], '/').then(
    () => true,
    () => false,
  );
}

/**
 * The private directory (0700) for the server's socket: beside the cluster, or a fresh one in the system's temporary
 * directory when the path would be longer than systems allow for a socket.
 */
export async function settleSocketDirectory(base: string, identity: ProcessIdentity): Promise<string> {
  const beside = join(base, 'socket');
  const directory =
    join(beside, '.s.PGSQL.5432').length < longestSocketPath
      ? beside
      : await mkdtemp(join(tmpdir(), 'assent-pg-'));
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);
  if (identity.owner !== undefined) await chown(directory, identity.owner.uid, identity.owner.gid);
  return directory;
}
