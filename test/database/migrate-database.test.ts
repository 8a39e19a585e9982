import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MigrationError,
  findSchemaDrift,
  migrateDatabase,
  migrationsDirectory,
} from '../../src/database/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'assent-migrations-'));
  await cp(migrationsDirectory, directory, { recursive: true });
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

async function addMigration(name: string, sql: string): Promise<string> {
  const path = join(directory, 'gateway', name);
  await writeFile(path, sql);
  return path;
}

describe('migrating', () => {
  it('changes nothing the second time', async () => {
    expect(await migrateDatabase(database.urls)).toEqual({ gateway: [], keystore: [] });
    expect(await findSchemaDrift(database)).toEqual({ missing: [], unknown: [] });
  });

  it('names the file and line at fault, and keeps nothing of the run', async () => {
    const good = await addMigration('997_create_sheep.sql', 'create table public.sheep (id int);');
    const bad = await addMigration(
      '998_create_goats.sql',
      'create table public.goats (\n  id int,\n  x nonsense);\n',
    );
    const failing = migrateDatabase(database.urls, directory);
    await expect(failing).rejects.toThrow(MigrationError);
    await expect(failing).rejects.toThrow(`${bad}:3 failed: type "nonsense" does not exist (42704)`);
    const left = await database.owner.query("select to_regclass('public.sheep') as sheep");
    expect(left.rows).toEqual([{ sheep: null }]);
    await Promise.all([rm(bad), rm(good)]);
  });

  it('refuses a file whose name does not say its place', async () => {
    const path = await addMigration('sheep.sql', 'select 1;');
    await expect(migrateDatabase(database.urls, directory)).rejects.toThrow(
      /NNN_verb_object\.sql: sheep\.sql/,
    );
    await rm(path);
  });

  it('runs once when two processes start at the same moment', async () => {
    await addMigration('999_create_lambs.sql', 'create table public.lambs (id int);');
    expect(await findSchemaDrift(database, directory)).toMatchObject({ missing: ['999_create_lambs'] });
    const reports = await Promise.all([
      migrateDatabase(database.urls, directory),
      migrateDatabase(database.urls, directory),
    ]);
    expect(reports.flatMap(({ gateway }) => gateway)).toEqual(['999_create_lambs']);
  });

  it('lets an older version see that the database has moved on', async () => {
    expect(await findSchemaDrift(database)).toEqual({ missing: [], unknown: ['999_create_lambs'] });
  });
});

describe('the roles', () => {
  it.each(['gateway', 'eraser'] as const)('give the %s no way to make or change the schema', async (role) => {
    for (const statement of [
      'create schema mine',
      'create table public.mine (id int)',
      'create temporary table mine (id int)',
      'create table database.mine (id int)',
      'alter table migrations.gateway add column mine int',
      'delete from migrations.gateway',
      'set role assent_owner',
      'alter role assent_gateway superuser',
      'create role mine',
      "select pg_read_file('/etc/passwd')",
      "copy (select 1) to program 'true'",
    ]) {
      await expect(database[role].query(statement)).rejects.toThrow(
        /permission denied|must be|does not exist/,
      );
    }
  });

  it('cannot run a function that was not granted to them', async () => {
    await database.owner.query(`
      create function public.peek() returns int language sql as 'select 1';
      grant usage on schema public to assent_gateway;`);
    await expect(database.gateway.query('select public.peek()')).rejects.toMatchObject({ code: '42501' });
  });
});

describe('an append-only table', () => {
  it('refuses change by everybody, its owner included', async () => {
    await database.owner.query(`
      create table public.facts (id int primary key);
      create trigger refuse_change before update or delete on public.facts
        for each row execute function database.refuse_change();
      create trigger refuse_truncate before truncate on public.facts
        for each statement execute function database.refuse_change();
      insert into public.facts values (1);`);
    for (const statement of [
      'update public.facts set id = 2',
      'delete from public.facts',
      'truncate public.facts',
    ]) {
      await expect(database.owner.query(statement)).rejects.toMatchObject({
        code: 'AS090',
        message: expect.stringMatching(/on public\.facts is refused/) as unknown,
      });
    }
  });
});
