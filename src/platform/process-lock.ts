import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { cleanEnvironment } from './clean-environment.ts';
import { hasErrorCode } from './has-error-code.ts';

const run = promisify(execFile);
const lockRecord = z.object({ pid: z.number().int(), started: z.string() });

/**
 * Takes a lock that a file stands for, so that two processes never work on the same data; gives the function that frees it. A
 * lock whose process is gone (killed, or the machine restarted and the number was reused) is taken over.
 * @param sayHeld what to say of the process that holds it
 * @throws Error with what was said
 */
export async function takeProcessLock(
  file: string,
  sayHeld: (holder: number) => string,
): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, started: await findStart(process.pid) });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const taken = await writeFile(file, mine, { flag: 'wx', mode: 0o600 }).then(
      () => true,
      (error: unknown) => {
        if (hasErrorCode(error, 'EEXIST')) return false;
        throw error;
      },
    );
    if (taken) return () => rm(file, { force: true });
    const holder = await findHolder(file);
    if (holder !== undefined) throw new Error(sayHeld(holder));
    await rm(file, { force: true });
  }
  throw new Error(`The lock ${file} is contended: another process is taking it at the same time.`);
}

async function findHolder(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = lockRecord.safeParse(parseOrUndefined(text));
  if (!parsed.success) return undefined;
  const started = await findStart(parsed.data.pid);
  return started !== undefined && started === parsed.data.started ? parsed.data.pid : undefined;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A mark of when a process began, which tells it from a later one with the same number; undefined when there is none. */
async function findStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const [boot, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
      readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined),
    ]);
    // The name in the second column may hold spaces; the start is the 22nd column, the 20th after the name's bracket.
    const started = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? undefined : `${boot.trim()} ${started}`;
  }
  return run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: cleanEnvironment, encoding: 'utf8' }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
