import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode } from '../platform/index.ts';
import type { PostgresBinaries } from './embedded-binaries.ts';
import { type ProcessIdentity, runAs } from './process-identity.ts';

/** The superuser of the embedded cluster. */
export const ownerName = 'assent_owner';

/** Makes the cluster in a directory beside its final name, so that a start that was cut short leaves nothing half made. */
export async function prepareCluster(
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

function describeProgramFault(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stderr' in error)) return 'it could not be run';
  return String(error.stderr).trim().replaceAll('\n', '; ');
}
