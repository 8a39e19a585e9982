import type { Queryable } from '../database/index.ts';

/** A statement with its parameters; a name makes each connection plan it once. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/**
 * Runs one statement and gives its rows. It uses the driver's callbacks: on a constantly busy connection the driver's own
 * promises bring a major garbage collection every second.
 */
export function queryRows<Row extends object>(
  pool: Queryable,
  statement: Statement,
): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    pool.query<Row>(statement, (error: Error | null | undefined, result) => {
      if (error) reject(error);
      else resolve(result.rows);
    });
  });
}
