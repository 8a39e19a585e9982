import type { TestDatabase } from '../support/database.ts';

/** Tables that a row of an entry stands in, those that refer to others first. */
export const entryTables = ['entry_parts', 'part_wraps', 'entry_index', 'entry_terms', 'entries'].map(
  (name) => `ledger.${name}`,
);
const allTables = [
  ...entryTables,
  'ledger.head',
  'ledger.witnessed_checkpoints',
  'ledger.checkpoints',
  'ledger.tiles',
  'consent.consents',
  'consent.epochs',
];

/** Runs statements as a superuser whom neither triggers nor foreign keys stop. */
export async function tamper({ owner }: TestDatabase, ...statements: readonly string[]): Promise<void> {
  const connection = await owner.connect();
  try {
    await connection.query('set session_replication_role = replica');
    for (const statement of statements) await connection.query(statement);
    await connection.query('reset session_replication_role');
  } finally {
    connection.release();
  }
}

/** Keeps what stands in the tables now, as a backup of yesterday. */
export function keep(name: string): readonly string[] {
  return [
    `create schema ${name}`,
    ...allTables.map((table) => `create table ${name}.${table.replace('.', '_')} as table ${table}`),
  ];
}

/** Puts back what was kept. */
export function restore(name: string): readonly string[] {
  return [
    ...allTables.map((table) => `delete from ${table}`),
    ...allTables.map((table) => `insert into ${table} table ${name}.${table.replace('.', '_')}`),
  ];
}

/** Everything of these entries. */
export function remove(condition: string): readonly string[] {
  return entryTables.map((table) => `delete from ${table} where ${condition}`);
}

/** Gives entries other places. */
export function renumber(condition: string, to: string): readonly string[] {
  return entryTables.map((table) => `update ${table} set entry_index = ${to} where ${condition}`);
}

/** Dumps every table row by row and puts the rows into another database, as a logical dump and restore does. */
export async function dumpInto(from: TestDatabase, to: TestDatabase): Promise<void> {
  for (const table of allTables) {
    const { rows } = await from.owner.query<{ dump: string }>(
      `select coalesce(jsonb_agg(to_jsonb(t)), '[]'::jsonb)::text as dump from ${table} t`,
    );
    const connection = await to.owner.connect();
    try {
      await connection.query('set session_replication_role = replica');
      await connection.query(`delete from ${table}`);
      await connection.query(
        `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
        [rows[0]?.dump ?? '[]'],
      );
      await connection.query('reset session_replication_role');
    } finally {
      connection.release();
    }
  }
}
