import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { type DumpHeader, type DumpedDatabase, listTablesSql } from './dump-format.ts';
import type { Pool, PoolClient } from './pool.ts';
import { withTransaction } from './with-transaction.ts';

/** A file that is no whole backup of this database, or a database that it must not be put into. Nothing was changed. */
export class DumpRefusedError extends Error {
  override readonly name = 'DumpRefusedError';
}

const headerSchema = z.strictObject({
  format: z.literal('assent.backup/1'),
  database: z.enum(['gateway', 'keystore']),
  migrations: z.array(z.string()),
  at: z.iso.datetime(),
});
const tableSchema = z.strictObject({ table: z.string() });
const endSchema = z.strictObject({ end: z.literal(true), rows: z.number(), sha256: z.string() });

const rowsAtOnce = 500;

/**
 * Puts a backup into a database that has just been migrated and holds nothing yet, all of it or nothing.
 * @param owner the owner's pool
 * @returns the backup's first line, and how many rows were put back
 * @throws DumpRefusedError
 */
export async function loadDump(
  owner: Pool,
  database: DumpedDatabase,
  path: string,
): Promise<{ readonly header: DumpHeader; readonly rows: number }> {
  return withTransaction(owner, async (transaction) => {
    await transaction.query('set local idle_in_transaction_session_timeout = 0');
    const tables = await listTables(transaction);
    await checkEmpty(transaction, database);
    await suspendRules(transaction, tables);
    const loaded = await loadLines(transaction, database, path, new Set(tables));
    await advanceSequences(transaction);
    await transaction.query('set constraints all immediate');
    await resumeRules(transaction);
    return loaded;
  });
}

async function loadLines(
  transaction: PoolClient,
  database: DumpedDatabase,
  path: string,
  tables: ReadonlySet<string>,
): Promise<{ readonly header: DumpHeader; readonly rows: number }> {
  const hash = createHash('sha256');
  let header: DumpHeader | undefined;
  let end: z.infer<typeof endSchema> | undefined;
  let table: string | undefined;
  let rows = 0;
  let page: string[] = [];
  const flush = async (): Promise<void> => {
    if (page.length === 0 || table === undefined) return;
    await transaction.query(
      `insert into ${table} overriding system value
       select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [`[${page.join(',')}]`],
    );
    rows += page.length;
    page = [];
  };
  const unpacked = createReadStream(path).on('error', (fault) => packed.destroy(fault));
  const packed = createGunzip();
  try {
    for await (const line of createInterface({ input: unpacked.pipe(packed), crlfDelay: Infinity })) {
      if (end !== undefined) throw new DumpRefusedError('the backup goes on after its end');
      const parsed: unknown = JSON.parse(line);
      if (header === undefined) {
        header = headerSchema.parse(parsed);
        await checkHeader(transaction, header, database);
      } else if (endSchema.safeParse(parsed).success) {
        end = endSchema.parse(parsed);
        continue;
      } else if (tableSchema.safeParse(parsed).success) {
        await flush();
        ({ table } = tableSchema.parse(parsed));
        if (!tables.has(table))
          throw new DumpRefusedError('the backup has a table that this version has not');
      } else {
        page.push(line);
        if (page.length >= rowsAtOnce) await flush();
      }
      hash.update(`${line}\n`);
    }
  } catch (fault) {
    if (fault instanceof z.ZodError || fault instanceof SyntaxError || isOfGzip(fault))
      throw new DumpRefusedError('the file is no backup of ours, or is damaged', { cause: fault });
    throw fault;
  }
  await flush();
  if (header === undefined || end?.rows !== rows || end.sha256 !== hash.digest('hex'))
    throw new DumpRefusedError('the backup was cut short or changed');
  return { header, rows };
}

function isOfGzip(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && String(fault.code).startsWith('Z_');
}

async function checkHeader(
  transaction: PoolClient,
  header: DumpHeader,
  database: DumpedDatabase,
): Promise<void> {
  if (header.database !== database)
    throw new DumpRefusedError(`the backup is of the ${header.database}, not of the ${database}`);
  const { rows } = await transaction.query<{ name: string }>(
    `select m.name from migrations.${database} m order by m.name`,
  );
  const here = rows.map(({ name }) => name).join(' ');
  if (here !== header.migrations.join(' '))
    throw new DumpRefusedError('the backup is of another version: put it back with that one, then migrate');
}

async function listTables(transaction: PoolClient): Promise<readonly string[]> {
  const { rows } = await transaction.query<{ quoted: string }>(listTablesSql);
  return rows.map(({ quoted }) => quoted);
}

const emptySql = {
  gateway: `select not exists (select from families.persons) and not exists (select from ledger.entries)
              and not exists (select from agreements.organisations) as empty`,
  keystore: `select not exists (select from keystore.person_keys) and not exists (select from keystore.destroyed_keys)
               and not exists (select from keystore.part_keys) as empty`,
} as const;

async function checkEmpty(transaction: PoolClient, database: DumpedDatabase): Promise<void> {
  const { rows } = await transaction.query<{ empty: boolean }>(emptySql[database]);
  if (rows[0]?.empty !== true)
    throw new DumpRefusedError(`the ${database} holds data already: put a backup into an empty database`);
}

/** Rows come back as they were: rules about what may follow what are not asked, references are checked at the end. */
async function suspendRules(transaction: PoolClient, tables: readonly string[]): Promise<void> {
  await alterRules(transaction, 'disable');
  await alterReferences(transaction, 'deferrable initially deferred');
  await transaction.query(`truncate ${tables.join(', ')}`);
}

async function resumeRules(transaction: PoolClient): Promise<void> {
  await alterReferences(transaction, 'not deferrable');
  await alterRules(transaction, 'enable');
}

/** Partitions have rules of their own beside those of the table that they are of. */
async function alterRules(transaction: PoolClient, how: 'disable' | 'enable'): Promise<void> {
  const { rows } = await transaction.query<{ statement: string }>(
    `select format('alter table %s ${how} trigger user', c.oid::regclass) as statement
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('graphile_worker', 'migrations')
        and exists (select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal)`,
  );
  for (const { statement } of rows) await transaction.query(statement);
}

async function alterReferences(
  transaction: PoolClient,
  how: 'deferrable initially deferred' | 'not deferrable',
): Promise<void> {
  const { rows } = await transaction.query<{ statement: string }>(
    `select format('alter table %s alter constraint %I ${how}', c.conrelid::regclass, c.conname) as statement
       from pg_catalog.pg_constraint c
       join pg_catalog.pg_class t on t.oid = c.conrelid
       join pg_catalog.pg_namespace n on n.oid = t.relnamespace
      where c.contype = 'f' and c.conparentid = 0 and n.nspname not in ('graphile_worker', 'migrations')`,
  );
  for (const { statement } of rows) await transaction.query(statement);
}

/** A number that is given out once is not given out again. */
async function advanceSequences(transaction: PoolClient): Promise<void> {
  const { rows } = await transaction.query<{ statement: string }>(
    `select format('select setval(%L, coalesce((select max(%I) from %I.%I), 0) + 1, false)',
                   pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname), a.attname, n.nspname, c.relname)
              as statement
       from pg_catalog.pg_attribute a
       join pg_catalog.pg_class c on c.oid = a.attrelid
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where a.attidentity <> '' and c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname not in ('graphile_worker', 'migrations')`,
  );
  for (const { statement } of rows) await transaction.query(statement);
}
