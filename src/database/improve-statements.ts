import pg from 'pg';

type Succeed = (result: pg.QueryResult) => void;
type Fail = (fault: Error) => void;
type Callback = (fault: Error | null, result?: pg.QueryResult) => void;

/** Statements that are told apart; texts that are put together at run time would otherwise pile up at every connection. */
const mostNamed = 1_000;
/** SQLSTATE `feature_not_supported`: among others, that a planned statement would give columns of another type than it did. */
const planOutdated = '0A000';

/**
 * Has a pool run its statements with less work than the driver's own way takes, and the same results:
 * - each connection plans a statement once, not each time it comes: planning most of ours costs the server more than running them;
 * - a statement that the server refuses leaves its connection as it was. The driver's pool ends the connection after any refusal, and
 *   refusals are how our functions say that a choice moved or that something else has its turn.
 */
export function improveStatements(pool: pg.Pool): void {
  const names = new Map<string, string>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostNamed) return known;
    const name = `assent-${names.size}`;
    names.set(text, name);
    return name;
  }

  /** What has no values may be several statements in one text, which cannot be planned. */
  function describe(statement: string | pg.QueryConfig, values: unknown[] | undefined): pg.QueryConfig {
    if (typeof statement !== 'string') return values === undefined ? statement : { ...statement, values };
    if (values === undefined || values.length === 0) return { text: statement };
    const name = nameOf(statement);
    return { text: statement, values, ...(name === undefined ? {} : { name }) };
  }

  function run(config: pg.QueryConfig, succeed: Succeed, fail: Fail): void {
    pool.connect((unreachable, client, release) => {
      if (client === undefined) {
        fail(unreachable ?? new Error('the pool gave no connection'));
        return;
      }
      // With the driver's callbacks: on a constantly busy connection its promises bring a major garbage collection every second.
      client.query(config, (fault: Error | null | undefined, result) => {
        release(fault == null || isUsableAfter(fault) ? undefined : fault);
        if (fault == null) succeed(result);
        // Refused before anything was done: the shape of what it reads was changed since this connection planned it.
        else if (config.name !== undefined && isOutdated(fault)) run(withoutName(config), succeed, fail);
        else fail(fault);
      });
    });
  }

  function query(
    statement: string | pg.QueryConfig,
    values?: unknown[] | Callback,
    callback?: Callback,
  ): Promise<pg.QueryResult> | undefined {
    const answer = typeof values === 'function' ? values : callback;
    const config = describe(statement, typeof values === 'function' ? undefined : values);
    if (answer === undefined)
      return new Promise((succeed, fail) => {
        run(config, succeed, fail);
      });
    run(
      config,
      (result) => {
        answer(null, result);
      },
      answer,
    );
    return undefined;
  }

  Object.assign(pool, { query });
}

function withoutName({ text, values }: pg.QueryConfig): pg.QueryConfig {
  return values === undefined ? { text } : { text, values };
}

function isOutdated(fault: Error): boolean {
  return fault instanceof pg.DatabaseError && fault.code === planOutdated;
}

/** The server refused this one statement and said so; after anything else nobody knows what the connection would answer next. */
function isUsableAfter(fault: Error): boolean {
  return fault instanceof pg.DatabaseError && fault.severity === 'ERROR' && !isOutdated(fault);
}
