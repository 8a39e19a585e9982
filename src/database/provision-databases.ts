import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import pg from 'pg';
import { z } from 'zod';

/** One connection URL for each role on each of the two databases. The key store is a database of its own (rulings 13). */
export interface DatabaseUrls {
  /** The gateway's own login on the main database. */
  readonly gateway: string;
  /** The owner of the main database: runs migrations, and nothing else. */
  readonly gatewayOwner: string;
  /** The eraser on the main database: may delete what erasure deletes, and nothing else. */
  readonly gatewayEraser: string;
  /** The gateway's own login on the key store. */
  readonly keys: string;
  /** The owner of the key store. */
  readonly keysOwner: string;
  /** The eraser on the key store: may destroy keys. */
  readonly keysEraser: string;
}

/** Where the generated passwords are kept, and what is done about logins that somebody made before. */
export interface ProvisionOptions {
  /** A file (made 0600) that keeps the two generated passwords between starts. */
  readonly credentialsFile: string;
  /**
   * `RESET_PASSWORD` gives existing roles our password; `ASSUME` leaves them alone and lets the owner act as them, for tests on
   * a server that also serves something else. Roles that do not exist are made in either case.
   */
  readonly existingRoles?: 'RESET_PASSWORD' | 'ASSUME';
}

export const gatewayRole = 'assent_gateway';
export const eraserRole = 'assent_eraser';

const credentialsSchema = z.object({ gateway: z.string().min(20), eraser: z.string().min(20) });
type Credentials = z.infer<typeof credentialsSchema>;

/**
 * Makes what the development mode and the tests need on a server, given the URL of an owner who may create roles and databases:
 * the roles `assent_gateway` and `assent_eraser`, and the key store `<database>_keys`. Doing it twice changes nothing.
 * In production an administrator does the same by hand (docs) and configures each URL.
 */
export async function provisionDatabases(ownerUrl: string, options: ProvisionOptions): Promise<DatabaseUrls> {
  const database = databaseOf(ownerUrl);
  const keyStore = `${database}_keys`;
  const keysOwner = withDatabase(ownerUrl, keyStore);
  const credentials = await keepCredentials(options.credentialsFile);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  let assumed: boolean;
  try {
    assumed = await provisionRoles(client, credentials, options.existingRoles ?? 'RESET_PASSWORD');
    const found = await client.query('select 1 from pg_catalog.pg_database where datname = $1', [keyStore]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(keyStore)}`);
    for (const name of [database, keyStore]) await restrictDatabase(client, name);
  } finally {
    await client.end();
  }
  const login = (url: string, role: string, password: string): string =>
    assumed ? assumingRole(url, role) : withLogin(url, role, password);
  return {
    gateway: login(ownerUrl, gatewayRole, credentials.gateway),
    gatewayOwner: ownerUrl,
    gatewayEraser: login(ownerUrl, eraserRole, credentials.eraser),
    keys: login(keysOwner, gatewayRole, credentials.gateway),
    keysOwner,
    keysEraser: login(keysOwner, eraserRole, credentials.eraser),
  };
}

/**
 * Lets our roles connect to a database and nobody do anything else with it: no schema, and no temporary table that could stand
 * in the way of a real one. A copy of a database does not inherit this.
 */
export async function restrictDatabase(owner: pg.ClientBase, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  await owner.query(`revoke all on database ${name} from public`);
  await owner.query(`grant connect on database ${name} to ${gatewayRole}, ${eraserRole}`);
}

async function keepCredentials(file: string): Promise<Credentials> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return credentialsSchema.parse(JSON.parse(kept));
  const made = {
    gateway: randomBytes(24).toString('base64url'),
    eraser: randomBytes(24).toString('base64url'),
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
  return made;
}

/** Gives true when roles stood there before and are to be assumed instead of logged in as. */
async function provisionRoles(
  client: pg.Client,
  credentials: Credentials,
  existingRoles: 'RESET_PASSWORD' | 'ASSUME',
): Promise<boolean> {
  let assumed = false;
  for (const [role, password] of [
    [gatewayRole, credentials.gateway],
    [eraserRole, credentials.eraser],
  ] as const) {
    const found = await client.query('select 1 from pg_catalog.pg_roles where rolname = $1', [role]);
    if (found.rowCount !== 0 && existingRoles === 'ASSUME') {
      assumed = true;
      continue;
    }
    const verb = found.rowCount === 0 ? 'create' : 'alter';
    await client.query(
      `${verb} role ${role} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${pg.escapeLiteral(password)}`,
    );
  }
  return assumed;
}

/** The name of the database that a URL leads to. */
export function databaseOf(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name === '') throw new Error('a database URL must name its database');
  return name;
}

/** The same URL, leading to another database of the same server. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

function withLogin(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = password;
  return changed.href;
}

function assumingRole(url: string, role: string): string {
  const changed = new URL(url);
  changed.searchParams.set('options', `-c role=${role}`);
  return changed.href;
}
