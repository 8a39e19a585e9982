import { listTablesSql } from './dump-format.ts';
import type { Pool } from './pool.ts';

/**
 * Writes every table anew without the rows that were deleted, and ends the write-ahead log before it: what an erasure deleted is
 * then in no data file and in no segment that is kept (with `wal_recycle = off`, or when the server's log has gone round once).
 * @param owner the owner's pool, of a role that may checkpoint
 */
export async function tidyDatabase(owner: Pool): Promise<void> {
  const tables = await owner.query<{ quoted: string }>(listTablesSql);
  for (const { quoted } of tables.rows) await owner.query(`vacuum (full, analyze) ${quoted}`);
  // Statistics keep samples of column values.
  await owner.query('vacuum full pg_catalog.pg_statistic');
  for (const statement of [
    'checkpoint',
    'select pg_switch_wal()',
    'checkpoint',
    'select pg_switch_wal()',
    'checkpoint',
  ])
    await owner.query(statement);
}
