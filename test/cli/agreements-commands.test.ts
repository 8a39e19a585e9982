import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { registerAgreementCommands } from '../../src/cli/agreement-commands.ts';
import { registerOrganisationCommands } from '../../src/cli/organisation-commands.ts';
import { registerSystemCommands } from '../../src/cli/system-commands.ts';
import { type AgreementsBench, agreementDraft, createAgreementsBench } from '../support/agreements.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { issueCertificateSet } from '../support/wrong-certificates.ts';

let database: TestDatabase;
let bench: AgreementsBench;
let directory: string;
let printed: string[];
let complained: string[];
let closed: number;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'assent-cli-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await database.drop();
});
beforeEach(() => {
  bench = createAgreementsBench(database);
  [printed, complained, closed] = [[], [], 0];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => printed.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => complained.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs `assent …` on the test's registers and gives the exit code that it sets. */
async function assent(...words: string[]): Promise<number> {
  const program = new Command('assent');
  const open = (): Promise<{ agreements: AgreementsBench['agreements']; close(): Promise<void> }> =>
    Promise.resolve({
      agreements: bench.agreements,
      close: () => {
        closed += 1;
        return Promise.resolve();
      },
    });
  registerOrganisationCommands(program, open);
  registerSystemCommands(program, open);
  registerAgreementCommands(program, open);
  process.exitCode = undefined;
  await program.parseAsync(words, { from: 'user' });
  const exitCode: unknown = process.exitCode;
  return typeof exitCode === 'number' ? exitCode : 0;
}

async function writeJson(name: string, value: unknown): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function registerOrganisation(identifier: string): Promise<void> {
  const [system, value] = identifier.split(':');
  const file = await writeJson(`${identifier}.json`, {
    name: `Organisation ${value ?? ''}`,
    type: 'COUNCIL',
    identifiers: [{ system, value }],
    departments: ['CSC'],
    dutyStatus: 'S11',
    existsFrom: '2020-01-01',
  });
  expect(await assent('organisation', 'register', file)).toBe(0);
}

async function createKey(
  kid: string,
): Promise<{ readonly privateFile: string; readonly publicFile: string }> {
  const privateFile = join(directory, `${kid}.private.json`);
  expect(await assent('key', 'create', '--kid', kid, '--out', privateFile)).toBe(0);
  return { privateFile, publicFile: await writeJson(`${kid}.public.json`, printed.at(-1)) };
}

describe('onboarding two partners from the command line', () => {
  it('registers, signs from both sides, checks, and revokes', async () => {
    const sides = ['ods:Z9Z9CLIA', 'ods:Z9Z9CLIB'] as const;
    const keys = new Map<string, string>();
    for (const side of sides) {
      await registerOrganisation(side);
      const { privateFile, publicFile } = await createKey(`${side.slice(4)}-1`);
      expect(await assent('key', 'add', publicFile, '--organisation', side)).toBe(0);
      keys.set(side, privateFile);
    }
    const [one, two] = sides;
    const file = await writeJson('agreement.json', agreementDraft({ identifier: one }, { identifier: two }));
    expect(await assent('agreement', 'propose', file, '--organisation', one)).toBe(0);
    const id = /agreement=(\S+)/.exec(printed.at(-1) ?? '')?.[1] ?? '';
    const question = [
      '--at',
      '2028-01-07T09:00:00Z',
      '--source',
      one,
      '--recipient',
      two,
      '--purpose',
      'P07',
      '--type',
      'M09',
    ];

    expect(await assent('agreement', 'check', ...question)).toBe(1);
    expect(printed.at(-2)).toContain('signed-by-all');
    expect(await assent('agreement', 'sign', id, '--organisation', one, '--key', keys.get(one) ?? '')).toBe(
      0,
    );
    expect(await assent('agreement', 'sign', id, '--organisation', two, '--key', keys.get(one) ?? '')).toBe(
      2,
    );
    expect(complained.at(-1)).toMatch(/^kid: key-of-another: /);
    expect(await assent('agreement', 'sign', id, '--organisation', two, '--key', keys.get(two) ?? '')).toBe(
      0,
    );
    expect(printed.at(-1)).toContain('signed=2/2');
    expect(await assent('agreement', 'check', ...question)).toBe(0);
    expect(printed.at(-1)).toBe(`covered=yes agreement=${id} version=1`);
    expect(await assent('agreement', 'check', ...question, '--purpose', 'P01')).toBe(1);
    expect(printed.at(-2)).toBe(`${id} version 1: purpose`);
    expect(await assent('agreement', 'list', '--organisation', one)).toBe(0);
    expect(printed.at(-1)).toContain(id);

    expect(await assent('agreement', 'revoke', id, '--organisation', two, '--reason', 'contract ended')).toBe(
      0,
    );
    expect(await assent('agreement', 'check', ...question)).toBe(1);
    expect(await assent('agreement', 'show', id)).toBe(0);
    expect(printed.at(-1)).toContain('revoked=');
  });

  it('accepts a signature that was made where the key lies', async () => {
    const [council, school] = [await bench.admit('ods:Z9Z9CLIC'), await bench.admit('ods:Z9Z9CLID')];
    const file = await writeJson('agreement.json', agreementDraft(council, school));
    expect(await assent('agreement', 'propose', file, '--organisation', council.identifier)).toBe(0);
    const [agreement] = await bench.agreements.listAgreements(council.organisationId);
    if (agreement === undefined) throw new Error('nothing was proposed');
    const jws = await writeJson('council.jws', `${await bench.sign(agreement, council)}\n`);
    expect(
      await assent(
        'agreement',
        'sign',
        agreement.agreementId,
        '--organisation',
        council.identifier,
        '--jws',
        jws,
      ),
    ).toBe(0);
    expect(printed.at(-1)).toContain('signed=1/2');
  });

  it('registers a system with a certificate, suspends and resumes it', async () => {
    await registerOrganisation('ods:Z9Z9CLIE');
    const { publicFile } = await createKey('cli-system-1');
    const jwk: unknown = JSON.parse(await readFile(publicFile, 'utf8'));
    const file = await writeJson('system.json', {
      clientId: 'cli-system',
      name: 'Case management',
      scopes: ['messages:send'],
      keys: [{ jwk }],
      certificates: [],
      endpoint: { url: 'https://localhost:9443/inbox' },
    });
    expect(await assent('system', 'register', 'ods:Z9Z9CLIE', file)).toBe(0);
    const { good } = await issueCertificateSet('cli-system');
    const pem = await writeJson('client.pem', good.certificatePem);
    expect(await assent('system', 'add-certificate', 'cli-system', '--certificate', pem)).toBe(0);
    expect(await assent('system', 'thumbprint', pem)).toBe(0);
    expect((await bench.agreements.findSystemByClientId('cli-system'))?.certificateThumbprints).toEqual([
      printed.at(-1),
    ]);
    expect(await assent('system', 'suspend', 'cli-system', '--reason', 'strange requests')).toBe(0);
    expect((await bench.agreements.findSystemByClientId('cli-system'))?.suspendedAt).not.toBeNull();
    expect(await assent('system', 'resume', 'cli-system', '--reason', 'explained')).toBe(0);
    const rotated = await createKey('cli-system-2');
    const end = '2028-01-07T09:00:00Z';
    expect(
      await assent('key', 'add', rotated.publicFile, '--system', 'cli-system', '--others-end', end),
    ).toBe(0);
    expect((await bench.agreements.findSystemByClientId('cli-system'))?.keys.map(({ kid }) => kid)).toEqual([
      'cli-system-2',
    ]);
    expect(await assent('key', 'list', 'ods:Z9Z9CLIE')).toBe(0);
    expect(await assent('system', 'list', 'ods:Z9Z9CLIE')).toBe(0);
    expect(printed.at(-1)).toContain('cli-system');
  });

  it('keeps the staff register', async () => {
    await registerOrganisation('ods:Z9Z9CLIF');
    const words = ['staff', 'record', 'ods:Z9Z9CLIF', '--staff', 'sw-17', '--roles', 'SW,LEAD_PRACT'];
    expect(await assent(...words, '--active-from', '2027-01-01', '--training-valid-to', '2028-12-31')).toBe(
      0,
    );
    expect(await assent('staff', 'list', 'ods:Z9Z9CLIF')).toBe(0);
    expect(printed.at(-1)).toBe('sw-17  main  SW,LEAD_PRACT  2028-12-31  active');
  });

  it('changes, suspends and closes an organisation', async () => {
    await registerOrganisation('ods:Z9Z9CLIG');
    await registerOrganisation('ods:Z9Z9CLIH');
    expect(
      await assent(
        'organisation',
        'update',
        'ods:Z9Z9CLIG',
        '--phone',
        '01632 960 001',
        '--departments',
        'SEND,CSC',
      ),
    ).toBe(0);
    expect(
      await assent(
        'organisation',
        'duty',
        'ods:Z9Z9CLIG',
        '--status',
        'COMMISSIONED',
        '--from',
        '2027-01-01',
      ),
    ).toBe(0);
    expect(await assent('organisation', 'add-identifier', 'ods:Z9Z9CLIG', '--identifier', 'urn:999001')).toBe(
      0,
    );
    expect(await assent('organisation', 'show', 'urn:999001')).toBe(0);
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({
      departments: ['SEND', 'CSC'],
      dutyStatus: 'COMMISSIONED',
      active: true,
    });
    expect(
      await assent(
        'organisation',
        'end-identifier',
        'ods:Z9Z9CLIG',
        '--identifier',
        'urn:999001',
        '--last-day',
        '2028-02-01',
      ),
    ).toBe(0);
    expect(await assent('organisation', 'suspend', 'ods:Z9Z9CLIG', '--reason', 'credentials stolen')).toBe(0);
    expect(await assent('organisation', 'list')).toBe(0);
    expect(printed.some((line) => line.includes('Z9Z9CLIG') && line.endsWith('suspended'))).toBe(true);
    expect(await assent('organisation', 'resume', 'ods:Z9Z9CLIG', '--reason', 'new credentials')).toBe(0);
    expect(
      await assent(
        'organisation',
        'close',
        'ods:Z9Z9CLIG',
        '--on',
        '2028-01-01',
        '--successor',
        'ods:Z9Z9CLIH',
      ),
    ).toBe(0);
    expect(await assent('organisation', 'show', 'ods:Z9Z9CLIG')).toBe(0);
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ active: false, closedOn: '2028-01-01' });
  });
});

describe('bad input', () => {
  it.each<[string, string[], RegExp]>([
    [
      'an unknown organisation',
      ['organisation', 'show', 'ods:Z9Z9NOBODY'],
      /^organisation: organisation-unknown: /,
    ],
    [
      'an organisation that ends on no day',
      ['organisation', 'close', 'ods:Z9Z9CLIG', '--on', 'tomorrow'],
      /^on: [a-z-]+: /,
    ],
    [
      'an organisation that ended before',
      ['organisation', 'close', 'ods:Z9Z9CLIG', '--on', '2028-02-01'],
      /^on: already-closed: /,
    ],
    [
      'an identifier that ends on no day',
      ['organisation', 'end-identifier', 'ods:Z9Z9CLIG', '--identifier', 'ods:Z9Z9CLIG', '--last-day', 'x'],
      /^last-day: [a-z-]+: /,
    ],
    ['a misshapen identifier', ['organisation', 'show', 'gss:E05000001'], /^organisation: gss-shape: /],
    ['no identifier', ['organisation', 'show', 'Westmarch'], /^organisation: identifier-text: /],
    ['an unknown system', ['system', 'show', 'nobody'], /^system: system-unknown: /],
    ['a file that is not there', ['organisation', 'register', '/nowhere/at/all.json'], /^file: file: /],
    ['an agreement that is no id', ['agreement', 'show', 'x'], /^agreement: agreement-id: /],
    [
      'an unknown agreement',
      ['agreement', 'show', '00000000-0000-4000-8000-000000000000'],
      /^agreement: agreement-unknown: /,
    ],
    ['a key that nobody has', ['key', 'retire', 'unheard-of'], /^kid: key-unknown: /],
    [
      'an instant without an offset',
      ['key', 'retire', 'k', '--from', '2027-01-31T09:00:00'],
      /^from: instant: /,
    ],
  ])('ends with exit code 2 and names field and rule: %s', async (_name, words, message) => {
    expect(await assent(...words)).toBe(2);
    expect(complained.at(-1)).toMatch(message);
    expect(printed).toEqual([]);
    expect(closed).toBe(1);
  });

  it('lists every problem of a file, one a line', async () => {
    const file = await writeJson('wrong.json', { name: '', type: 'SHOP', identifiers: [] });
    expect(await assent('organisation', 'register', file)).toBe(2);
    expect(
      complained
        .at(-1)
        ?.split('\n')
        .map((line) => line.split(': ').slice(0, 2).join(': ')),
    ).toEqual(['name: invalid-format', 'type: invalid-value', 'identifiers: too-small']);
  });

  it('says in our own words what a form must be', async () => {
    await registerOrganisation('ods:Z9Z9CLIW');
    const file = await writeJson('wrong-terms.json', {
      parties: [
        { organisation: 'ods:Z9Z9CLIW', departments: 'SOME' },
        { organisation: 'ods:Z9Z9CLIW', departments: ['SHOP'] },
      ],
      flows: [],
      purposes: 'P02',
      colour: 'red',
    });
    expect(await assent('agreement', 'propose', file, '--organisation', 'ods:Z9Z9CLIW')).toBe(2);
    const lines = complained.at(-1)?.split('\n') ?? [];
    expect(lines).toContain('parties.0.departments: form: This must be ALL, or a list.');
    expect(lines).toContainEqual(
      expect.stringMatching(/^parties\.1\.departments\.0: invalid-value: This must be one of .*CSC/),
    );
    expect(lines).toContain('title: invalid-type: Give a text here.');
    expect(lines).toContain('purposes: invalid-type: This must be a list.');
    expect(lines).toContain('flows: too-small: This needs at least 1.');
    expect(lines).toContain('input: unknown-field: There is no such field here: colour.');
    expect(lines.join('\n')).not.toMatch(/Invalid input|Too small|expected/);
    const list = await writeJson('list.json', []);
    expect(await assent('organisation', 'register', list)).toBe(2);
    expect(complained.at(-1)).toBe('input: invalid-type: This must be an object.');
  });

  it('refuses JSON in which a member stands twice', async () => {
    const file = await writeJson('twice.json', '{"name":"A","name":"B"}');
    expect(await assent('organisation', 'register', file)).toBe(2);
    expect(complained.at(-1)).toMatch(/^file: json-duplicate-key: /);
  });

  it('never prints a private key, nor writes it over a file or for others to read', async () => {
    const { privateFile } = await createKey('kept-1');
    const { d } = JSON.parse(await readFile(privateFile, 'utf8')) as { d: string };
    expect(printed.join('\n')).not.toContain(d);
    expect((await stat(privateFile)).mode & 0o777).toBe(0o600);
    expect(await assent('key', 'create', '--kid', 'kept-1', '--out', privateFile)).toBe(2);
    await registerOrganisation('ods:Z9Z9CLIK');
    expect(await assent('key', 'add', privateFile, '--organisation', 'ods:Z9Z9CLIK')).toBe(2);
    expect(complained.at(-1)).toMatch(/^d: private-member: /);
    expect(complained.join('\n')).not.toContain(d);
  });

  it('wants one holder of a key and one source of a signature', async () => {
    const { publicFile } = await createKey('holder-1');
    expect(await assent('key', 'add', publicFile)).toBe(2);
    expect(complained.at(-1)).toMatch(/^system: key-holder: /);
  });
});
