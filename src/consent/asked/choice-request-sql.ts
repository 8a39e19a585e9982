import type { Queryable } from '../../database/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import { type OrganisationId, type PersonId, asId } from '../../platform/index.ts';

/** What was asked, as it is stored. */
export interface ChoiceRequestRow {
  readonly requestId: string;
  readonly dataSubject: PersonId;
  /** Who asks. */
  readonly organisationId: OrganisationId;
  readonly requestHash: Buffer;
  readonly askedAt: Date;
  /** The last London day on which it is shown (YYYY-MM-DD). */
  readonly shownUntil: string;
  readonly body: Buffer;
}

/** Writes what was asked and its ledger entry: one statement. */
export async function recordChoiceRequestRow(
  db: Queryable,
  row: ChoiceRequestRow & { readonly requestKey: Buffer },
  entries: readonly PreparedEntry[],
): Promise<void> {
  await db.query(
    'select entry_id, entry_index from consent.ask_family($1, $2, $3, $4, $5, $6, $7::date, $8, $9::jsonb)',
    [
      row.requestId,
      row.dataSubject,
      row.organisationId,
      row.requestKey,
      row.requestHash,
      row.askedAt,
      row.shownUntil,
      row.body,
      JSON.stringify(entries),
    ],
  );
}

/** What was asked about a person and is still shown on a London day, the newest first. */
export function findShownRows(
  db: Queryable,
  person: PersonId,
  day: string,
): Promise<readonly ChoiceRequestRow[]> {
  return findRows(db, 'q.data_subject = $1 and q.shown_until >= $2::date', [person, day]);
}

/** What a request asked before. */
export async function findRowOfRequest(
  db: Queryable,
  requestKey: Buffer,
): Promise<ChoiceRequestRow | undefined> {
  return (await findRows(db, 'q.request_key = $1', [requestKey]))[0];
}

async function findRows(
  db: Queryable,
  condition: 'q.data_subject = $1 and q.shown_until >= $2::date' | 'q.request_key = $1',
  values: readonly unknown[],
): Promise<readonly ChoiceRequestRow[]> {
  const { rows } = await db.query<{
    request_id: string;
    data_subject: string;
    organisation_id: string;
    request_hash: Buffer;
    asked_at: Date;
    shown_until: string;
    body: Buffer;
  }>(
    `select q.request_id, q.data_subject, q.organisation_id, q.request_hash, q.asked_at, q.shown_until::text as shown_until, q.body
       from consent.choice_requests q
      where ${condition}
      order by q.asked_at desc, q.request_id
      limit 100`,
    [...values],
  );
  return rows.map((row) => ({
    requestId: row.request_id,
    dataSubject: asId<'Person'>(row.data_subject),
    organisationId: asId<'Organisation'>(row.organisation_id),
    requestHash: row.request_hash,
    askedAt: row.asked_at,
    shownUntil: row.shown_until,
    body: row.body,
  }));
}
