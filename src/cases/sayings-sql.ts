import type { Queryable } from '../database/index.ts';
import { type CaseId, type PersonId, asId, hasErrorCode } from '../platform/index.ts';

/** What somebody said, as it is stored, sealed. */
export interface SayingRow {
  readonly sayingId: CaseId;
  readonly person: PersonId;
  readonly about: PersonId;
  readonly saidAt: Date;
  readonly body: Buffer;
}

/** Writes what somebody says with its case and entries: one statement. False where it was written before. */
export async function insertSaying(db: Queryable, saying: object): Promise<boolean> {
  try {
    await db.query('select entry_id, entry_index from cases.say($1::jsonb)', [JSON.stringify(saying)]);
    return true;
  } catch (fault) {
    if (hasErrorCode(fault, '23505')) return false;
    throw fault;
  }
}

/** What somebody said about a person, the newest first. */
export function findSayingRows(
  db: Queryable,
  person: PersonId,
  about: PersonId,
): Promise<readonly SayingRow[]> {
  return selectSayings(db, 'where s.person_id = $1 and s.about_id = $2', [person, about]);
}

/** One thing that somebody said. */
export async function findSayingRow(db: Queryable, sayingId: CaseId): Promise<SayingRow | undefined> {
  return (await selectSayings(db, 'where s.saying_id = $1', [sayingId]))[0];
}

async function selectSayings(
  db: Queryable,
  condition: 'where s.person_id = $1 and s.about_id = $2' | 'where s.saying_id = $1',
  values: readonly unknown[],
): Promise<readonly SayingRow[]> {
  const { rows } = await db.query<{
    saying_id: string;
    person_id: string;
    about_id: string;
    said_at: Date;
    body: Buffer;
  }>(
    `select s.saying_id, s.person_id, s.about_id, s.said_at, s.body
       from cases.sayings s
      ${condition}
      order by s.said_at desc, s.saying_id
      limit 200`,
    [...values],
  );
  return rows.map((row) => ({
    sayingId: asId<'Case'>(row.saying_id),
    person: asId<'Person'>(row.person_id),
    about: asId<'Person'>(row.about_id),
    saidAt: row.said_at,
    body: row.body,
  }));
}
