import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type DumpEnd, type DumpHeader, type DumpedDatabase, listTablesSql } from './dump-format.ts';
import type { Pool } from './pool.ts';
import { readSnapshot } from './read-snapshot.ts';

const rowsAtOnce = 500;

/**
 * Writes every row of a database, as it was at one instant, into a file that only its owner can read: gzip of JSON lines. What is
 * sealed stays sealed. The embedded server brings no pg_dump; an administrator's own backup does as well, and is followed by
 * `assent erase replay` when it is put back.
 * @param owner the owner's pool
 * @param path must not exist yet
 * @returns how many rows there are
 */
export async function dumpDatabase(owner: Pool, database: DumpedDatabase, path: string): Promise<number> {
  // Before anything is read: a file that is there already must not cost a dump, nor be written to.
  const file = (await open(path, 'wx', 0o600)).createWriteStream();
  const packed = createGzip();
  packed.pipe(file);
  const written = finished(file);
  // Told below, by whoever waits for it; a stream that fails meanwhile must not end the process.
  written.catch(() => undefined);
  packed.on('error', () => undefined);
  file.on('error', (fault) => packed.destroy(fault));
  const hash = createHash('sha256');
  let rows = 0;
  const write = async (line: string): Promise<void> => {
    hash.update(`${line}\n`);
    if (!packed.write(`${line}\n`)) await Promise.race([once(packed, 'drain'), written]);
  };
  await readSnapshot(owner, async (snapshot) => {
    const migrations = await snapshot.query<{ name: string; at: Date }>(
      `select m.name, now() as at from migrations.${database} m order by m.name`,
    );
    const header: DumpHeader = {
      format: 'assent.backup/1',
      database,
      migrations: migrations.rows.map(({ name }) => name),
      at: (migrations.rows[0]?.at ?? new Date()).toISOString(),
    };
    await write(JSON.stringify(header));
    const tables = await snapshot.query<{ name: string; quoted: string }>(listTablesSql);
    for (const { quoted } of tables.rows) {
      await write(JSON.stringify({ table: quoted }));
      await snapshot.query(
        `declare dumped no scroll cursor for select to_jsonb(t)::text as row from ${quoted} t`,
      );
      for (;;) {
        const page = await snapshot.query<{ row: string }>(`fetch ${rowsAtOnce} from dumped`);
        for (const { row } of page.rows) await write(row);
        rows += page.rows.length;
        if (page.rows.length < rowsAtOnce) break;
      }
      await snapshot.query('close dumped');
    }
  });
  const end: DumpEnd = { end: true, rows, sha256: hash.digest('hex') };
  packed.end(`${JSON.stringify(end)}\n`);
  await written;
  return rows;
}
