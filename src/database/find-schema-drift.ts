import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationsDirectory } from './migrate-database.ts';
import type { Queryable } from './pool.ts';

/** How the databases differ from what this version was built for. */
export interface SchemaDrift {
  /** Migrations of this version that have not run: `assent database migrate` is due. */
  readonly missing: readonly string[];
  /** Migrations that have run and that this version does not know: the database belongs to a newer version. */
  readonly unknown: readonly string[];
}

/**
 * Compares the migrations that have run with those of this version. A process must not serve while anything is missing or
 * unknown: an old replica would write rows that newer ones misread.
 */
export async function findSchemaDrift(
  pools: { readonly gateway: Queryable; readonly keys: Queryable },
  directory: string = migrationsDirectory,
): Promise<SchemaDrift> {
  const [gateway, keystore] = await Promise.all([
    compare(pools.gateway, 'select m.name from migrations.gateway m', join(directory, 'gateway')),
    compare(pools.keys, 'select m.name from migrations.keystore m', join(directory, 'keystore')),
  ]);
  return {
    missing: [...gateway.missing, ...keystore.missing],
    unknown: [...gateway.unknown, ...keystore.unknown],
  };
}

async function compare(database: Queryable, statement: string, directory: string): Promise<SchemaDrift> {
  const files = (await readdir(directory)).filter((file) => /^\d{3}_.*\.sql$/.test(file));
  const known = new Set(files.map((file) => file.slice(0, -'.sql'.length)));
  const { rows } = await database.query<{ name: string }>(statement);
  const applied = new Set(rows.map(({ name }) => name));
  return {
    missing: [...known].filter((name) => !applied.has(name)).sort(),
    unknown: [...applied].filter((name) => !known.has(name)).sort(),
  };
}
