import type { Pool, PoolClient } from './pool.ts';

/**
 * Runs work inside one transaction: committed when the work succeeds, rolled back when it throws. The only way to hold a
 * connection. A durable write of an exchange is not made this way but by one statement, so that a paused process holds no lock.
 * @throws whatever the work throws, or the fault that ended the connection
 */
export async function withTransaction<Value>(
  pool: Pool,
  work: (transaction: PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const value = await work(client);
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch((fault: unknown) => {
      broken = fault instanceof Error ? fault : new Error('the transaction could not be rolled back');
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
