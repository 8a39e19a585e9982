import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Result, cleanEnvironment, ok, refuse } from '../platform/index.ts';
import type { TextToJudge, TextVerdict } from './judge-text.ts';

/** Milliseconds within which a text is judged; those of people take one or two seconds where there is time for them. */
const longest = 60_000;

/**
 * Judges a text in a process of its own: to prove something of trillions of cases takes half a second in which nobody else would be
 * answered, and a text that was made to take for ever ends with that process.
 * @returns `too-long` where it did not end in time or within its memory
 */
export function judgeApart(text: TextToJudge): Promise<Result<TextVerdict, 'too-long'>> {
  const file = fileURLToPath(import.meta.url);
  const kind = extname(file);
  const child = fork(fileURLToPath(new URL(`./judge-process${kind}`, import.meta.url)), [], {
    execArgv: [...(kind === '.ts' ? ['--import', 'tsx'] : []), '--max-old-space-size=512'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: cleanEnvironment,
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    child.once('message', (verdict) => {
      // It is our own program, and says nothing else.
      resolve(ok(verdict as TextVerdict));
    });
    child.once('error', reject);
    child.once('exit', () => {
      resolve(refuse('too-long'));
    });
    child.send(text);
  });
}
