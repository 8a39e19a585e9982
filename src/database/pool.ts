import pg from 'pg';
import { improveStatements } from './improve-statements.ts';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;
/** Anything that runs a statement: a pool (one statement, committed at once) or a client inside `withTransaction`. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** How a pool behaves; every limit has a value, so that nothing waits for ever. Times in milliseconds. */
export interface PoolOptions {
  /** Shown in `pg_stat_activity` (default `assent`). */
  readonly applicationName?: string;
  /** Most connections held at once (default 10). */
  readonly max?: number;
  /**
   * Longest time that one statement may run (default 15 000). The server ends it then; a second later the pool gives it up by
   * itself and drops the connection, for a server that is frozen or cut off ends nothing.
   */
  readonly statementTimeout?: number;
  /** Longest wait for one lock, after which the server refuses the statement (default 3 000). */
  readonly lockTimeout?: number;
  /** Longest wait inside an open transaction, after which the server ends the connection (default 10 000). */
  readonly idleInTransactionTimeout?: number;
  /** Longest wait for a free or new connection (default 5 000). */
  readonly connectionTimeout?: number;
  /** Told when the server ends an idle or held connection; the pool replaces it by itself. Never given row values. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** Milliseconds that the server has to end a statement by itself, before the pool stops waiting for its word. */
const graceOfServer = 1_000;

/** A calendar day has no time zone: `date` is read as the text YYYY-MM-DD, never as an instant. */
const typeParsers = new pg.TypeOverrides();
typeParsers.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * Opens a pool of connections. A lost connection fails the statement that was running on it, never the process; the next
 * statement gets a fresh connection. A statement that is refused leaves its connection as it was. `bigint` columns are read as texts, `timestamptz` as Date, `date` as YYYY-MM-DD.
 */
export function openPool(url: string, options: PoolOptions = {}): Pool {
  const statementTimeout = options.statementTimeout ?? 15_000;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName ?? 'assent',
    max: options.max ?? 10,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + graceOfServer,
    lock_timeout: options.lockTimeout ?? 3_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeout ?? 10_000,
    connectionTimeoutMillis: options.connectionTimeout ?? 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: typeParsers,
  });
  const onLost = options.onConnectionLost ?? (() => undefined);
  pool.on('error', onLost);
  // A client that is checked out between two statements has no listener of the pool's: without this one the process would end.
  pool.on('connect', (client) => {
    client.on('error', onLost);
  });
  improveStatements(pool);
  return pool;
}
