import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SharedCounts, createSharedCounts } from '../../src/exchange/index.ts';
import { movableClock } from '../../src/platform/index.ts';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
const opened: SharedCounts[] = [];
const log = { fault: () => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  for (const counts of opened) counts.stop();
  await database.drop();
});

function open(
  clock: ReturnType<typeof movableClock>,
  pool: TestDatabase['gateway'] = database.gateway,
): SharedCounts {
  const counts = createSharedCounts(pool, clock, log);
  opened.push(counts);
  return counts;
}

describe('requests of one system in a minute', () => {
  it('are counted over all replicas, and those of another apart', async () => {
    const clock = movableClock('2028-01-07T15:00:10Z');
    const [one, other] = [open(clock), open(clock)];
    for (let round = 0; round < 3; round += 1) {
      one.count('council');
      other.count('council');
    }
    expect(one.count('council').requests).toBe(4);
    await one.exchange();
    await other.exchange();
    // Each tells what is new, and learns what the others had told by then.
    other.count('council');
    await other.exchange();
    one.count('council');
    await one.exchange();
    expect(one.count('council')).toEqual({ requests: 10, until: new Date('2028-01-07T15:01:00Z') });
    expect(one.count('school').requests).toBe(1);
  });

  it('begin anew with the next minute', async () => {
    const clock = movableClock('2028-01-07T16:00:10Z');
    const counts = open(clock);
    counts.count('council');
    await counts.exchange();
    clock.moveTo('2028-01-07T16:01:00Z');
    expect(counts.count('council').requests).toBe(1);
  });

  it('are counted by each replica for itself while the database does not answer', async () => {
    const gone = Object.assign(Object.create(database.gateway) as TestDatabase['gateway'], {
      query: () => Promise.reject(new Error('gone')),
    });
    const counts = open(movableClock('2028-01-07T17:00:10Z'), gone);
    counts.count('council');
    await expect(counts.exchange()).rejects.toThrow('gone');
    expect(counts.count('council').requests).toBe(2);
  });
});
