import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerLedgerCommands } from '../../src/cli/ledger-commands.ts';
import { registerReplayCommand } from '../../src/cli/ledger-replay-command.ts';
import { type CompiledPolicy, loadPolicy } from '../../src/policy/index.ts';
import { valueOf } from '../support/agreements.ts';
import { asExchange, findEntries, freshPlan, planSentAt, push, sue } from '../support/exchanges.ts';
import { type TestGateway, startTestGateway } from '../support/gateway.ts';

let system: TestGateway;
let exchangeId: string;
let printed: string[];
let complained: string[];

beforeAll(async () => {
  system = await startTestGateway();
  valueOf(
    await system.rooms.agreements.recordStaff(system.region.organisations.WMC, {
      staffId: 'wmc.ig',
      roles: ['IG_OFFICER'],
      activeFrom: '2020-01-01',
    }),
  );
  const sent = await system.region.peers.WMC.send(push(freshPlan(), sue, { evaluateAt: planSentAt }));
  ({ exchangeId } = asExchange(sent));
});
afterAll(() => system.stop());
beforeEach(() => {
  [printed, complained] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => printed.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => complained.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const officer = ['--organisation', 'ods:Z9Z9A', '--officer', 'wmc.ig', '--why', 'Complaint 12'];
const asInForce = (bundle: string, version: number): CompiledPolicy =>
  loadPolicy('policies', bundle, version);
/** A text of the policy that is another than the one that decided, and lets nothing go. */
const rewritten = (bundle: string, version: number): CompiledPolicy => {
  const policy = asInForce(bundle, version);
  return {
    ...policy,
    version: { ...policy.version, hash: '0'.repeat(64) },
    decideSegment: (asked) => ({
      ...policy.decideSegment(asked),
      outcome: 'WITHHOLD',
      reasons: ['REDACT_NOT_NEEDED'],
    }),
  };
};

function replay(words: readonly string[], load = asInForce): Promise<number> {
  return run(['replay', ...words, ...officer], load);
}

/** The content of the latest look, and for whom it is sealed. */
async function lastLook(): Promise<object | undefined> {
  const [latest] = await system.rooms.ledger.findEntries({ kind: 'LOOK', limit: 1 });
  const entry = latest && (await system.rooms.ledger.readEntry(latest.entryId));
  return entry?.parts[0]?.erased === false ? entry.parts[0] : undefined;
}

async function run(words: readonly string[], load = asInForce): Promise<number> {
  const program = new Command('assent');
  const open = (): Promise<TestGateway['rooms']> =>
    Promise.resolve({ ...system.rooms, close: () => Promise.resolve() });
  registerReplayCommand(
    registerLedgerCommands(program, open, load, () => []),
    open,
    load,
  );
  process.exitCode = undefined;
  await program.parseAsync(['ledger', ...words], { from: 'user' });
  const exitCode: unknown = process.exitCode;
  return typeof exitCode === 'number' ? exitCode : 0;
}

async function indexOf(kind: string): Promise<string> {
  const entry = (await findEntries(system.rooms, exchangeId)).find((each) => each.kind === kind);
  if (entry === undefined) throw new Error(`no ${kind}`);
  return String(entry.index);
}

describe('assent ledger replay', () => {
  it('decides a recorded decision again and comes to the same', async () => {
    expect(await replay([await indexOf('DECISION')])).toBe(0);
    expect(printed).toEqual([
      expect.stringMatching(
        /^index=\d+ policy=BASE-1 version=\d+ recorded=FORWARD_REDACTED replayed=FORWARD_REDACTED differences=0 same=yes$/,
      ),
    ]);
    expect(await lastLook()).toMatchObject({
      about: [expect.any(String)],
      content: {
        at: 'LEDGER_REPLAY',
        staff: 'wmc.ig',
        why: 'Complaint 12',
        seen: [Number(await indexOf('DECISION'))],
      },
    });
  });

  it('decides nothing again for somebody who is no officer', async () => {
    const before = await lastLook();
    const decision = await indexOf('DECISION');
    const nobody = officer.map((word) => (word === 'wmc.ig' ? 'wmc.nobody' : word));
    expect(await run(['replay', decision, ...nobody])).toBe(2);
    expect(await run(['replay', ...nobody])).toBe(2);
    expect(complained.at(-1)).toMatch(/^officer: officer-unknown: /);
    expect(printed).toEqual([]);
    expect(await lastLook()).toEqual(before);
  });

  it('decides every decision again where no entry is named', async () => {
    expect(await replay([])).toBe(0);
    expect(printed.filter((line) => line.endsWith(' same=yes'))).toHaveLength(1);
    expect(printed.at(-1)).toBe('decisions=1 same=1 different=0');
    expect(await lastLook()).toMatchObject({ about: [], content: { seen: 'EVERY_DECISION' } });
    expect(await replay([], rewritten)).toBe(1);
    expect(printed.at(-1)).toBe('decisions=1 same=0 different=1');
  });

  it('names what comes out otherwise, and that the text of the policy was changed', async () => {
    expect(await replay([await indexOf('DECISION')], rewritten)).toBe(1);
    expect(printed[0]).toBe('policy: the text of this version is not the one that decided');
    expect(printed).toContain('row-attendance: RELEASE PERMIT_CONSENT -> WITHHOLD REDACT_NOT_NEEDED');
    expect(printed.at(-1)).toMatch(/recorded=FORWARD_REDACTED replayed=DENY differences=\d+ same=no$/);
  });

  it('shows what another version of the bundle would come to', async () => {
    expect([0, 1]).toContain(await replay([await indexOf('DECISION'), '--policy-version', '1']));
    expect(printed.at(-1)).toMatch(/ version=1 /);
    expect(printed.join('\n')).not.toContain('policyVersion: differs');
  });

  it.each<[string, () => Promise<readonly string[]>, RegExp]>([
    ['an index that is none', () => Promise.resolve(['x']), /^index: index: /],
    ['an entry that is not there', () => Promise.resolve(['999999']), /^index: entry-unknown: /],
    [
      'an entry that is no decision',
      async () => [await indexOf('OUTCOME')],
      /^index: not-a-decision: .*OUTCOME/,
    ],
    [
      'a policy version that is not there',
      async () => [await indexOf('DECISION'), '--policy-version', '99'],
      /^policy-version: policy: /,
    ],
    [
      'a policy version that is none',
      async () => [await indexOf('DECISION'), '--policy-version', 'new'],
      /^policy-version: version: /,
    ],
  ])('refuses %s with exit code 2', async (_name, words, message) => {
    expect(await replay(await words())).toBe(2);
    expect(complained.at(-1)).toMatch(message);
    expect(printed).toEqual([]);
  });
});

describe('assent ledger verify', () => {
  it('decides every decision again, and comes to the same', async () => {
    expect(await run(['verify'])).toBe(0);
    expect(printed.at(-2)).toMatch(/decisions decided again: [1-9]\d*$/);
    expect(printed.at(-1)).toMatch(/ problems=0 verified=yes$/);
  });

  it('finds a decision that does not follow from its facts, and a policy whose text is another or gone', async () => {
    const same = (bundle: string, version: number): CompiledPolicy => ({
      ...rewritten(bundle, version),
      version: asInForce(bundle, version).version,
    });
    expect(await run(['verify'], same)).toBe(1);
    expect(printed.join()).toContain(': decision-differs: ');
    for (const load of [rewritten, (bundle: string) => asInForce(bundle, 99)]) {
      printed = [];
      expect(await run(['verify'], load)).toBe(1);
      expect(printed.join()).toContain(': policy-differs: ');
    }
  });
});
