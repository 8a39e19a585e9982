import type { Queryable } from '../../database/index.ts';

/** A session of one's own, as it is listed. */
export interface SessionRow {
  readonly handle: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

/** The sessions of an account on one surface that are not over, the latest used first. */
export async function findSessionRows(
  db: Queryable,
  surface: string,
  accountId: string,
): Promise<readonly SessionRow[]> {
  const { rows } = await db.query<{ handle: string; started_at: string; seen_at: string }>(
    `select s.sess #>> '{assent,handle}' as handle,
            s.sess #>> '{assent,startedAt}' as started_at,
            s.sess #>> '{assent,seenAt}' as seen_at
       from pages.sessions s
      where s.sess #>> '{assent,account,id}' = $1
        and s.sid like $2 || '.%'
        and s.expire > now()
      order by (s.sess #>> '{assent,seenAt}')::bigint desc, handle`,
    [accountId, surface],
  );
  return rows.map((row) => ({
    handle: row.handle,
    startedAt: new Date(Number(row.started_at)),
    seenAt: new Date(Number(row.seen_at)),
  }));
}

/** Ends sessions of an account on one surface: one by its handle, or all but one. */
export async function endSessionRows(
  db: Queryable,
  surface: string,
  accountId: string,
  which: { readonly handle: string } | { readonly except: string | null },
): Promise<void> {
  await db.query(
    `delete from pages.sessions s
      where s.sess #>> '{assent,account,id}' = $1
        and s.sid like $2 || '.%'
        and ($3::text is null or s.sess #>> '{assent,handle}' = $3)
        and ($4::text is null or s.sess #>> '{assent,handle}' <> $4)`,
    [accountId, surface, 'handle' in which ? which.handle : null, 'except' in which ? which.except : null],
  );
}

/** Forgets sessions that were over at an instant. */
export async function forgetSessionRows(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from pages.sessions s where s.expire < $1', [before]);
}
