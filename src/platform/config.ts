import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { type CarriersConfig, noCarriers } from './carriers-file.ts';
import { addDefaults } from './config-defaults.ts';
import { type ReadSettings, configSchema } from './config-schema.ts';
import { findProblems, findUnknownNames } from './check-config.ts';
import { type SettingName, type SettingTexts, configurationSettings } from './configuration-settings.ts';
import type { LogLevel } from './logger.ts';
import { type ConsoleConfig, type PortalConfig, toConsoleConfig, toPortalConfig } from './surface-config.ts';

/** Which databases the gateway works with. */
export type DatabaseConfig =
  /** Our own PostgreSQL, kept in a directory (development only). */
  | { readonly kind: 'EMBEDDED'; readonly directory: string }
  /** A server whose owner we were given, on which we make roles and databases (development only). */
  | { readonly kind: 'PROVISIONED'; readonly ownerUrl: string }
  /** Databases that an administrator made; owner and eraser only for the commands that need them. */
  | {
      readonly kind: 'CONFIGURED';
      readonly gateway: string;
      readonly keys: string;
      readonly owner: { readonly gateway: string; readonly keys: string } | null;
      readonly eraser: { readonly gateway: string; readonly keys: string } | null;
    };

/** The service that unwraps the key-encryption key. Paths are absolute. */
export interface KeyManagementConfig {
  readonly url: string;
  readonly token: KeyObject;
  readonly wrappedKeyFile: string;
  readonly caFile: string | null;
}

/** The settings of one process, read once at the start. Secrets are key objects, which do not print their content. */
export interface Config {
  readonly mode: 'development' | 'test' | 'production';
  readonly host: string;
  readonly port: number;
  /** The https origin under which systems reach the gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Absolute paths. */
  readonly dataDirectory: string;
  readonly certsDirectory: string;
  readonly database: DatabaseConfig;
  /** Symmetric keys of 32 bytes (`.export()` gives them). */
  readonly keys: {
    /** Null where a key-management service holds it: it is asked when the process starts. */
    readonly keyEncryptionKey: KeyObject | null;
    readonly keyManagement: KeyManagementConfig | null;
    readonly retiredKeyEncryptionKey: KeyObject | null;
    readonly lookupKey: KeyObject;
  };
  /** Years that a record is kept, by what they are counted from (docs/domain/01 §1.11). */
  readonly retentionYears: {
    readonly birth: number;
    readonly lookedAfter: number;
    readonly death: number;
    readonly adoption: number;
    readonly lastContact: number;
  };
  /** The list of erasures outside both databases; absent where this process may not erase. */
  readonly erasureListFile: string | undefined;
  readonly ledger: {
    readonly origin: string;
    /** Ed25519 private key. */
    readonly signingKey: KeyObject;
  };
  readonly witnesses: {
    /** The text that names the witnesses (c2sp.org/tlog-policy); absent where none is set. */
    readonly policy: string | undefined;
    readonly graceMinutes: number;
    readonly backlog: number;
  };
  /** Ed25519 private key that signs the receipts of choices; another than the ledger's, so that neither speaks for the other. */
  readonly receiptKey: KeyObject;
  /** Absolute paths of PEM files. In development they may not exist before the development certificates are made. */
  readonly tls: { readonly certFile: string; readonly keyFile: string; readonly clientCaFile: string };
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    /** Where an external issuer's keys are; null when the gateway issues its own tokens. */
    readonly jwksUri: string | null;
  };
  readonly policy: { readonly directory: string; readonly bundle: string };
  /** Where partners' codes are said to mean something; absent where no partner adds any. */
  readonly codesFile: string | undefined;
  /** A file in which a partnership sets deadlines of its own. */
  readonly clocksFile: string | undefined;
  readonly dutyPhone: string;
  /** The organisation that operates the gateway, as `system:value`; absent where none is named. */
  readonly operator: string | undefined;
  /** Working days that something may wait for a judgement, by reason, where a locality has set it. */
  readonly holdDays: Readonly<Record<string, number>>;
  /** Minutes for which an emergency access holds at most. */
  readonly emergencyMinutes: number;
  /** The most parts that a record which is asked for may have. */
  readonly recordParts: number;
  /** Milliseconds within which a request is decided and written down, or refused. */
  readonly deadlines: { readonly urgent: number; readonly usual: number };
  /** Requests that one system may make in a minute, at all replicas together, before it is told to wait. */
  readonly requestsPerMinute: number;
  /** Requests that one replica answers at once; routine ones beyond them are shed. */
  readonly requestsAtOnce: number;
  /** Milliseconds that a replica goes on taking requests, saying that it is not ready, before it closes its door. */
  readonly drain: number;
  /** The longest wait for a connection to a database, in milliseconds. */
  readonly databaseWait: number;
  /** The bearer that `/metrics` asks for; null when it answers on loopback only. */
  readonly metricsToken: KeyObject | null;
  /** The families' portal; null where there is none. */
  readonly portal: PortalConfig | null;
  /** The officers' console; null where there is none. */
  readonly console: ConsoleConfig | null;
  /** Who carries what the gateway itself does not bring: e-mails, text messages, MESH. */
  readonly carriers: CarriersConfig;
  readonly logLevel: LogLevel;
}

/** The settings are wrong; every problem is listed, and no value is repeated. The process must not start. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The settings are wrong:', ...problems.map((problem) => `- ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads the settings from the environment. An empty value counts as not set.
 * In development the secrets that are not given are made, once, in the data directory.
 * @throws ConfigError listing all problems
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given: Partial<Record<SettingName, string>> = {};
  for (const { name } of configurationSettings) {
    const text = environment[name]?.trim();
    if (text !== undefined && text !== '') given[name] = text;
  }
  // Forgetting to say the mode must not turn a production host into a development one.
  const mode = given.ASSENT_MODE ?? (environment['NODE_ENV'] === 'production' ? undefined : 'development');
  const settings = addDefaults(mode, given);
  const read = configSchema.safeParse(settings);
  const problems = [
    ...findUnknownNames(environment),
    ...(read.success ? [] : read.error.issues.map((issue) => describe(issue, settings))),
    ...findProblems(mode, settings),
  ];
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(read.data);
}

function describe(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  settings: SettingTexts,
): string {
  const name = String(issue.path[0]);
  const isMissing = !Object.hasOwn(settings, name);
  return `${name} ${isMissing ? 'is required' : issue.message}`;
}

function toConfig(read: ReadSettings): Config {
  return {
    mode: read.ASSENT_MODE,
    host: read.ASSENT_HOST,
    port: read.ASSENT_PORT,
    publicUrl: read.ASSENT_PUBLIC_URL,
    dataDirectory: read.ASSENT_DATA_DIR,
    certsDirectory: read.ASSENT_CERTS_DIR,
    database: toDatabaseConfig(read),
    keys: {
      keyEncryptionKey: read.ASSENT_KEK_FILE?.secret ?? read.ASSENT_KEK ?? null,
      keyManagement: toKeyManagement(read),
      retiredKeyEncryptionKey: read.ASSENT_RETIRED_KEK_FILE?.secret ?? null,
      lookupKey: read.ASSENT_LOOKUP_KEY_FILE.secret,
    },
    retentionYears: read.ASSENT_RETENTION_YEARS,
    erasureListFile: read.ASSENT_ERASURE_LIST_FILE,
    ledger: { origin: read.ASSENT_LEDGER_ORIGIN, signingKey: read.ASSENT_LEDGER_KEY_FILE.secret },
    witnesses: {
      policy: read.ASSENT_WITNESS_POLICY_FILE,
      graceMinutes: read.ASSENT_WITNESS_GRACE_MINUTES,
      backlog: read.ASSENT_WITNESS_BACKLOG,
    },
    receiptKey: read.ASSENT_RECEIPT_KEY_FILE.secret,
    tls: {
      certFile: read.ASSENT_TLS_CERT_FILE,
      keyFile: read.ASSENT_TLS_KEY_FILE,
      clientCaFile: read.ASSENT_CLIENT_CA_FILE,
    },
    tokens: {
      issuer: read.ASSENT_TOKEN_ISSUER ?? read.ASSENT_PUBLIC_URL,
      audience: read.ASSENT_TOKEN_AUDIENCE ?? read.ASSENT_PUBLIC_URL,
      jwksUri: read.ASSENT_TOKEN_JWKS_URI ?? null,
    },
    policy: { directory: read.ASSENT_POLICY_DIR, bundle: read.ASSENT_POLICY },
    codesFile: read.ASSENT_CODES_FILE,
    clocksFile: read.ASSENT_CLOCKS_FILE,
    dutyPhone: read.ASSENT_DUTY_PHONE,
    operator: read.ASSENT_OPERATOR,
    holdDays: read.ASSENT_HOLD_WORKING_DAYS ?? {},
    emergencyMinutes: read.ASSENT_EMERGENCY_MINUTES,
    recordParts: read.ASSENT_RECORD_PARTS,
    deadlines: {
      urgent: read.ASSENT_URGENT_DEADLINE_SECONDS * 1000,
      usual: read.ASSENT_DEADLINE_SECONDS * 1000,
    },
    requestsPerMinute: read.ASSENT_REQUESTS_PER_MINUTE,
    requestsAtOnce: read.ASSENT_REQUESTS_AT_ONCE,
    drain: read.ASSENT_DRAIN_SECONDS * 1000,
    databaseWait: read.ASSENT_DATABASE_WAIT_SECONDS * 1000,
    metricsToken: read.ASSENT_METRICS_TOKEN_FILE?.secret ?? null,
    portal: toPortalConfig(read),
    console: toConsoleConfig(read),
    carriers: read.ASSENT_CARRIERS_FILE ?? noCarriers,
    logLevel: read.ASSENT_LOG_LEVEL,
  };
}

function toKeyManagement(read: ReadSettings): KeyManagementConfig | null {
  const { ASSENT_KMS_URL: url, ASSENT_KMS_TOKEN_FILE: token, ASSENT_WRAPPED_KEK_FILE: wrappedKeyFile } = read;
  if (url === undefined || token === undefined || wrappedKeyFile === undefined) return null;
  return { url, token: token.secret, wrappedKeyFile, caFile: read.ASSENT_KMS_CA_FILE ?? null };
}

function toDatabaseConfig(read: ReadSettings): DatabaseConfig {
  const { DATABASE_URL: gateway, KEYSTORE_URL: keys } = read;
  if (gateway === undefined) return { kind: 'EMBEDDED', directory: join(read.ASSENT_DATA_DIR, 'pg') };
  if (keys === undefined) return { kind: 'PROVISIONED', ownerUrl: gateway };
  return {
    kind: 'CONFIGURED',
    gateway,
    keys,
    owner: pair(read.DATABASE_OWNER_URL, read.KEYSTORE_OWNER_URL),
    eraser: pair(read.DATABASE_ERASER_URL, read.KEYSTORE_ERASER_URL),
  };
}

function pair(
  gateway: string | undefined,
  keys: string | undefined,
): { readonly gateway: string; readonly keys: string } | null {
  return gateway === undefined || keys === undefined ? null : { gateway, keys };
}
