import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a program of ours as a process of its own, and waits for the first thing that it says.
 * @throws Error when it ends first
 */
export async function startChild(
  program: URL,
  argument: string,
): Promise<{ readonly child: ChildProcess; readonly said: unknown }> {
  const child = fork(fileURLToPath(program), [argument], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { child, said: await nextWord(child) };
}

/** The next thing that a process says. @throws Error when it ends first */
function nextWord(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => {
      reject(new Error(`a process ended with code ${code ?? 'none'}`));
    };
    child.once('exit', ended);
    child.once('message', (word: unknown) => {
      child.off('exit', ended);
      resolve(word);
    });
  });
}

/** Says something to a process and gives what it answers. */
export function askChild(child: ChildProcess, words: string | object): Promise<unknown> {
  const answer = nextWord(child);
  child.send(words);
  return answer;
}
