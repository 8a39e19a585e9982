import type { Pool } from '../../src/database/index.ts';
import { canaryForm } from './planted-message.ts';

const base64 = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const deepest = 4;

/** Every canary in a text, and in whatever its base64 and hexadecimal tokens hold. */
export function findCanaries(text: string, depth = 0): ReadonlySet<string> {
  const found = new Set(text.match(canaryForm) ?? []);
  if (depth === deepest) return found;
  for (const token of text.match(base64) ?? []) {
    const decoded = [
      Buffer.from(token, 'base64').toString('latin1'),
      ...(/^(?:[0-9a-f]{2})+$/i.test(token) ? [Buffer.from(token, 'hex').toString('latin1')] : []),
    ];
    for (const inner of decoded.filter((each) => /[A-Za-z0-9]{16}/.test(each))) {
      for (const canary of findCanaries(inner, depth + 1)) found.add(canary);
    }
  }
  return found;
}

/** Canaries that stand readable in a database, each with the column that holds it. */
export interface Leak {
  readonly place: string;
  readonly canary: string;
}

/**
 * Reads every column of every table of every schema but PostgreSQL's own, as text; bytes as text and not as numbers. What is
 * sealed is read as well: a canary that shows there was not sealed.
 */
export async function scanDatabase(owner: Pool): Promise<readonly Leak[]> {
  const { rows: columns } = await owner.query<{ schema: string; name: string; column: string; type: string }>(
    `select n.nspname as schema, c.relname as name, a.attname as column, t.typname as type
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     join pg_type t on t.oid = a.atttypid
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
     order by 1, 2, a.attnum`,
  );
  const leaks: Leak[] = [];
  for (const { schema, name, column, type } of columns) {
    const value = type === 'bytea' ? `encode(${quote(column)}, 'escape')` : `${quote(column)}::text`;
    // 'CANARY' itself, its hexadecimal, and its base64 at each of the three places where it may begin.
    const { rows } = await owner.query<{ text: string }>(
      `select ${value} as text from ${quote(schema)}.${quote(name)} where ${value} ~ 'CANARY|43414e415259|Q0FOQVJZ|NBTkFSW|DQU5BUl'`,
    );
    for (const { text } of rows) {
      const canaries = findCanaries(text);
      const place = `${schema}.${name}.${column}`;
      leaks.push(
        ...[...(canaries.size === 0 ? ['in an encoding'] : canaries)].map((canary) => ({ place, canary })),
      );
    }
  }
  if (columns.length < 5) throw new Error('the scan found no tables to speak of');
  return leaks;
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
