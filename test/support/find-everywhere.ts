import type { Pool } from '../../src/database/index.ts';
import type { TestDatabase } from './database.ts';

/** How a text would stand in a column: regular expressions for which case does not count, and forms of base64, where it does. */
interface Forms {
  readonly plain: readonly string[];
  readonly base64: readonly string[];
}

/** Shorter texts are looked for as words: within the letters of base64 they stand by chance. */
const longEnough = 8;

/**
 * The columns of both databases that hold a text: as it is, as bytes, or in base64. Reads every row of every table that is
 * ours, the job queue's tables included.
 * @param text at least five characters
 */
export async function findColumnsWith(database: TestDatabase, text: string): Promise<readonly string[]> {
  const spellings = new Set([text, text.toLowerCase(), text.toUpperCase()]);
  const forms: Forms = {
    plain: [
      text.length < longEnough ? `\\m${escapeExpression(text)}\\M` : escapeExpression(text),
      Buffer.from(text).toString('hex'),
    ],
    base64: [...spellings].flatMap((spelling) =>
      [0, 1, 2].flatMap((shift) => {
        const inside = insideBase64(spelling, shift);
        return [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
      }),
    ),
  };
  const found = await Promise.all([
    searchDatabase(database.owner, forms),
    searchDatabase(database.keysOwner, forms),
  ]);
  return found.flat();
}

/** The characters that every base64 text has that holds this text after so many other bytes (counted in threes). */
function insideBase64(text: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
  return bytes.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

async function searchDatabase(owner: Pool, forms: Forms): Promise<readonly string[]> {
  const { rows: columns } = await owner.query<{ place: string; search: string }>(
    `select format('%I.%I.%I', n.nspname, c.relname, a.attname) as place,
            format('select exists (select 1 from %I.%I t where t.%I::text ~* any ($1) or t.%I::text like any ($2)) as found',
                   n.nspname, c.relname, a.attname, a.attname) as search
       from pg_catalog.pg_class c
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'`,
  );
  const patterns = [forms.plain, forms.base64.map((form) => `%${form.replaceAll('_', '\\_')}%`)];
  const places: string[] = [];
  for (const { place, search } of columns) {
    const { rows } = await owner.query<{ found: boolean }>(search, patterns);
    if (rows[0]?.found === true) places.push(place);
  }
  return places;
}

function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
