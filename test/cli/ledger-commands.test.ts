import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerLedgerCommands } from '../../src/cli/ledger-commands.ts';
import { createCosigner, createLedgerSigner } from '../../src/tlog/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger, makePrivateKey, makeSigner } from '../support/ledger.ts';

let database: TestDatabase;
let test: TestLedger;
let directory: string;
let printed: string;
const close = jest.fn(() => Promise.resolve());

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'assent-ledger-'));
  test = makeLedger(database);
  await test.ledger.append(
    await test.ledger.prepare([
      draftDecision([], { kind: 'OUTCOME' }),
      draftDecision([], { kind: 'OUTCOME' }),
    ]),
  );
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await database.drop();
});
beforeEach(() => {
  printed = '';
  const take = (text: unknown): void => {
    printed += String(text);
  };
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.spyOn(console, 'log').mockImplementation((text) => {
    take(`${String(text)}\n`);
  });
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    take(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = 0;
});

async function run(...args: readonly string[]): Promise<{ output: string; exitCode: unknown }> {
  const program = new Command('assent');
  registerLedgerCommands(
    program,
    () => Promise.resolve({ ledger: test.replica(), close }),
    (bundle, version) => loadPolicy('policies', bundle, version),
    () => [],
  );
  process.exitCode = 0;
  await program.parseAsync(['ledger', ...args], { from: 'user' });
  return { output: printed, exitCode: process.exitCode };
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('assent ledger', () => {
  it('verify proves an honest ledger against a checkpoint kept outside, and closes it', async () => {
    const file = join(directory, 'kept');
    await writeFile(file, (await run('checkpoint')).output);
    printed = '';
    const verified = await run('verify', '--checkpoint', file);
    expect(lastLine(verified.output)).toBe('entries=2 checkpoints=2 problems=0 verified=yes');
    expect(verified.output).toContain('parts opened: 2;');
    expect(verified.exitCode).toBe(0);
    expect(close).toHaveBeenCalledTimes(2);
    printed = '';
    expect((await run('verify', '--sealed')).output).toContain('parts opened: 0;');
  });

  it('key gives the public key', async () => {
    expect((await run('key')).output).toBe(`${test.ledger.verifierKey}\n`);
    printed = '';
    const file = join(directory, 'ledger-key.pem');
    const pem = makePrivateKey();
    await writeFile(file, pem);
    const { verifierKey } = createLedgerSigner('ledger.example/new', pem);
    expect((await run('key', file, '--origin', 'ledger.example/new')).output).toBe(`${verifierKey}\n`);
    expect((await run('key', file)).exitCode).toBe(2);
    expect((await run('key', file, '--origin', 'not a name')).exitCode).toBe(2);
  });

  it('export gives what verify proves without a database, with the key alone', async () => {
    const folder = join(directory, 'export');
    expect((await run('export', folder)).output).toBe(`entries=2 checkpoints=1 records=0 folder=${folder}\n`);
    printed = '';
    const calls = close.mock.calls.length;
    const key = ['--key', test.ledger.verifierKey] as const;
    const verified = await run('verify', '--folder', folder, ...key);
    expect(lastLine(verified.output)).toBe('entries=2 checkpoints=2 problems=0 verified=yes');
    expect([verified.exitCode, close.mock.calls.length]).toEqual([0, calls]);
    expect((await run('verify', '--folder', folder, '--key', makeSigner().verifierKey)).exitCode).toBe(1);
    const witness = createCosigner('witness.test', makePrivateKey()).verifierKey;
    const policy = join(directory, 'policy');
    await writeFile(policy, `witness w ${witness}\nquorum w\n`);
    const unwitnessed = await run('verify', '--folder', folder, ...key, '--policy', policy);
    expect(unwitnessed.output).toContain('2: checkpoint-unwitnessed: too few of the witnesses');
    for (const words of [[], ['--key', 'none'], [...key, '--policy', 'none']])
      expect((await run('verify', '--folder', folder, ...words)).exitCode).toBe(2);
    expect((await run('verify', '--folder', join(directory, 'none'), ...key)).exitCode).toBe(2);
    expect((await run('export', folder)).exitCode).toBe(2);
    expect((await run('export', join(directory, 'other'), '--from', 'x')).exitCode).toBe(2);
  });

  it('receipt gives what verify-receipt proves, with the key alone', async () => {
    const file = join(directory, 'receipt.tlog-proof');
    await writeFile(file, (await run('receipt', '1')).output);
    printed = '';
    const verified = await run('verify-receipt', file, '--key', test.ledger.verifierKey);
    expect(lastLine(verified.output)).toMatch(/^index=1 size=2 kind=OUTCOME at=2028-.* verified=yes$/);
    expect(verified.exitCode).toBe(0);
    printed = '';
    const refused = await run('verify-receipt', file, '--key', makeSigner().verifierKey);
    expect(refused).toEqual({ output: 'refused=no-known-signature verified=no\n', exitCode: 1 });
  });

  it('verify names each problem with its index and fails', async () => {
    await database.owner.query('alter table ledger.entries disable trigger user');
    await database.owner.query(`update ledger.entries set kind = 'NOTICE' where entry_index = 1`);
    const verified = await run('verify');
    expect(verified.output).toContain(
      '1: leaf-differs: the stored leaf hash is not the hash of what is stored',
    );
    expect(lastLine(verified.output)).toMatch(/^entries=2 checkpoints=1 problems=\d+ verified=no$/);
    expect(verified.exitCode).toBe(1);
  });
});
