import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, ConfigError, configurationSettings, loadConfig } from '../../src/platform/index.ts';

type Environment = Record<string, string | undefined>;

let directory: string;
let production: Environment;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'assent-config-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFile('tls.crt', 'certificate');
  writeFile('tls.key', 'key');
  writeFile('ca.crt', 'authorities');
  production = {
    ASSENT_MODE: 'production',
    ASSENT_PUBLIC_URL: 'https://assent.example.gov.uk',
    ASSENT_LEDGER_ORIGIN: 'assent.example.gov.uk/ledger',
    ASSENT_DUTY_PHONE: '01632 960001',
    DATABASE_URL: 'postgresql://assent_gateway:swordfish@db.example.gov.uk/assent?sslmode=verify-full',
    KEYSTORE_URL: 'postgresql://assent_gateway:swordfish@keys.example.gov.uk/assent_keys?sslmode=verify-full',
    ASSENT_KEK_FILE: writeFile('kek', randomBytes(32)),
    ASSENT_LOOKUP_KEY_FILE: writeFile('lookup', `${randomBytes(32).toString('base64')}\n`),
    ASSENT_LEDGER_KEY_FILE: writeFile('ledger.pem', privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ASSENT_RECEIPT_KEY_FILE: writeFile(
      'receipt.pem',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ),
    ASSENT_WITNESS_POLICY_FILE: writeFile('witnesses', 'quorum none\n'),
    ASSENT_TLS_CERT_FILE: join(directory, 'tls.crt'),
    ASSENT_TLS_KEY_FILE: join(directory, 'tls.key'),
    ASSENT_CLIENT_CA_FILE: join(directory, 'ca.crt'),
  };
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function writeFile(name: string, content: string | Buffer, mode = 0o600): string {
  const path = join(directory, name);
  writeFileSync(path, content, { mode });
  return path;
}

function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('in production', () => {
  it('starts with every protection configured', () => {
    const config = loadConfig(production);
    expect(config).toMatchObject({
      mode: 'production',
      port: 8443,
      publicUrl: 'https://assent.example.gov.uk',
      database: { kind: 'CONFIGURED', owner: null, eraser: null },
      tokens: { issuer: 'https://assent.example.gov.uk', jwksUri: null },
      policy: { bundle: 'BASE-1' },
    });
    expect(config.keys.lookupKey.export()).toHaveLength(32);
  });

  it.each([
    'ASSENT_PUBLIC_URL',
    'ASSENT_LEDGER_ORIGIN',
    'ASSENT_DUTY_PHONE',
    'DATABASE_URL',
    'KEYSTORE_URL',
    'ASSENT_KEK_FILE',
    'ASSENT_LOOKUP_KEY_FILE',
    'ASSENT_LEDGER_KEY_FILE',
    'ASSENT_RECEIPT_KEY_FILE',
    'ASSENT_WITNESS_POLICY_FILE',
    'ASSENT_TLS_CERT_FILE',
    'ASSENT_TLS_KEY_FILE',
    'ASSENT_CLIENT_CA_FILE',
  ])('refuses to start without %s, and an empty value is none', (name) => {
    expect(problemsOf({ ...production, [name]: undefined })).toEqual([`${name} is required`]);
    expect(problemsOf({ ...production, [name]: ' ' })).toEqual([`${name} is required`]);
  });

  it.each<[string, Environment, RegExp]>([
    [
      'a local public address',
      { ASSENT_PUBLIC_URL: 'https://localhost:8443' },
      /ASSENT_PUBLIC_URL is a local/,
    ],
    [
      'an address without TLS',
      { ASSENT_PUBLIC_URL: 'http://assent.example.gov.uk' },
      /ASSENT_PUBLIC_URL must/,
    ],
    ['an address with a path', { ASSENT_PUBLIC_URL: 'https://example.gov.uk/a' }, /ASSENT_PUBLIC_URL must/],
    ['the development duty phone', { ASSENT_DUTY_PHONE: '020 7946 0000' }, /ASSENT_DUTY_PHONE is the number/],
    ['a local ledger name', { ASSENT_LEDGER_ORIGIN: 'assent.localhost/ledger' }, /ORIGIN is a local/],
    ['a ledger name with a scheme', { ASSENT_LEDGER_ORIGIN: 'https://a.example/l' }, /ORIGIN must/],
    [
      'a database link that is not proved',
      { DATABASE_URL: 'postgresql://g:swordfish@db.example.gov.uk/assent?sslmode=require' },
      /DATABASE_URL must say sslmode/,
    ],
    [
      'a key store in the main database',
      { KEYSTORE_URL: 'postgresql://k:swordfish@db.example.gov.uk:5432/assent?sslmode=verify-full' },
      /another database/,
    ],
    [
      'an external issuer without keys',
      { ASSENT_TOKEN_ISSUER: 'https://idp.example.nhs.uk' },
      /JWKS_URI is required/,
    ],
    ['a misspelt setting', { ASSENT_DUTYPHONE: '1' }, /ASSENT_DUTYPHONE is no setting/],
    ['a port that is none', { ASSENT_PORT: '70000' }, /ASSENT_PORT must/],
    [
      'a missing certificate',
      { ASSENT_TLS_CERT_FILE: '/nowhere/tls.crt' },
      /CERT_FILE names a file that cannot/,
    ],
    ['an unknown log level', { ASSENT_LOG_LEVEL: 'everything' }, /ASSENT_LOG_LEVEL must/],
  ])('refuses %s', (_case, change, expected) => {
    const problems = problemsOf({ ...production, ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it('takes a database on a Unix socket or loopback without TLS', () => {
    const change = {
      DATABASE_URL: 'postgresql://g:x@localhost/assent?host=/run/postgresql',
      KEYSTORE_URL: 'postgresql://g:x@127.0.0.1/assent_keys',
    };
    expect(problemsOf({ ...production, ...change })).toEqual([]);
  });

  it('refuses secrets that the development mode made', () => {
    const problems = problemsOf({ ...production, ...developmentSecrets() });
    expect(problems).toEqual([
      'ASSENT_KEK_FILE names a secret of the development mode',
      'ASSENT_LOOKUP_KEY_FILE names a secret of the development mode',
      'ASSENT_LEDGER_KEY_FILE names a secret of the development mode',
      'ASSENT_RECEIPT_KEY_FILE names a secret of the development mode',
    ]);
  });

  it.each<[string, string | Buffer, number, RegExp]>([
    ['too short', randomBytes(31), 0o600, /does not hold 32 bytes/],
    ['a word', 'correct horse battery staple', 0o600, /does not hold 32 bytes/],
    ['all alike', Buffer.alloc(32, 7), 0o600, /holds no random key/],
    ['open to everybody', randomBytes(32), 0o644, /everybody can read/],
  ])('refuses a key that is %s', (name, content, mode, expected) => {
    const file = writeFile(`bad-${name.replaceAll(' ', '-')}`, content, mode);
    expect(problemsOf({ ...production, ASSENT_KEK_FILE: file })).toEqual([expect.stringMatching(expected)]);
  });

  it('refuses one key for two purposes', () => {
    const { ASSENT_KEK_FILE } = production;
    expect(problemsOf({ ...production, ASSENT_LOOKUP_KEY_FILE: ASSENT_KEK_FILE })).toEqual([
      'ASSENT_LOOKUP_KEY_FILE and ASSENT_KEK_FILE hold the same key',
    ]);
  });

  it('refuses one signing key for the ledger and for receipts', () => {
    const { ASSENT_LEDGER_KEY_FILE } = production;
    expect(problemsOf({ ...production, ASSENT_RECEIPT_KEY_FILE: ASSENT_LEDGER_KEY_FILE })).toEqual([
      'ASSENT_RECEIPT_KEY_FILE and ASSENT_LEDGER_KEY_FILE hold the same key',
    ]);
  });

  it('refuses a signing key of another kind', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const file = writeFile('ec.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(problemsOf({ ...production, ASSENT_LEDGER_KEY_FILE: file })).toEqual([
      'ASSENT_LEDGER_KEY_FILE names a file that holds a key that is not Ed25519',
    ]);
  });

  it('lists every problem at once and repeats no value', () => {
    const problems = problemsOf({
      ASSENT_MODE: 'production',
      ASSENT_PORT: 'swordfish',
      ASSENT_SPELLING: 'swordfish',
      DATABASE_URL: 'mysql://gateway:swordfish@db/assent',
    });
    expect(problems.length).toBeGreaterThan(10);
    expect(problems.join()).not.toContain('swordfish');
  });

  it('is not left by forgetting to say the mode', () => {
    const problems = problemsOf({ ...production, ASSENT_MODE: undefined, NODE_ENV: 'production' });
    expect(problems).toContain('ASSENT_MODE is required');
  });
});

function developmentSecrets(): Record<
  'ASSENT_KEK_FILE' | 'ASSENT_LOOKUP_KEY_FILE' | 'ASSENT_LEDGER_KEY_FILE' | 'ASSENT_RECEIPT_KEY_FILE',
  string
> {
  const data = join(directory, 'data');
  loadConfig({ ASSENT_DATA_DIR: data });
  const file = (name: string): string => join(data, 'secrets', name);
  return {
    ASSENT_KEK_FILE: file('key-encryption.key'),
    ASSENT_LOOKUP_KEY_FILE: file('lookup.key'),
    ASSENT_LEDGER_KEY_FILE: file('ledger-signing.pem'),
    ASSENT_RECEIPT_KEY_FILE: file('receipt-signing.pem'),
  };
}

describe('in development', () => {
  it('starts with nothing set', () => {
    const data = join(directory, 'data');
    expect(loadConfig({ ASSENT_DATA_DIR: data })).toMatchObject({
      mode: 'development',
      host: '127.0.0.1',
      publicUrl: 'https://localhost:8443',
      database: { kind: 'EMBEDDED', directory: join(data, 'pg') },
    });
  });

  it('makes its secrets once, readable by their owner only', () => {
    const data = join(directory, 'data');
    const first = loadConfig({ ASSENT_DATA_DIR: data });
    const second = loadConfig({ ASSENT_DATA_DIR: data });
    const material = (config: Config): unknown => [
      config.keys.keyEncryptionKey?.export(),
      config.keys.lookupKey.export(),
      config.ledger.signingKey.export({ type: 'pkcs8', format: 'der' }),
    ];
    expect(material(second)).toEqual(material(first));
    const secrets = join(data, 'secrets');
    for (const name of readdirSync(secrets)) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o600);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
  });

  it('provisions a server whose owner it is given', () => {
    const url = 'postgresql://postgres:x@localhost/assent';
    const config = loadConfig({ ASSENT_DATA_DIR: join(directory, 'data'), DATABASE_URL: url });
    expect(config.database).toEqual({ kind: 'PROVISIONED', ownerUrl: url });
  });
});

describe('the officers’ console', () => {
  const staff = {
    ASSENT_CONSOLE_URL: 'https://console.example.gov.uk',
    ASSENT_STAFF_ISSUER: 'https://staff.example.gov.uk',
    ASSENT_STAFF_CLIENT_ID: 'console',
    ASSENT_STAFF_ORGANISATIONS: 'ods:Z9Z9A',
  };

  it('is there only where its address is given, and needs all that it stands on', () => {
    expect(loadConfig(production).console).toBeNull();
    expect(problemsOf({ ...production, ASSENT_CONSOLE_URL: staff.ASSENT_CONSOLE_URL })).toEqual(
      [
        'ASSENT_SESSION_KEY_FILE',
        'ASSENT_STAFF_ISSUER',
        'ASSENT_STAFF_CLIENT_ID',
        'ASSENT_STAFF_KEY_FILE',
        'ASSENT_STAFF_ORGANISATIONS',
      ].map((name) => `${name} is required with ASSENT_CONSOLE_URL`),
    );
  });

  it.each([
    [
      'the origin of the systems',
      'ASSENT_CONSOLE_URL',
      'SAME',
      /must be another origin than ASSENT_PUBLIC_URL/,
    ],
    ['a provider on this machine', 'ASSENT_STAFF_ISSUER', 'https://localhost:8447', /is a local name/],
    ['every organisation', 'ASSENT_STAFF_ORGANISATIONS', '*', /must be identifiers of registered/],
  ])('refuses %s', (_case, name, value, expected) => {
    const given = value === 'SAME' ? production['ASSENT_PUBLIC_URL'] : value;
    const problems = problemsOf({ ...production, ...staff, [name]: given });
    expect(problems.filter((each) => expected.test(each))).toEqual([expect.stringContaining(name)]);
  });
});

describe('in the test mode', () => {
  it('has no default for any secret or database', () => {
    expect(problemsOf({ ASSENT_MODE: 'test' })).toEqual(
      expect.arrayContaining(['ASSENT_KEK_FILE is required', 'DATABASE_URL is required']),
    );
  });
});

describe('the settings', () => {
  it('do not print their secrets', () => {
    const config = loadConfig(production);
    const key = readFileSync(production['ASSENT_LOOKUP_KEY_FILE'] ?? '', 'utf8').trim();
    const printed = `${inspect(config, { depth: 9 })}${JSON.stringify(config)}`;
    expect(printed).not.toContain(key);
    expect(printed).not.toContain(Buffer.from(key, 'base64').toString('hex'));
  });

  it('are each in the table once, with a meaning', () => {
    const names = configurationSettings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { meaning } of configurationSettings) expect(meaning.length).toBeGreaterThan(10);
  });

  it('that the table calls required are refused when missing, outside development', () => {
    const problems = problemsOf({ ASSENT_MODE: 'test' });
    const required = configurationSettings
      .filter(({ name, otherwise }) => otherwise === 'required' && name !== 'ASSENT_MODE')
      .map(({ name }) => `${name} is required`);
    expect([...problems].sort()).toEqual([...required].sort());
  });
});
