import type { Pool, PoolClient } from './pool.ts';
import { withTransaction } from './with-transaction.ts';

/**
 * Runs work that only reads, all of it as the database was at one instant. Between two statements the work may take up to ten minutes
 * (it hashes, opens what is sealed, writes files, on a machine that may be slow): the pool's own limit is for transactions that write.
 * @throws whatever the work throws, or the fault that ended the connection
 */
export async function readSnapshot<Value>(
  pool: Pool,
  work: (snapshot: PoolClient) => Promise<Value>,
): Promise<Value> {
  return withTransaction(pool, async (snapshot) => {
    await snapshot.query('set transaction isolation level repeatable read, read only');
    await snapshot.query("set local idle_in_transaction_session_timeout = '10min'");
    return work(snapshot);
  });
}
