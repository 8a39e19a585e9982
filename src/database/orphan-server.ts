import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../platform/index.ts';
import { setTimeout as sleep } from 'node:timers/promises';

const run = promisify(execFile);

/**
 * Ends a server that outlived the process which started it (where the kernel offers no signal at a parent's death), so that
 * the cluster can be started again. To be called only while holding the launcher's lock on the cluster.
 */
export async function stopOrphan(clusterDirectory: string, log: (line: string) => void): Promise<void> {
  const pidFile = join(clusterDirectory, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await isServerOf(clusterDirectory, pid))) return;
  log(`a database server (process ${pid}) was left behind and is stopped`);
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return;
  }
  for (let waited = 0; waited < 30_000; waited += 100) {
    const gone = await stat(pidFile).then(
      () => false,
      () => true,
    );
    if (gone) return;
    await sleep(100);
  }
}

/** Whether the process is a server of this very cluster: a number alone may by now belong to any other process. */
async function isServerOf(clusterDirectory: string, pid: number): Promise<boolean> {
  const commandLine =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
          env: cleanEnvironment,
          encoding: 'utf8',
        }).then(
          ({ stdout }) => stdout,
          () => '',
        );
  return commandLine.includes(clusterDirectory);
}
