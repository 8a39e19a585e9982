import { accessSync, constants } from 'node:fs';
import { developmentDutyPhone } from './config-defaults.ts';
import { type SettingName, type SettingTexts, configurationSettings } from './configuration-settings.ts';
import { readClientKey, readSigningKey, readSymmetricKey } from './key-files.ts';

/** Names of the environment that begin like ours but are no settings: a misspelt protection would otherwise be none. */
export function findUnknownNames(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set<string>(configurationSettings.map(({ name }) => name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('ASSENT_') && !name.startsWith('ASSENT_TEST_') && !known.has(name))
    .map((name) => `${name} is no setting`);
}

/** What the settings must be together, each rule judged by itself so that all problems are told at once. */
export function findProblems(mode: string | undefined, settings: SettingTexts): string[] {
  const problems = [
    ...findTokenProblems(settings),
    ...findDatabaseProblems(mode, settings),
    ...findKeyProblems(settings),
    ...findSurfaceProblems(settings, 'ASSENT_PORTAL_URL', [
      'ASSENT_SIGN_IN_ISSUER',
      'ASSENT_SIGN_IN_CLIENT_ID',
      'ASSENT_SIGN_IN_KEY_FILE',
    ]),
    ...findSurfaceProblems(settings, 'ASSENT_CONSOLE_URL', [
      'ASSENT_STAFF_ISSUER',
      'ASSENT_STAFF_CLIENT_ID',
      'ASSENT_STAFF_KEY_FILE',
      'ASSENT_STAFF_ORGANISATIONS',
    ]),
    ...findSameOrigins(settings),
    ...findSameKeys(settings),
  ];
  if (mode !== 'development') {
    problems.push(...findUnreadableFiles(settings));
    // Whoever does without witnesses says so in the file: `quorum none`.
    if (settings.ASSENT_WITNESS_POLICY_FILE === undefined)
      problems.push('ASSENT_WITNESS_POLICY_FILE is required');
  }
  if (mode === 'production') problems.push(...findProductionProblems(settings));
  return problems;
}

function findTokenProblems(settings: SettingTexts): string[] {
  const isExternal =
    settings.ASSENT_TOKEN_ISSUER !== undefined && settings.ASSENT_TOKEN_ISSUER !== settings.ASSENT_PUBLIC_URL;
  return isExternal && settings.ASSENT_TOKEN_JWKS_URI === undefined
    ? ['ASSENT_TOKEN_JWKS_URI is required with an external ASSENT_TOKEN_ISSUER']
    : [];
}

/** A surface for people needs all of it; none of it is of use without one. */
function findSurfaceProblems(
  settings: SettingTexts,
  surface: 'ASSENT_PORTAL_URL' | 'ASSENT_CONSOLE_URL',
  needed: readonly SettingName[],
): string[] {
  if (settings[surface] === undefined) return [];
  return (['ASSENT_SESSION_KEY_FILE', ...needed] as const)
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name} is required with ${surface}`);
}

/** Cookies know no ports, but origins do: what runs in one surface must not read the other. */
function findSameOrigins(settings: SettingTexts): string[] {
  const surfaces = ['ASSENT_PUBLIC_URL', 'ASSENT_PORTAL_URL', 'ASSENT_CONSOLE_URL'] as const;
  return surfaces.flatMap((name, place) =>
    surfaces
      .slice(0, place)
      .filter((other) => settings[name] !== undefined && settings[name] === settings[other])
      .map((other) => `${name} must be another origin than ${other}`),
  );
}

function findDatabaseProblems(mode: string | undefined, settings: SettingTexts): string[] {
  const problems: string[] = [];
  if (mode !== 'development') {
    for (const name of ['DATABASE_URL', 'KEYSTORE_URL'] as const) {
      if (settings[name] === undefined) problems.push(`${name} is required`);
    }
  }
  if (settings.KEYSTORE_URL !== undefined && settings.DATABASE_URL === undefined && mode === 'development') {
    problems.push('KEYSTORE_URL needs DATABASE_URL beside it');
  }
  const [main, keys] = [placeOf(settings.DATABASE_URL), placeOf(settings.KEYSTORE_URL)];
  if (main !== undefined && main === keys) {
    problems.push('KEYSTORE_URL must lead to another database than DATABASE_URL');
  }
  return problems;
}

/** The key-encryption key comes from one place, and the service that unwraps it is asked with all that it needs. */
function findKeyProblems(settings: SettingTexts): string[] {
  const sources = (['ASSENT_KEK_FILE', 'ASSENT_KEK', 'ASSENT_KMS_URL'] as const).filter(
    (name) => settings[name] !== undefined,
  );
  const problems: string[] = [];
  if (sources.length === 0) problems.push('ASSENT_KEK_FILE is required');
  if (sources.length > 1) problems.push(`${sources.join(' and ')} name the same key: set one of them`);
  if (settings.ASSENT_KMS_URL !== undefined) {
    for (const name of ['ASSENT_KMS_TOKEN_FILE', 'ASSENT_WRAPPED_KEK_FILE'] as const) {
      if (settings[name] === undefined) problems.push(`${name} is required with ASSENT_KMS_URL`);
    }
  }
  return problems;
}

/** Server and database of a URL, without who logs in. */
function placeOf(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null) return undefined;
  return [url.searchParams.get('host') ?? url.hostname, url.port || '5432', url.pathname].join(' ');
}

function findSameKeys(settings: SettingTexts): string[] {
  const names = [
    'ASSENT_KEK_FILE',
    'ASSENT_RETIRED_KEK_FILE',
    'ASSENT_LOOKUP_KEY_FILE',
    'ASSENT_SESSION_KEY_FILE',
  ] as const;
  const seen = new Map<string, SettingName>();
  const problems: string[] = [];
  for (const name of names) {
    const found = settings[name] === undefined ? undefined : readSymmetricKey(settings[name]);
    if (found === undefined || !('secret' in found)) continue;
    const key = found.secret.export().toString('base64');
    const other = seen.get(key);
    if (other !== undefined) problems.push(`${name} and ${other} hold the same key`);
    seen.set(key, name);
  }
  const [ledger, receipts] = (['ASSENT_LEDGER_KEY_FILE', 'ASSENT_RECEIPT_KEY_FILE'] as const).map((name) =>
    settings[name] === undefined ? undefined : readSigningKey(settings[name]),
  );
  if (ledger !== undefined && receipts !== undefined && 'secret' in ledger && 'secret' in receipts) {
    if (ledger.secret.equals(receipts.secret)) {
      problems.push('ASSENT_RECEIPT_KEY_FILE and ASSENT_LEDGER_KEY_FILE hold the same key');
    }
  }
  return problems;
}

function findUnreadableFiles(settings: SettingTexts): string[] {
  const names = ['ASSENT_TLS_CERT_FILE', 'ASSENT_TLS_KEY_FILE', 'ASSENT_CLIENT_CA_FILE'] as const;
  return names
    .filter((name) => settings[name] !== undefined && !isReadable(settings[name]))
    .map((name) => `${name} names a file that cannot be read`);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** What is good enough on a developer's machine and never where real families are concerned. */
function findProductionProblems(settings: SettingTexts): string[] {
  const problems: string[] = [];
  const host =
    settings.ASSENT_PUBLIC_URL === undefined ? undefined : URL.parse(settings.ASSENT_PUBLIC_URL)?.hostname;
  if (host !== undefined && isLocal(host)) problems.push('ASSENT_PUBLIC_URL is a local name');
  if (
    settings.ASSENT_LEDGER_ORIGIN !== undefined &&
    isLocal(settings.ASSENT_LEDGER_ORIGIN.split(/[:/]/)[0] ?? '')
  ) {
    problems.push('ASSENT_LEDGER_ORIGIN is a local name');
  }
  if (settings.ASSENT_DUTY_PHONE === developmentDutyPhone) {
    problems.push('ASSENT_DUTY_PHONE is the number of the development mode');
  }
  for (const name of databaseSettings) {
    if (settings[name] !== undefined && !isProtectedLink(settings[name])) {
      problems.push(`${name} must say sslmode=verify-full, or lead to a Unix socket or loopback address`);
    }
  }
  for (const name of [
    'ASSENT_PORTAL_URL',
    'ASSENT_SIGN_IN_ISSUER',
    'ASSENT_CONSOLE_URL',
    'ASSENT_STAFF_ISSUER',
  ] as const) {
    if (isLocal(URL.parse(settings[name] ?? '')?.hostname ?? '')) problems.push(`${name} is a local name`);
  }
  for (const name of [
    'ASSENT_KEK_FILE',
    'ASSENT_RETIRED_KEK_FILE',
    'ASSENT_LOOKUP_KEY_FILE',
    'ASSENT_SESSION_KEY_FILE',
  ] as const) {
    if (settings[name] !== undefined && isDevelopmentSecret(readSymmetricKey(settings[name]))) {
      problems.push(`${name} names a secret of the development mode`);
    }
  }
  for (const name of ['ASSENT_LEDGER_KEY_FILE', 'ASSENT_RECEIPT_KEY_FILE'] as const) {
    if (settings[name] !== undefined && isDevelopmentSecret(readSigningKey(settings[name]))) {
      problems.push(`${name} names a secret of the development mode`);
    }
  }
  for (const name of ['ASSENT_SIGN_IN_KEY_FILE', 'ASSENT_STAFF_KEY_FILE'] as const) {
    if (settings[name] !== undefined && isDevelopmentSecret(readClientKey(settings[name])))
      problems.push(`${name} names a secret of the development mode`);
  }
  return problems;
}

const databaseSettings = [
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'DATABASE_ERASER_URL',
  'KEYSTORE_URL',
  'KEYSTORE_OWNER_URL',
  'KEYSTORE_ERASER_URL',
] as const;

function isDevelopmentSecret(found: ReturnType<typeof readSymmetricKey>): boolean {
  return 'secret' in found && found.isDevelopment;
}

function isLocal(host: string): boolean {
  return /^(?:localhost|.*\.localhost|.*\.local|127\..*|0\.0\.0\.0|\[?::1?\]?)$/.test(host);
}

/** Check 6 of docs: the link to a database is encrypted and its server proved, or never leaves the machine. */
function isProtectedLink(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return true;
  const host = url.searchParams.get('host') ?? url.hostname;
  return (
    host.startsWith('/') ||
    /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host) ||
    url.searchParams.get('sslmode') === 'verify-full'
  );
}
