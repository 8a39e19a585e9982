import type { Queryable } from '../../database/index.ts';
import type { PersonId } from '../../platform/index.ts';

/** A request to be linked to a child, as it is stored. */
export interface LinkRow {
  readonly requestId: string;
  readonly body: Buffer;
}

/** Writes a request to be linked to a child. */
export async function insertLinkRow(
  db: Queryable,
  row: LinkRow & { readonly person: PersonId; readonly askedAt: Date; readonly shownUntil: string },
): Promise<void> {
  await db.query(
    `insert into portal.link_requests (request_id, person_id, asked_at, shown_until, body)
     values ($1, $2, $3, $4::date, $5)`,
    [row.requestId, row.person, row.askedAt, row.shownUntil, row.body],
  );
}

/** What somebody asked that is still shown on a London day (YYYY-MM-DD), the newest first. */
export async function findLinkRows(
  db: Queryable,
  person: PersonId,
  day: string,
): Promise<readonly LinkRow[]> {
  const { rows } = await db.query<{ request_id: string; body: Buffer }>(
    `select l.request_id, l.body from portal.link_requests l
     where l.person_id = $1 and l.shown_until >= $2::date
     order by l.asked_at desc limit 50`,
    [person, day],
  );
  return rows.map((row) => ({ requestId: row.request_id, body: row.body }));
}
