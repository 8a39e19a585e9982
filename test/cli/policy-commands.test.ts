import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerPolicyCommands } from '../../src/cli/policy-commands.ts';
import { type PolicyDirectory, copyPolicies, localHead, policies } from '../policy/support/bundles.ts';

let directory: PolicyDirectory;
let printed: string[];

beforeEach(() => {
  directory = copyPolicies(true);
  printed = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => {
    printed.push(line);
  });
});

afterEach(() => {
  directory.remove();
  jest.restoreAllMocks();
  process.exitCode = 0;
});

async function run(...words: readonly string[]): Promise<string> {
  const program = new Command('assent').exitOverride();
  registerPolicyCommands(program);
  await program.parseAsync(['node', 'assent', ...words]);
  return printed.at(-1) ?? '';
}

describe('assent policy check', () => {
  it('says that the bundles are whole, with figures in the last line', async () => {
    expect(await run('policy', 'check', policies)).toMatch(
      /^bundles=\d+ rows=\d+ compared_cells=\d+ problems=0$/,
    );
    expect(printed[0]).toMatch(/^BASE-1 v1: whole, 30 rows, hash [0-9a-f]{64}$/);
    expect(process.exitCode ?? 0).toBe(0);
  });

  it('takes the directory policies when none is given', async () => {
    expect(await run('policy', 'check')).toContain('problems=0');
  });

  it('says how many cells a local bundle was compared in', async () => {
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead);
    expect(await run('policy', 'check', directory.path)).toMatch(
      /^bundles=2 rows=60 compared_cells=\d{10,} problems=0$/,
    );
    expect(printed[1]).toMatch(
      /^WESTMARCH v1: whole, 30 rows, hash [0-9a-f]{64}, no looser than BASE-1 in \d+ cells$/,
    );
  });

  it('fails on a finding, and names file, line and rule', async () => {
    directory.edit('rows.yaml', 'allow: [EDU, ATT, SEN]', 'allow: [EDU, ATT, SIN]');
    expect(await run('policy', 'check', directory.path)).toBe('bundles=1 rows=0 compared_cells=0 problems=1');
    expect(printed[0]).toMatch(
      /BASE-1\/v1\/rows\.yaml:38 \[shape\] rows\.2\.allow\.2: unknown category "SIN"$/,
    );
    expect(printed[1]).toBe('BASE-1 v1: refused, 1 problems');
    expect(process.exitCode).toBe(1);
  });

  it('fails where there is no bundle: nothing is not everything', async () => {
    expect(await run('policy', 'check', `${directory.path}/BASE-1/v1/cases`)).toContain('bundles=0');
    expect(process.exitCode).toBe(1);
  });
});

describe('assent policy test', () => {
  it('says that all cases hold, with figures in the last line', async () => {
    expect(await run('policy', 'test', policies)).toMatch(
      /^bundles=\d+ cases=\d+ rows=\d+ rules=\d+ problems=0$/,
    );
    expect(printed[0]).toMatch(/^BASE-1 v1: \d+ cases, 0 problems$/);
    expect(process.exitCode ?? 0).toBe(0);
  });

  it('takes the directory policies when none is given', async () => {
    expect(await run('policy', 'test')).toContain('problems=0');
  });

  it('fails on a wrong answer', async () => {
    directory.edit('forbid.yaml', '[RETRACTED]', '[DISPUTED]');
    const figures = await run('policy', 'test', directory.path);
    expect(Number(/problems=(\d+)/.exec(figures)?.[1])).toBeGreaterThan(1);
    expect(printed[0]).toMatch(/a-retracted-segment-.*\.yaml \[answer\] expected/);
    expect(process.exitCode).toBe(1);
  });

  it('fails where there is no bundle', async () => {
    expect(await run('policy', 'test', `${directory.path}/BASE-1/v1/cases`)).toContain('bundles=0');
    expect(process.exitCode).toBe(1);
  });
});
