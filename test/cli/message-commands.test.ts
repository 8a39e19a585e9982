import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerMessageCommands } from '../../src/cli/message-commands.ts';
import type { JsonValue } from '../../src/platform/index.ts';
import type { Segment } from '../../src/records/index.ts';
import { freshPlan, freshReferral } from '../support/exchanges.ts';

let directory: string;
let printed: string[];
let complained: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-messages-'));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(() => {
  [printed, complained] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => printed.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => complained.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

async function assent(...words: readonly string[]): Promise<number> {
  const program = new Command('assent');
  registerMessageCommands(program);
  process.exitCode = undefined;
  await program.parseAsync(['message', ...words], { from: 'user' });
  const exitCode: unknown = process.exitCode;
  return typeof exitCode === 'number' ? exitCode : 0;
}

async function write(name: string, value: object): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, JSON.stringify(value));
  return path;
}

describe('assent message check', () => {
  it('lists the parts of a message that may be sent, with their kinds', async () => {
    expect(await assent('check', await write('plan.json', freshPlan()))).toBe(0);
    expect(printed).toContain('row-attendance: ATT');
    expect(printed.at(-1)).toMatch(/^type=M09 parts=\d+ valid=yes$/);
  });

  it('says what is wrong with one that may not, by pointer and rule, with exit code 2', async () => {
    const wrong = { ...freshPlan(), purposeCode: 'P99', more: 1 };
    expect(await assent('check', await write('wrong.json', wrong))).toBe(2);
    expect(complained.join('\n')).toMatch(/^\/purposeCode: unknown-purpose: /m);
    expect(complained.join('\n')).toMatch(/^\/more: unknown-member: /m);
    expect(printed).toEqual([]);
  });
});

describe('a file that is no message', () => {
  const hostile: readonly (readonly [name: string, bytes: Buffer | string, complaint: RegExp])[] = [
    [
      'not in UTF-8',
      Buffer.from('{"type":"M07","text":"caf\xe9"}', 'latin1'),
      /^file: json-text: .*not UTF-8/,
    ],
    ['with a name twice', '{"subject":{"a":1,"a":2}}', /^file: json-duplicate-key: .*, \/subject/],
    ['of nothing', '', /^file: json-syntax: /],
    ['of a list', '[]', /body-type/],
    ['nested without end', '['.repeat(100_000), /^file: json-depth: /],
  ];

  it.each(hostile)('is refused as the gateway refuses it: %s', async (_name, bytes, complaint) => {
    const path = join(directory, 'hostile.json');
    await writeFile(path, bytes);
    expect(await assent('check', path)).toBe(2);
    expect(complained.join('\n')).toMatch(complaint);
    expect(printed).toEqual([]);
  });

  it.each(['check', 'from-ctf', 'to-ctf'])('or is not there: %s', async (command) => {
    expect(await assent(command, join(directory, 'nowhere'))).toBe(2);
    expect(complained.join('\n')).toMatch(/^file: file: The file .* cannot be read\.$/);
  });
});

describe('assent message diff', () => {
  const turned = (segment: Segment): Segment =>
    segment.segmentId === 'row-attendance'
      ? {
          ...segment,
          content: JSON.parse(
            JSON.stringify(segment.content).replace(
              /"frequencyAndLength":"[^"]*"/,
              '"frequencyAndLength":"Daily"',
            ),
          ) as JsonValue,
        }
      : segment;

  it('names the rows that came, went and changed between two versions of a plan', async () => {
    const first = freshPlan();
    const next = freshPlan({
      segments: first.segments.filter(({ segmentId }) => segmentId !== 'row-support').map(turned),
    });
    const [before, after] = [await write('before.json', first), await write('after.json', next)];
    expect(await assent('diff', before, after)).toBe(1);
    expect(printed.filter((line) => line.startsWith('- '))).toHaveLength(1);
    expect(printed.find((line) => line.startsWith('~ '))).toMatch(/: \/frequencyAndLength$/);
    expect(printed.at(-1)).toMatch(/^added=0 removed=1 changed=1 unchanged=\d+$/);
    expect(await assent('diff', before, before)).toBe(0);
    expect(printed.at(-1)).toMatch(/^added=0 removed=0 changed=0 unchanged=\d+$/);
  });

  it('is refused of a message that is no plan', async () => {
    const [plan, referral] = [
      await write('a-plan.json', freshPlan()),
      await write('referral.json', freshReferral()),
    ];
    expect(await assent('diff', plan, referral)).toBe(2);
    expect(complained.at(-1)).toMatch(/^next: plan: /);
  });
});
