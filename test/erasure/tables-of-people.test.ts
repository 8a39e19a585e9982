import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from '../../src/database/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { tablesOfPeople } from './tables-of-people.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

async function listTables(owner: Pool): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition
        and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'`,
  );
  return rows.map(({ name }) => name);
}

describe('every table of both databases', () => {
  it('is one of which it is known what erasure does with it', async () => {
    const there = [...(await listTables(database.owner)), ...(await listTables(database.keysOwner))];
    expect(there.toSorted()).toEqual(Object.keys(tablesOfPeople).toSorted());
  });

  it('that erasure deletes from is named by an erase function of its room', async () => {
    const { rows } = await database.owner.query<{ body: string }>(
      `select string_agg(p.prosrc, ' ') as body from pg_catalog.pg_proc p
        where p.proname in ('erase_person', 'finish_erasure')`,
    );
    const body = rows[0]?.body ?? '';
    const unnamed = Object.entries(tablesOfPeople)
      .filter(
        ([name, what]) => ['ERASED', 'THEIRS_GONE'].includes(what) && !/^(?:keystore|graphile)/.test(name),
      )
      .filter(([name]) => !body.includes(`delete from ${name} `))
      .map(([name]) => name);
    expect(unnamed).toEqual([]);
    expect(body).toContain('graphile_worker.remove_job');
  });
});
