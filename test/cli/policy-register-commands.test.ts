import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { addGroup } from '../../src/cli/command-input.ts';
import { registerPolicyRegisterCommands } from '../../src/cli/policy-register-commands.ts';
import { composeGateway } from '../../src/compose.ts';
import { readTlsMaterial } from '../../src/compose/index.ts';
import type { OrganisationId } from '../../src/platform/index.ts';
import { checkBundle, loadPolicy } from '../../src/policy/index.ts';
import { valueOf } from '../support/agreements.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';
import { type PolicyDirectory, copyPolicies, localHead } from '../policy/support/bundles.ts';

let system: TestRegion;
let council: OrganisationId;
let directory: PolicyDirectory;
let said: string[];

const inForce = loadPolicy('policies', 'BASE-1').version;
const officer = ['--organisation', 'ods:Z9Z9A', '--officer', 'wmc.ig', '--why', 'Board minute 12'];

beforeAll(async () => {
  system = await openTestRegion();
  directory = copyPolicies();
  council = system.region.organisations.WMC;
  for (const [staffId, role] of [
    ['wmc.ig', 'IG_OFFICER'],
    ['wmc.sw', 'SW'],
  ] as const)
    valueOf(
      await system.rooms.agreements.recordStaff(council, {
        staffId,
        roles: [role],
        activeFrom: '2020-01-01',
      }),
    );
});
afterAll(async () => {
  directory.remove();
  await system.stop();
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

async function policy(words: readonly string[], from = 'policies'): Promise<unknown> {
  const program = new Command('assent');
  registerPolicyRegisterCommands(
    addGroup(program, 'policy', 'policies'),
    () => Promise.resolve({ ...system.rooms, close: () => Promise.resolve() }),
    (bundle, version) => checkBundle(from, bundle, version),
  );
  process.exitCode = undefined;
  await program.parseAsync(['policy', ...words], { from: 'user' });
  const exitCode: unknown = process.exitCode;
  return exitCode ?? 0;
}

/** What the ledger says of policies, the oldest first. */
async function policyEntries(): Promise<readonly object[]> {
  const found = await system.rooms.ledger.findEntries({ kind: 'POLICY', limit: 200 });
  const entries = await Promise.all(
    found.toReversed().map(({ entryId }) => system.rooms.ledger.readEntry(entryId)),
  );
  return entries.map((entry) => {
    const [part] = entry?.parts ?? [];
    return part === undefined || part.erased ? {} : part.content;
  });
}

describe('a policy that comes into force', () => {
  it('serves nobody in production before an officer has approved exactly its text', async () => {
    const { tls } = system.config;
    const material = await readTlsMaterial(system.config);
    await writeFile(tls.certFile, material.serverCertificate);
    await writeFile(tls.keyFile, material.serverKey);
    const production = { ...system.config, mode: 'production' as const };
    await expect(composeGateway(production, system.rooms, system.log)).rejects.toThrow(
      `nobody has approved BASE-1 v${inForce.version} with the hash ${inForce.hash}`,
    );
    expect(await policyEntries()).toEqual([]);

    expect(await policy(['approve', 'BASE-1', '2', ...officer])).toBe(0);
    await expect(composeGateway(production, system.rooms, system.log)).rejects.toThrow('nobody has approved');

    expect(await policy(['approve', 'BASE-1', String(inForce.version), ...officer])).toBe(0);
    const gateway = await composeGateway(production, system.rooms, system.log);
    await gateway.close();
    const by = { organisationId: council, staffId: 'wmc.ig' };
    expect((await policyEntries()).slice(1)).toEqual([
      { schema: 'assent.policy/1', event: 'APPROVED', ...inForce, by, reason: 'Board minute 12' },
      {
        schema: 'assent.policy/1',
        event: 'IN_FORCE',
        ...inForce,
        replaces: null,
        approvedBy: [{ ...by, at: expect.any(String) }],
      },
    ]);
  });

  it('is one entry, however many replicas start under it and however often', async () => {
    const { policies } = system.rooms;
    const before = (await policyEntries()).length;
    const other = { ...inForce, version: inForce.version + 1, hash: 'a'.repeat(64) };
    const recorded = await Promise.all([1, 2, 3].map(() => policies.putInForce(other, false)));
    expect(recorded.map((one) => one.ok && one.value).filter(Boolean)).toHaveLength(1);
    expect(await policies.putInForce(other, true)).toEqual({ ok: true, value: false });
    const entries = await policyEntries();
    expect(entries).toHaveLength(before + 1);
    expect(entries.at(-1)).toMatchObject({ event: 'IN_FORCE', replaces: inForce, approvedBy: [] });
    expect(await policies.putInForce(inForce, true)).toEqual({ ok: true, value: true });
    expect(await policies.putInForce({ ...other, hash: 'b'.repeat(64) }, true)).toEqual({
      ok: false,
      refusal: 'not-approved',
    });
    expect(await policyEntries()).toHaveLength(before + 2);
  });

  it('is listed with whoever approved it', async () => {
    expect(await policy(['history'])).toBe(0);
    expect(said[0]).toMatch(
      new RegExp(
        `^turn=1 policy=BASE-1 version=${inForce.version} since=\\S+ hash=${inForce.hash} approved-by=gss:E06999901/wmc.ig$`,
      ),
    );
    expect(said.at(-1)).toBe('turns=3');
  });
});

describe('assent policy approve', () => {
  it('writes an approval once for each officer', async () => {
    const entries = (await policyEntries()).length;
    expect(await policy(['approve', 'BASE-1', String(inForce.version), ...officer])).toBe(0);
    expect(said).toEqual([`policy=BASE-1 version=${inForce.version} hash=${inForce.hash} approved=before`]);
    expect(await policyEntries()).toHaveLength(entries);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a version that is not there', ['BASE-1', '99', ...officer], /^bundle: missing: /],
    ['a version that is none', ['BASE-1', 'new', ...officer], /^version: version: /],
    [
      'somebody who is no officer of information governance',
      ['BASE-1', '1', '--organisation', 'ods:Z9Z9A', '--officer', 'wmc.sw', '--why', 'Board minute 12'],
      /^officer: officer-unknown: /,
    ],
    [
      'no reason',
      ['BASE-1', '1', '--organisation', 'ods:Z9Z9A', '--officer', 'wmc.ig', '--why', ' '],
      /^why: why: /,
    ],
  ])('refuses %s', async (_name, words, message) => {
    const entries = (await policyEntries()).length;
    expect(await policy(['approve', ...words])).toBe(2);
    expect(said).toEqual([expect.stringMatching(message)]);
    expect(await policyEntries()).toHaveLength(entries);
  });

  it('refuses a draft, and a bundle that would loosen what it extends', async () => {
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead.replace('status: in-force', 'status: draft'));
    expect(await policy(['approve', 'WESTMARCH', '1', ...officer], directory.path)).toBe(2);
    expect(said.at(-1)).toMatch(/^version: status: WESTMARCH v1 is draft/);
    directory.write('WESTMARCH', 1, 'bundle.yaml', localHead);
    expect(await policy(['approve', 'WESTMARCH', '1', ...officer], directory.path)).toBe(0);
    directory.write('WESTMARCH', 1, 'rows.yaml', 'rows: []\nnonsense: 1\n');
    expect(await policy(['approve', 'WESTMARCH', '1', ...officer], directory.path)).toBe(2);
  });
});

describe('the register of policies', () => {
  it.each(['policy.approvals', 'policy.turns'])(
    'keeps %s from being changed, by the gateway and by the owner',
    async (table) => {
      for (const { query } of [system.database.gateway, system.database.owner].map((pool) => ({
        query: (sql: string) => pool.query(sql),
      })))
        for (const change of [
          `update ${table} set hash = repeat('0', 64)`,
          `delete from ${table}`,
          `truncate ${table}`,
        ])
          await expect(query(change)).rejects.toThrow(/refused|permission denied/);
      await expect(
        system.database.gateway.query(`insert into ${table} select t.* from ${table} t limit 0`),
      ).rejects.toThrow('permission denied');
    },
  );
});
