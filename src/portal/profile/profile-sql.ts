import type { Queryable } from '../../database/index.ts';
import type { PersonId } from '../../platform/index.ts';

/** What is kept of how somebody speaks with services, sealed. */
export async function findProfileRow(db: Queryable, person: PersonId): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ body: Buffer }>(
    'select f.body from portal.profiles f where f.person_id = $1',
    [person],
  );
  return rows[0]?.body;
}

/** Writes how somebody speaks with services, in place of what they said before. */
export async function recordProfileRow(
  db: Queryable,
  row: { readonly person: PersonId; readonly at: Date; readonly body: Buffer },
): Promise<void> {
  await db.query(
    `insert into portal.profiles (person_id, changed_at, body) values ($1, $2, $3)
     on conflict (person_id) do update set changed_at = excluded.changed_at, body = excluded.body`,
    [row.person, row.at, row.body],
  );
}
