import type { Pool } from '../../src/database/index.ts';
import type { TestDatabase } from './database.ts';

/**
 * The columns of both databases that hold a text: as it is, as bytes, or in base64. Reads every row of every table that is
 * ours, the job queue's tables included.
 */
export async function findColumnsWith(database: TestDatabase, text: string): Promise<readonly string[]> {
  const forms = [
    text,
    Buffer.from(text).toString('hex'),
    ...[0, 1, 2].map((shift) => insideBase64(text, shift)),
  ].map((form) => form.toLowerCase());
  const found = await Promise.all([
    searchDatabase(database.owner, forms),
    searchDatabase(database.keysOwner, forms),
  ]);
  return found.flat();
}

/** The characters that every base64 text has that holds this text after so many other bytes (counted in threes). */
function insideBase64(text: string, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64');
  return encoded.slice(shift === 0 ? 0 : 4, Math.floor((shift + text.length) / 3) * 4);
}

async function searchDatabase(owner: Pool, forms: readonly string[]): Promise<readonly string[]> {
  const { rows: columns } = await owner.query<{ place: string; search: string }>(
    `select format('%I.%I.%I', n.nspname, c.relname, a.attname) as place,
            format('select exists (select 1 from %I.%I t where lower(t.%I::text) like any ($1)) as found',
                   n.nspname, c.relname, a.attname) as search
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'`,
  );
  const patterns = forms.map((form) => `%${form.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const places: string[] = [];
  for (const { place, search } of columns) {
    const { rows } = await owner.query<{ found: boolean }>(search, [patterns]);
    if (rows[0]?.found === true) places.push(place);
  }
  return places;
}
