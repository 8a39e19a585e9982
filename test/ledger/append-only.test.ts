import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from '../../src/database/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { draftDecision, makeLedger } from '../support/ledger.ts';

const tables = [
  'head',
  'entries',
  'entry_parts',
  'part_wraps',
  'entry_index',
  'entry_terms',
  'checkpoints',
  'witnessed_checkpoints',
  'tiles',
  'clock_steps',
] as const;
const erasable: readonly string[] = ['part_wraps', 'entry_index'];

let database: TestDatabase;
let entryId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const test = makeLedger(database);
  const person = await test.makePerson();
  const drafts = Array.from({ length: 256 }, () =>
    draftDecision([person], {
      index: { dataSubject: person, terms: [{ of: 'REASON', code: 'PERMIT_CONSENT' }] },
    }),
  );
  await test.ledger.append(await test.ledger.prepare(drafts));
  const earlier = draftDecision([person], { at: new Date('2027-01-07T15:00:00.123Z') });
  await test.ledger.append(await test.ledger.prepare([earlier]));
  await test.ledger.publishCheckpoint();
  await database.gateway.query(
    'insert into ledger.witnessed_checkpoints select c.size, c.note, now() from ledger.checkpoints c',
  );
  entryId = drafts[0]?.entryId ?? '';
});
afterAll(async () => {
  await database.drop();
});

/** The SQLSTATE that a statement ends with, or `done`. It is rolled back in either case. */
async function attempt(pool: Pool, statement: string, values: readonly unknown[] = []): Promise<string> {
  const connection = await pool.connect();
  try {
    await connection.query('begin');
    await connection.query(statement, [...values]);
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  } finally {
    await connection.query('rollback');
    connection.release();
  }
}

const noPrivilege = '42501';
const refusedChange = 'AS090';

describe.each(tables)('ledger.%s', (table) => {
  const column =
    { head: 'size', checkpoints: 'note', witnessed_checkpoints: 'note', tiles: 'hashes' }[table as string] ??
    'entry_index';

  it('cannot be changed, emptied, altered or dropped by the gateway', async () => {
    for (const statement of [
      `update ledger.${table} set ${column} = ${column}`,
      `delete from ledger.${table}`,
      `truncate ledger.${table} cascade`,
      `alter table ledger.${table} disable trigger all`,
      `drop trigger refuse_truncate on ledger.${table}`,
      `drop table ledger.${table} cascade`,
    ])
      expect([statement, await attempt(database.gateway, statement)]).toEqual([statement, noPrivilege]);
  });

  it('cannot be changed by the eraser, who deletes only wrapped keys and index rows', async () => {
    for (const statement of [
      `update ledger.${table} set ${column} = ${column}`,
      `truncate ledger.${table} cascade`,
      `alter table ledger.${table} disable trigger all`,
      `drop table ledger.${table} cascade`,
      `insert into ledger.${table} default values`,
    ])
      expect([statement, await attempt(database.eraser, statement)]).toEqual([statement, noPrivilege]);
    expect(await attempt(database.eraser, `delete from ledger.${table}`)).toBe(
      erasable.includes(table) ? 'done' : noPrivilege,
    );
  });

  it('is protected by triggers even from its owner', async () => {
    expect(await attempt(database.owner, `update ledger.${table} set ${column} = ${column}`)).toBe(
      refusedChange,
    );
    expect(await attempt(database.owner, `truncate ledger.${table} cascade`)).toBe(refusedChange);
    if (!erasable.includes(table))
      expect(await attempt(database.owner, `delete from ledger.${table}`)).toBe(refusedChange);
  });
});

describe('a partition of the search tables', () => {
  it('can be emptied, changed or taken away by nobody either, whatever its name', async () => {
    const { rows } = await database.owner.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_catalog.pg_class c
        where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' and c.relispartition`,
    );
    expect(rows).toHaveLength(34);
    for (const { name } of rows) {
      for (const statement of [
        `truncate ${name}`,
        `truncate ${name} cascade`,
        `update ${name} set entry_index = entry_index`,
        `delete from ${name}`,
        `drop table ${name}`,
      ]) {
        expect([statement, await attempt(database.gateway, statement)]).toEqual([statement, noPrivilege]);
        if (!statement.startsWith('delete'))
          expect([statement, await attempt(database.eraser, statement)]).toEqual([statement, noPrivilege]);
      }
      expect([name, await attempt(database.owner, `truncate ${name}`)]).toEqual([name, refusedChange]);
    }
    for (const name of ['ledger.entry_index_0', 'ledger.entry_terms_0'])
      expect(await attempt(database.owner, `update ${name} set entry_index = entry_index`)).toBe(
        refusedChange,
      );
    expect(await attempt(database.owner, 'delete from ledger.entry_terms_0')).toBe(refusedChange);
  });
});

describe('the list of tables above', () => {
  it('is whole', async () => {
    const { rows } = await database.owner.query<{ name: string }>(
      `select c.relname as name from pg_catalog.pg_class c
        where c.relnamespace = 'ledger'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        order by c.relname`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...tables].toSorted());
  });
});

describe('the gateway', () => {
  it('cannot write entries but through the appending function', async () => {
    for (const table of ['head', 'entries', 'entry_parts', 'part_wraps', 'entry_index', 'entry_terms'])
      expect(await attempt(database.gateway, `insert into ledger.${table} default values`)).toBe(noPrivilege);
  });

  it('cannot replace the functions that protect the ledger', async () => {
    for (const statement of [
      'alter function ledger.append_entries(jsonb) security invoker',
      'drop function ledger.append_entries(jsonb)',
      'alter schema ledger rename to other',
      'create table ledger.other (only_row boolean)',
      `create or replace function database.refuse_change() returns trigger language sql as 'select null'`,
    ])
      expect([statement, await attempt(database.gateway, statement)]).toEqual([statement, noPrivilege]);
  });
});

describe('the appending function', () => {
  it('is for the gateway and not for the eraser', async () => {
    const call = 'select * from ledger.append_entries($1::jsonb)';
    expect(await attempt(database.eraser, call, ['[]'])).toBe(noPrivilege);
  });

  it('refuses an empty or another argument', async () => {
    const call = 'select * from ledger.append_entries($1::jsonb)';
    for (const argument of ['[]', '{}', '"text"', 'null', null])
      expect(await attempt(database.gateway, call, [argument])).toBe('AS010');
  });

  it('appends nothing of a call in which one entry is wrong', async () => {
    const test = makeLedger(database);
    const person = await test.makePerson();
    const size = async (): Promise<unknown> =>
      (await database.owner.query('select size from ledger.head')).rows;
    const before = await size();
    const [good] = (await test.ledger.prepare([draftDecision([person])])).map((entry) => entry.toJSON());
    if (good === undefined) throw new Error('one entry');
    const call = 'select * from ledger.append_entries($1::jsonb)';
    const outcomeOf = async (wrong: object): Promise<string> => {
      const outcome = await database.gateway
        .query(call, [JSON.stringify([good, { ...good, ...wrong }])])
        .then(
          () => 'done',
          (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'no code'),
        );
      return outcome;
    };
    const other = '0b8e2f64-9c1f-4c52-8d3b-9d9ad9b8f0aa';
    expect(await outcomeOf({})).toBe('23505');
    expect(await outcomeOf({ entryId })).toBe('23505');
    expect(await outcomeOf({ entryId: other, kind: 'OTHER' })).toBe('23514');
    expect(await outcomeOf({ entryId: other, leafHash: 'AAAA' })).toBe('23514');
    expect(await outcomeOf({ entryId: other, leafHash: null })).toBe('23502');
    expect(await outcomeOf({ entryId: other, slotCount: 5 })).toBe('23514');
    expect(await outcomeOf({ entryId: other, at: '2028-01-07T15:00:00.000001Z' })).toBe('23514');
    expect(await outcomeOf({ entryId: other, at: 'yesterday, somehow' })).toBe('22007');
    expect(await size()).toEqual(before);
  });
});
