import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AppendedEntry, DuplicateEntryError, type PreparedEntry } from '../../src/ledger/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';
import { type TestLedger, draftDecision, makeLedger } from '../support/ledger.ts';

let database: TestDatabase;
let test: TestLedger;

beforeAll(async () => {
  database = await createTestDatabase();
  test = makeLedger(database);
});
afterAll(() => database.drop());

const prepare = (count: number): Promise<readonly PreparedEntry[]> =>
  test.ledger.prepare(Array.from({ length: count }, () => draftDecision([])));

const indexesOf = (appended: readonly AppendedEntry[]): readonly number[] =>
  appended.map(({ index }) => Number(index));

async function countOf(entries: readonly PreparedEntry[]): Promise<number> {
  const { rows } = await database.owner.query<{ count: string }>(
    'select count(*) from ledger.entries e where e.entry_id = any ($1::uuid[])',
    [entries.map(({ entryId }) => entryId)],
  );
  return Number(rows[0]?.count);
}

describe('calls that travel together, of which one is refused', () => {
  it('are appended one by one in the order in which they were handed in, each once, and whoever comes meanwhile after them', async () => {
    const [there, before, first, fresh, second, third, late] = await Promise.all(
      [1, 1, 2, 1, 3, 2, 1].map(prepare),
    );
    if (!there || !before || !first || !fresh || !second || !third || !late)
      throw new Error('all are prepared');
    const { ledger } = test;
    await ledger.append(there);

    // While this one is under way the others gather, and go in one statement that the second of them spoils.
    const busy = ledger.append(before);
    const gathered = [first, [...fresh, ...there], second, third].map((entries) => ledger.append(entries));
    const [one] = gathered;
    const after = one?.then(() => ledger.append(late));
    const [a, refused, c, d] = await Promise.allSettled(gathered);
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(DuplicateEntryError) as unknown });

    const [start = 0] = indexesOf(await busy);
    const places = [a, c, d].map((each) => (each?.status === 'fulfilled' ? indexesOf(each.value) : []));
    expect(places).toEqual([
      [start + 1, start + 2],
      [start + 3, start + 4, start + 5],
      [start + 6, start + 7],
    ]);
    expect(indexesOf((await after) ?? [])).toEqual([start + 8]);
    // All or nothing of the refused call, and nothing of anybody twice.
    expect(await countOf(fresh)).toBe(0);
    for (const entries of [there, before, first, second, third, late])
      expect(await countOf(entries)).toBe(entries.length);
    expect((await ledger.verify()).problems).toEqual([]);
  });

  it('may be handed in again: what stands is refused as a duplicate and what does not is appended', async () => {
    const [there, fresh] = await Promise.all([prepare(1), prepare(1)]);
    await test.ledger.append(there);
    await expect(test.ledger.append([...fresh, ...there])).rejects.toThrow(DuplicateEntryError);
    await expect(test.ledger.append(there)).rejects.toThrow(DuplicateEntryError);
    expect(await test.ledger.append(fresh)).toHaveLength(1);
    expect([await countOf(there), await countOf(fresh)]).toEqual([1, 1]);
  });
});
