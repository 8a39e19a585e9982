import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger, run, runMigrations } from 'graphile-worker';
import { type TestDatabase, createTestDatabase } from '../support/database.ts';

let database: TestDatabase;
const silent = new Logger(() => () => undefined);

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A job is taken out of the queue a moment after its task has ended. */
async function waitUntilQueueIsEmpty(): Promise<void> {
  for (;;) {
    const left = await database.owner.query('select id from graphile_worker.jobs');
    if (left.rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the job queue', () => {
  it('lets the gateway add a job inside a function of its own statement and run it', async () => {
    await database.owner.query(`
      create schema queue_test;
      grant usage on schema queue_test to assent_gateway;
      create function queue_test.queue_delivery(delivery text) returns void
        language plpgsql set search_path = pg_catalog as $$
      begin
        perform graphile_worker.add_job('deliver', pg_catalog.json_build_object('delivery', delivery));
      end $$;
      grant execute on function queue_test.queue_delivery(text) to assent_gateway;`);
    const done: unknown[] = [];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const runner = await run({
      pgPool: database.gateway,
      logger: silent,
      noHandleSignals: true,
      taskList: {
        deliver: (payload) => {
          done.push(payload);
          finish();
        },
      },
    });
    try {
      await database.gateway.query('select queue_test.queue_delivery($1)', ['d1']);
      await finished;
      await waitUntilQueueIsEmpty();
    } finally {
      await runner.stop();
    }
    expect(done).toEqual([{ delivery: 'd1' }]);
  });

  it('shows the eraser no job', async () => {
    await expect(database.eraser.query('select id from graphile_worker.jobs')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('stays usable by the gateway when the migration runs again', async () => {
    await runMigrations({ pgPool: database.owner, logger: silent });
    await database.gateway.query("select graphile_worker.add_job('again', '{}')");
    const found = await database.gateway.query('select id from graphile_worker.jobs');
    expect(found.rowCount).toBe(1);
  });
});
