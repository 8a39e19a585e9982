import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pool, openPool, withTransaction } from '../../src/database/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
let pool: Pool;
let lost: Error[];

beforeAll(async () => {
  database = await createTestDatabase();
  lost = [];
  pool = openPool(database.urls.gateway, {
    max: 2,
    statementTimeout: 300,
    idleInTransactionTimeout: 300,
    connectionTimeout: 2_000,
    applicationName: 'pool-test',
    onConnectionLost: (error) => lost.push(error),
  });
  await database.owner.query(`
    create table public.notes (id int primary key, day date, at timestamptz, size bigint);
    grant usage on schema public to assent_gateway;
    grant select, insert on public.notes to assent_gateway;`);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function endConnections(): Promise<void> {
  await database.owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pool-test'",
  );
}

describe('a pool', () => {
  it('ends a statement that runs too long', async () => {
    await expect(pool.query('select pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
  });

  it('ends a transaction that is left open, without ending the process', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await pause(800);
    await expect(client.query('select 1')).rejects.toThrow(/./);
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('heals when the server ends idle connections, and says so', async () => {
    await Promise.all([pool.query('select 1'), pool.query('select 1')]);
    lost.length = 0;
    await endConnections();
    await pause(200);
    expect(lost.length).toBeGreaterThan(0);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('survives the loss of a connection that is held between two statements', async () => {
    const client = await pool.connect();
    await client.query('select 1');
    await endConnections();
    await pause(100);
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('reads days as texts, instants as dates and large whole numbers as texts', async () => {
    await pool.query(
      "insert into public.notes values (1, '2026-03-29', '2026-03-29T00:30:00Z', 9007199254740993)",
    );
    const { rows } = await pool.query('select day, at, size from public.notes');
    expect(rows).toEqual([
      { day: '2026-03-29', at: new Date('2026-03-29T00:30:00Z'), size: '9007199254740993' },
    ]);
  });

  it('keeps the connection of a statement that the server refused', async () => {
    const one = openPool(database.urls.gateway, { max: 1 });
    const who = 'select pg_backend_pid() as process, $1::int as value';
    const before = await one.query(who, [1]);
    await expect(one.query('insert into public.notes (id) values ($1), ($1)', [90])).rejects.toMatchObject({
      code: '23505',
    });
    await expect(one.query('select $1::int from public.missing', [1])).rejects.toMatchObject({
      code: '42P01',
    });
    expect((await one.query(who, [1])).rows).toEqual(before.rows);
    await one.end();
  });

  it('drops the connection of a statement that never ended', async () => {
    const one = openPool(database.urls.gateway, { max: 1 });
    const who = 'select pg_backend_pid() as process';
    const before = await one.query(who);
    await expect(one.query('select pg_terminate_backend(pg_backend_pid()), $1::int', [1])).rejects.toThrow(
      /./,
    );
    expect((await one.query(who)).rows).not.toEqual(before.rows);
    await one.end();
  });

  it('plans a statement once at each connection, and anew when what it reads has changed', async () => {
    const one = openPool(database.urls.gateway, { max: 1 });
    const read = 'select * from public.shapes where id = $1';
    await database.owner.query(
      'create table public.shapes (id int); insert into public.shapes values (1); grant select on public.shapes to assent_gateway',
    );
    for (let round = 0; round < 3; round += 1) expect((await one.query(read, [1])).rows).toEqual([{ id: 1 }]);
    const planned = await one.query('select statement from pg_prepared_statements');
    expect(planned.rows).toEqual([{ statement: read }]);
    await database.owner.query("alter table public.shapes add column word text not null default 'new'");
    for (let round = 0; round < 3; round += 1)
      expect((await one.query(read, [1])).rows).toEqual([{ id: 1, word: 'new' }]);
    await one.end();
  });

  it('says who it is', async () => {
    const { rows } = await pool.query<{ name: string; role: string }>(
      "select current_setting('application_name') as name, current_user as role",
    );
    expect(rows).toEqual([{ name: 'pool-test', role: 'assent_gateway' }]);
  });
});

describe('a transaction', () => {
  it('is committed when its work succeeds, and its value handed on', async () => {
    const value = await withTransaction(pool, async (transaction) => {
      await transaction.query('insert into public.notes (id) values (2)');
      return 'done';
    });
    expect(value).toBe('done');
    expect((await pool.query('select id from public.notes where id = 2')).rowCount).toBe(1);
  });

  it('leaves nothing when its work throws, and gives the connection back', async () => {
    for (let round = 0; round < 5; round += 1) {
      const failing = withTransaction(pool, async (transaction) => {
        await transaction.query('insert into public.notes (id) values (3)');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
    }
    expect((await pool.query('select id from public.notes where id = 3')).rowCount).toBe(0);
  });

  it('throws what broke it when the connection is lost in between', async () => {
    const broken = withTransaction(pool, async (transaction) => {
      await transaction.query('insert into public.notes (id) values (4)');
      await endConnections();
      await transaction.query('insert into public.notes (id) values (5)');
    });
    await expect(broken).rejects.toThrow(/./);
    expect((await pool.query('select id from public.notes where id in (4, 5)')).rowCount).toBe(0);
  });
});
