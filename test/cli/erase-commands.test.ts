import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerEraseCommands } from '../../src/cli/erase-commands.ts';
import { registerLedgerSearchCommands } from '../../src/cli/ledger-search-commands.ts';
import { listBases } from '../../src/policy/index.ts';
import { registerRetentionCommands } from '../../src/cli/retention-commands.ts';
import type { PersonId } from '../../src/platform/index.ts';
import { organisations, people } from '../../src/region/westmarch.ts';
import { findPerson, openTestErasure } from '../support/erasure.ts';
import { type TestRegion, openTestRegion } from '../support/gateway.ts';

let system: TestRegion;
let directory: string;
let file: string;
let leo: PersonId;
let printed: string[];
let complained: string[];

beforeAll(async () => {
  system = await openTestRegion();
  directory = await mkdtemp(join(tmpdir(), 'assent-erase-'));
  file = join(directory, 'people');
  await writeFile(file, `# Leo\nnhs-number:${people.leo.nhsNumber}\n`);
  leo = await findPerson(system, 'leo');
  const { agreements } = system.rooms;
  const council = await agreements.findOrganisation(organisations.WMC.identifiers[0]);
  const staff = (staffId: string, role: string): object => ({
    staffId,
    register: 'main',
    roles: [role],
    trainingValidTo: null,
    activeFrom: '2026-01-05',
    activeTo: null,
  });
  if (council === undefined) throw new Error('the council is registered');
  for (const [staffId, role] of [
    ['wmc.ig', 'IG_OFFICER'],
    ['sue.williams', 'SW'],
  ] as const)
    expect(await agreements.recordStaff(council.organisationId, staff(staffId, role) as never)).toMatchObject(
      {
        ok: true,
      },
    );
});
afterAll(async () => {
  await system.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  [printed, complained] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => printed.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => complained.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const officer = ['--organisation', 'ods:Z9Z9A', '--officer', 'wmc.ig', '--why', 'Complaint 12 of this year'];

async function assent(...words: readonly string[]): Promise<number> {
  const program = new Command('assent');
  const open = (): Promise<
    Parameters<typeof registerEraseCommands>[1] extends () => Promise<infer Opened> ? Opened : never
  > => {
    const { erasure, close } = openTestErasure(system);
    return Promise.resolve({ rooms: system.rooms, erasure, close });
  };
  registerEraseCommands(program, open);
  registerRetentionCommands(program, open);
  registerLedgerSearchCommands(
    program.command('ledger'),
    () => Promise.resolve({ ...system.rooms, close: () => Promise.resolve() }),
    () => listBases('policies'),
  );
  process.exitCode = undefined;
  await program.parseAsync(words, { from: 'user' });
  const exitCode: unknown = process.exitCode;
  return typeof exitCode === 'number' ? exitCode : 0;
}

async function lastLook(): Promise<object | undefined> {
  const [latest] = await system.rooms.ledger.findEntries({ kind: 'LOOK', limit: 1 });
  const entry = latest && (await system.rooms.ledger.readEntry(latest.entryId));
  return entry?.parts[0]?.erased === false ? entry.parts[0] : undefined;
}

describe('looking into the ledger', () => {
  it('finds somebody’s entries and a family’s, and says so in the ledger before it prints them', async () => {
    expect(await assent('ledger', 'search', '--person', file, '--limit', '2', ...officer)).toBe(0);
    expect(printed.at(-1)).toMatch(/^found=2 next=--before \d+$/);
    expect(await lastLook()).toMatchObject({
      about: [leo],
      content: {
        at: 'LEDGER_SEARCH',
        staff: 'wmc.ig',
        why: 'Complaint 12 of this year',
        criteria: { person: true, limit: '2' },
        seen: [expect.any(Number), expect.any(Number)],
      },
    });
    printed = [];
    await assent('ledger', 'search', '--person', file, '--family', ...officer);
    const family = Number(/^found=(\d+)/.exec(printed.at(-1) ?? '')?.[1]);
    printed = [];
    await assent('ledger', 'search', '--person', file, ...officer);
    expect(family).toBeGreaterThan(Number(/^found=(\d+)/.exec(printed.at(-1) ?? '')?.[1]));
    printed = [];
    await assent('ledger', 'search', '--practitioner', 'ods:Z9Z9A/wmc.ig', ...officer);
    // The search for him, the one for his family (an entry for each of the three), the one for him again.
    expect(printed.at(-1)).toBe('found=5');
    const { families, ledger } = system.rooms;
    const holders = (await families.loadAuthorityFacts([leo])).get(leo)?.parentalResponsibility ?? [];
    expect(holders).toHaveLength(2);
    for (const { holder } of holders)
      expect(await ledger.findEntries({ dataSubject: holder, kind: 'LOOK', limit: 9 })).toHaveLength(1);
  });

  it('shows an entry without its silent parts, and nothing where there is nothing to see', async () => {
    const [found] = await system.rooms.ledger.findEntries({ dataSubject: leo, kind: 'FAMILY', limit: 1 });
    expect(await assent('ledger', 'show', String(found?.index), ...officer)).toBe(0);
    expect(printed[0]).toMatch(/^index=\d+ at=.* kind=FAMILY$/);
    expect(await lastLook()).toMatchObject({
      content: { at: 'LEDGER_ENTRY', seen: [Number(found?.index)], why: 'Complaint 12 of this year' },
    });
    expect(await assent('ledger', 'show', '999999', ...officer)).toBe(2);
    expect(complained.at(-1)).toMatch(/entry-unknown/);
  });

  it.each([
    ['whoever is no officer', ['--officer', 'sue.williams'], /^officer: officer-unknown/],
    ['no reason', ['--why', ' '], /^why: why/],
    ['a purpose that nobody has', ['--purpose', 'P99'], /^purpose: code/],
    ['a reason that nobody gives', ['--reason', 'PERMIT_CONSNT'], /^reason: code/],
    ['a family of nobody', ['--family'], /^family: person/],
    [
      'an outcome that nothing has',
      ['--outcome', 'DENIED'],
      /^outcome: code: DENIED is none of FORWARD, .*DENY/,
    ],
    [
      'a basis that nothing rests on',
      ['--basis', 'CA1989-S47'],
      /^basis: code: CA1989-S47 is none of .*CA1989_S47/,
    ],
  ])('is refused with %s', async (_case, more, expected) => {
    expect(await assent('ledger', 'search', ...officer, ...more)).toBe(2);
    expect(complained[0]).toMatch(expected);
  });
});

it.each([
  ['--outcome', 'FORWARD'],
  ['--outcome', 'IN_FORCE'],
  ['--basis', 'CA1989_S47'],
  ['--basis', '6(1)(e)'],
])('looks for %s %s', async (...words) => {
  expect(await assent('ledger', 'search', ...words, ...officer)).toBe(0);
  expect(printed.at(-1)).toMatch(/^found=\d+/);
});

describe('assent erase', () => {
  it('refuses a line that names nobody, without repeating it', async () => {
    const wrong = join(directory, 'wrong');
    await writeFile(wrong, 'nhs-number:9990009999\n');
    expect(await assent('erase', 'people', wrong, '--ground', 'REQUEST', ...officer)).toBe(2);
    expect(complained.join('\n')).toMatch(/^line 1: /);
    expect(complained.join('\n')).not.toContain('9990009999');
  });

  it('names what it waits for, with who has it and by when, and never why', async () => {
    const [hold, exchange] = [randomUUID(), randomUUID()];
    await system.database.owner.query(
      `insert into holds.holds (hold_id, exchange_id, ordinal, data_subject, state, opened_at, due_at, expires_at, body, body_keys)
       values ($1, $2, 0, $3, 'OPEN', '2028-01-07T15:00:00Z', '2028-01-14T17:00:00Z', '2028-02-06T15:00:00Z', '', '{}')`,
      [hold, exchange, leo],
    );
    expect(await assent('erase', 'people', file, '--ground', 'REQUEST', ...officer)).toBe(1);
    expect(printed).toEqual([
      'refused=UNDER_WAY deliveries=0 holds=1 cases=0',
      `waits-for=HOLD id=${hold} exchange=${exchange} due=2028-01-14T17:00:00.000Z`,
      'erased=0 refused=1',
    ]);
    await system.database.owner.query(
      `update holds.holds set state = 'REFUSED', closed_at = due_at, turn = turn + 1 where hold_id = $1`,
      [hold],
    );
  });

  it('is stopped by a legal hold until it is lifted, and then erases', async () => {
    expect(await assent('legal-hold', 'set', file, ...officer)).toBe(0);
    const hold = printed[0]?.replace('legal-hold=', '') ?? '';
    expect(await assent('erase', 'people', file, '--ground', 'REQUEST', ...officer)).toBe(1);
    expect(printed.slice(-2)).toEqual(['refused=LEGAL_HOLD', 'erased=0 refused=1']);
    await assent('legal-hold', 'list', file, ...officer);
    expect(printed.at(-1)).toMatch(/staff=wmc.ig until=- lifted=no reason="Complaint 12 of this year"$/);
    expect(await assent('legal-hold', 'lift', file, '--hold', hold, ...officer)).toBe(0);
    expect(await assent('erase', 'people', file, '--ground', 'REQUEST', ...officer)).toBe(0);
    expect(printed.at(-1)).toBe('erased=1 refused=0');
    expect(await assent('erase', 'finish')).toBe(0);
    expect(printed.at(-1)).toBe('finished=0');
    expect(await system.rooms.ledger.verify()).toMatchObject({ verified: true });
  });

  it('counts whose period is over and erases nobody in a dry run, and everybody due when told', async () => {
    const registered = await system.rooms.families.registerPerson({
      identifiers: [],
      demographics: {
        familyName: 'Invented',
        givenNames: ['Old'],
        birthDate: '1995-02-03',
        sex: 'unknown',
        address: { lines: ['1 Invented Street'], postcode: 'ZZ99 1AA', uprn: null },
      },
      by: 'tester',
    });
    if (!registered.ok) throw new Error('somebody is registered');
    // As if registered as a child.
    await system.database.owner.query('alter table families.persons disable trigger user');
    await system.database.owner.query(
      `update families.persons set registered_at = '2001-01-01' where person_id = $1`,
      [registered.value],
    );
    await system.database.owner.query('alter table families.persons enable trigger user');
    await assent('retention', 'due');
    expect(printed).toEqual(['rule=birth ended=2020 held=no people=1', 'due=1 held=0 unmatched-keys=0']);
    await assent('retention', 'erase', ...officer);
    expect(printed.at(-1)).toBe('erased=1 waiting=0 held=0 unmatched-keys=0');
    expect(await system.rooms.families.findDemographics(registered.value)).toBeUndefined();
  });
});
