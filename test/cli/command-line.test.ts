import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../support/gateway.ts';

let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-command-line-'));
  environment = {
    ...process.env,
    ASSENT_PORT: String(await findFreePort()),
    ASSENT_DATA_DIR: join(directory, 'data'),
    ASSENT_CERTS_DIR: join(directory, 'certs'),
  };
});
afterAll(() => rm(directory, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** The command itself, as a process. */
function assent(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', ...words],
      { env: environment },
      (fault, stdout, stderr) => {
        const code = fault === null ? 0 : typeof fault.code === 'number' ? fault.code : -1;
        resolve({ code, said: `${stdout}${stderr}` });
      },
    );
  });
}

describe('the command line', () => {
  it('ends with 2 where it cannot be understood, in every group, and with 0 where help is asked for', async () => {
    const wrong = [['nonsense'], ['ledger', 'receipt']];
    const ended = await Promise.all(wrong.map((words) => assent(...words)));
    expect(ended.map(({ code }) => code)).toEqual(wrong.map(() => 2));
    expect((await assent('ledger', '--help')).code).toBe(0);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a directory that is not there', ['policy', 'check', '/nowhere'], /^dir: directory: /],
    ['a receipt that is not there', ['ledger', 'verify-receipt', '/nowhere', '--key', 'k'], /^file: file: /],
    ['a system without files', ['partner', 'token', '--system', 'nobody'], /^system: file: .*npm start/],
    [
      'a role that nobody has',
      ['partner', 'assertion', '--system', 'fps', '--staff', 's', '--role', 'XX', '--message', 'm'],
      /^role: code: XX is none of /,
    ],
    ['a system that is no client id', ['partner', 'token', '--system', 'A b'], /^system: client-id: /],
    ['a message that is not there', ['message', 'check', '/nowhere'], /^file: file: /],
  ])('says in one line what is wrong with %s', async (_name, words, line) => {
    const { code, said } = await assent(...words);
    expect(said.trim()).toMatch(line);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).not.toMatch(/ENOENT| at /);
    expect(code).toBe(2);
  });

  it('says that a receipt is not proved with exit code 1', async () => {
    const file = join(directory, 'receipt');
    await writeFile(file, 'no receipt');
    const ended = await assent('ledger', 'verify-receipt', file, '--key', 'k');
    expect(ended).toEqual({ code: 1, said: 'refused=not-a-verifier-key verified=no\n' });
  });
});
