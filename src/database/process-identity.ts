import { execFile, type SpawnOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../platform/index.ts';

const run = promisify(execFile);

/** The user that PostgreSQL runs as when the gateway is root: PostgreSQL refuses to run as root. */
const unprivilegedId = 65_534;

/** Under which user, and tied to our life or not, the embedded server's programs run. */
export interface ProcessIdentity {
  /** The user and group to change to, or undefined to stay the user that we are. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** True when the kernel stops the server as soon as this process is gone. */
  readonly diesWithParent: boolean;
  /** The command, arguments and spawn options that start a program under this identity. */
  commandFor(
    program: string,
    programArguments: readonly string[],
  ): {
    readonly file: string;
    readonly args: string[];
    readonly options: Pick<SpawnOptions, 'uid' | 'gid' | 'env'>;
  };
}

/**
 * Decides how the server's programs are started here: as root they run as an unprivileged user (the owner of a cluster that
 * is already there, else uid 65534), otherwise as the present user; with util-linux's `setpriv` they end with this process.
 * @param clusterDirectory the cluster's own directory, which need not exist yet
 */
export async function findProcessIdentity(clusterDirectory: string): Promise<ProcessIdentity> {
  const owner = process.getuid?.() === 0 ? await findClusterOwner(clusterDirectory) : undefined;
  const diesWithParent = await hasParentDeathSignal();
  return {
    owner,
    diesWithParent,
    commandFor: (program, programArguments) => {
      if (!diesWithParent) {
        return {
          file: program,
          args: [...programArguments],
          options: { env: cleanEnvironment, ...(owner ?? {}) },
        };
      }
      const dropPrivileges = owner ? [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'] : [];
      return {
        file: 'setpriv',
        args: ['--pdeathsig', 'SIGINT', ...dropPrivileges, program, ...programArguments],
        options: { env: cleanEnvironment },
      };
    },
  };
}

async function findClusterOwner(clusterDirectory: string): Promise<{ uid: number; gid: number }> {
  const found = await stat(clusterDirectory).catch(() => undefined);
  if (found === undefined || found.uid === 0) return { uid: unprivilegedId, gid: unprivilegedId };
  return { uid: found.uid, gid: found.gid };
}

async function hasParentDeathSignal(): Promise<boolean> {
  return run('setpriv', ['--pdeathsig', 'SIGINT', 'true'], { env: cleanEnvironment }).then(
    () => true,
    () => false,
  );
}

/** Runs a short program under the identity and gives what it printed; rejects with its error output when it fails. */
export async function runAs(
  identity: ProcessIdentity,
  program: string,
  programArguments: readonly string[],
  cwd: string,
): Promise<string> {
  const { file, args, options } = identity.commandFor(program, programArguments);
  const { stdout } = await run(file, args, { ...options, cwd, encoding: 'utf8' });
  return stdout;
}
