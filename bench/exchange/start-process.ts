import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Starts one of the bench's own processes and waits for the first thing that it says. */
export async function startProcess(
  file: string,
  argument: string,
): Promise<{ readonly child: ChildProcess; readonly said: unknown }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [argument], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { child, said: await nextWord(child) };
}

/** The next thing that a process says. @throws Error when it ends first */
export function nextWord(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => {
      reject(new Error(`a process of the bench ended with code ${code ?? 'none'}`));
    };
    child.once('exit', ended);
    child.once('message', (word: unknown) => {
      child.off('exit', ended);
      resolve(word);
    });
  });
}

/** Microseconds of CPU time that a process has taken so far; 0 where the system does not tell. */
export function cpuMicrosecondsOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which stands in brackets: the 12th and 13th fields are ticks of a hundredth of a second.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return 0;
  }
}
