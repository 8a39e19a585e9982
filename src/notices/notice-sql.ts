import type { Queryable } from '../database/index.ts';
import { type ExchangeId, type NoticeId, type PersonId, asId } from '../platform/index.ts';
import type { NoticeKind } from './notice.ts';

/** A notice as it is stored, sealed. */
export interface NoticeRow {
  readonly noticeId: NoticeId;
  readonly exchangeId: ExchangeId | null;
  readonly kind: NoticeKind;
  readonly writtenAt: Date;
  readonly body: Buffer;
}

/** Where to go on: after this notice, in the order of the newest first. */
export type NoticePlace = Pick<NoticeRow, 'writtenAt' | 'noticeId'>;

interface Row {
  notice_id: string;
  exchange_id: string | null;
  kind: NoticeKind;
  written_at: Date;
  body: Buffer;
}

/** The notices to a person, the newest first. */
export async function findNoticeRows(
  db: Queryable,
  search: {
    readonly person: PersonId;
    readonly kinds: readonly NoticeKind[] | null;
    readonly after: NoticePlace | null;
    readonly limit: number;
  },
): Promise<readonly NoticeRow[]> {
  const { rows } = await db.query<Row>(
    `select n.notice_id, n.exchange_id, n.kind, n.written_at, n.body
     from notices.notices n
     where n.person_id = $1 and ($2::text[] is null or n.kind = any ($2::text[]))
       and ($3::timestamptz is null or (n.written_at, n.notice_id) < ($3::timestamptz, $4::uuid))
     order by n.written_at desc, n.notice_id desc
     limit $5`,
    [
      search.person,
      search.kinds,
      search.after?.writtenAt ?? null,
      search.after?.noticeId ?? null,
      search.limit,
    ],
  );
  return rows.map(readRow);
}

/** One notice to a person. */
export async function findNoticeRow(
  db: Queryable,
  person: PersonId,
  noticeId: string,
): Promise<NoticeRow | undefined> {
  const { rows } = await db.query<Row>(
    `select n.notice_id, n.exchange_id, n.kind, n.written_at, n.body
     from notices.notices n where n.person_id = $1 and n.notice_id = $2::uuid`,
    [person, noticeId],
  );
  return rows.map(readRow)[0];
}

function readRow(row: Row): NoticeRow {
  return {
    noticeId: asId<'Notice'>(row.notice_id),
    exchangeId: row.exchange_id === null ? null : asId<'Exchange'>(row.exchange_id),
    kind: row.kind,
    writtenAt: row.written_at,
    body: row.body,
  };
}
