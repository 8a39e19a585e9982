import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerEvidenceCommands } from '../../src/cli/evidence-commands.ts';
import { addGroup } from '../../src/cli/command-input.ts';
import { spellPolicy } from '../../src/policy/index.ts';
import { valueOf } from '../support/agreements.ts';
import { asExchange, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';
import { makeSigner } from '../support/ledger.ts';

let system: TestGateway;
let directory: string;
let exchangeId: string;
let said: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assent-evidence-commands-'));
  system = await startTestGateway();
  const { rooms, region } = system;
  for (const [staffId, role] of [
    ['wmc.ig', 'IG_OFFICER'],
    ['wmc.sw', 'SW'],
  ] as const)
    valueOf(
      await rooms.agreements.recordStaff(region.organisations.WMC, {
        staffId,
        roles: [role],
        activeFrom: '2020-01-01',
      }),
    );
  ({ exchangeId } = asExchange(
    await region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt })),
  ));
});
afterAll(async () => {
  await system.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => said.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => said.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(...words: readonly string[]): Promise<unknown> {
  const program = new Command('assent');
  const { rooms } = system;
  registerEvidenceCommands(
    program,
    addGroup(program, 'ledger', 'prove'),
    () => Promise.resolve({ ...rooms, close: () => Promise.resolve() }),
    (bundle, version) => spellPolicy('policies', bundle, version),
  );
  process.exitCode = undefined;
  await program.parseAsync([...words], { from: 'user' });
  const exitCode: unknown = process.exitCode;
  return exitCode ?? 0;
}

const make = (
  out: string,
  given: { exchange?: string; officer?: string; why?: string } = {},
): Promise<unknown> =>
  run(
    ...['ledger', 'evidence', given.exchange ?? exchangeId, '--organisation', 'ods:Z9Z9A'],
    ...['--officer', given.officer ?? 'wmc.ig', '--why', given.why ?? 'complaint 12', '--out', out],
  );

async function countLooks(): Promise<number> {
  const { rows } = await system.database.owner.query<{ looks: string }>(
    `select count(*) as looks from ledger.entries where kind = 'LOOK'`,
  );
  return Number(rows[0]?.looks ?? 0);
}

describe('assent ledger evidence', () => {
  it('writes a bundle for an officer that assent evidence verify proves with the key alone', async () => {
    const out = join(directory, 'evidence.tar');
    const looks = await countLooks();
    expect(await make(out)).toBe(0);
    expect(said.at(-1)).toMatch(/^bytes=\d+ file=.*evidence\.tar$/);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await countLooks()).toBe(looks + 1);

    const key = system.rooms.ledger.verifierKey;
    expect(await run('evidence', 'verify', out, '--key', key)).toBe(0);
    expect(said.at(-1)).toMatch(
      new RegExp(
        `^exchange=${exchangeId} made=.* entries=\\d+ consents=\\d+ policies=\\d+ agreements=1 faults=0 verified=yes$`,
      ),
    );
    expect(await run('evidence', 'verify', out, '--key', makeSigner().verifierKey)).toBe(1);
    expect(said.slice(-2)).toEqual([
      'manifest: not-signed: no key that was given signed for exactly these files',
      expect.stringMatching(/faults=1 verified=no$/),
    ]);
    const altered = await readFile(out);
    altered.writeUInt8(altered.readUInt8(9000) ^ 1, 9000);
    await writeFile(out, altered);
    expect(await run('evidence', 'verify', out, '--key', key)).toBe(1);
  });

  it('writes nothing, and no look, for somebody who is no officer, without a reason, and of no exchange', async () => {
    const looks = await countLooks();
    const out = join(directory, 'refused.tar');
    expect(await make(out, { officer: 'wmc.sw' })).toBe(2);
    expect(said.at(-1)).toContain('officer: officer-unknown: ');
    expect(await make(out, { officer: 'nobody' })).toBe(2);
    expect(await make(out, { why: ' ' })).toBe(2);
    expect(await make(out, { exchange: '00000000-0000-4000-8000-000000000000' })).toBe(2);
    expect(said.at(-1)).toBe('exchange: no-such-exchange: The ledger has no decision of such an exchange.');
    expect(await make(out, { exchange: 'x' })).toBe(2);
    expect(await make(directory)).toBe(2);
    expect(said.at(-1)).toContain('out: file: ');
    expect(await countLooks()).toBe(looks);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });

  it('says that a file to verify is not there', async () => {
    expect(await run('evidence', 'verify', join(directory, 'none'), '--key', 'none')).toBe(2);
  });
});
