import type { Queryable } from '../../database/index.ts';
import { type NoticeId, type PersonId, asId } from '../../platform/index.ts';
import type { CarriedChannel } from './carrier.ts';

/** A notice that is still to be brought, sealed. */
export interface WaitingRow {
  readonly noticeId: NoticeId;
  readonly body: Buffer;
}

/** What of a person's notices is still to be brought. */
export async function findWaiting(db: Queryable, person: PersonId): Promise<readonly WaitingRow[]> {
  const { rows } = await db.query<{ notice_id: string; body: Buffer }>(
    `select n.notice_id, n.body from notices.waiting w
       join notices.notices n on n.notice_id = w.notice_id
      where w.person_id = $1 order by n.written_at, n.notice_id`,
    [person],
  );
  return rows.map(({ notice_id, body }) => ({ noticeId: asId<'Notice'>(notice_id), body }));
}

/** How it was tried to bring notices: never where to. */
export interface Bringing {
  readonly bringingId: string;
  readonly personId: PersonId;
  /** ISO 8601 in UTC. */
  readonly triedAt: string;
  readonly channel: CarriedChannel | null;
  readonly outcome: 'SENT' | 'AGAIN' | 'FAILED' | 'NOT_SENT';
  readonly why: string | null;
  readonly notices: readonly NoticeId[];
}

/** Writes how it was tried. What is at an end waits no more. */
export async function recordBringing(db: Queryable, bringing: Bringing): Promise<void> {
  await db.query('select notices.record_bringing($1::jsonb)', [JSON.stringify(bringing)]);
}

/** One line of the history of a notice. */
export interface NoticeHistory {
  readonly noticeId: NoticeId;
  readonly kind: string;
  readonly writtenAt: Date;
  /** When it was tried to bring it; null where it was not. */
  readonly triedAt: Date | null;
  readonly channel: CarriedChannel | null;
  readonly outcome: Bringing['outcome'] | null;
  readonly why: string | null;
}

/** The notices of an exchange that are not quiet, each with every attempt to bring it, the oldest first. */
export async function findNoticeHistory(
  db: Queryable,
  exchangeId: string,
): Promise<readonly NoticeHistory[]> {
  const { rows } = await db.query<{
    notice_id: string;
    kind: string;
    written_at: Date;
    tried_at: Date | null;
    channel: CarriedChannel | null;
    outcome: Bringing['outcome'] | null;
    why: string | null;
  }>(
    `select n.notice_id, n.kind, n.written_at, b.tried_at, b.channel, b.outcome, b.why
       from notices.notices n
       left join notices.brought g on g.notice_id = n.notice_id
       left join notices.bringings b on b.bringing_id = g.bringing_id
      where n.exchange_id = $1 and not n.quiet
      order by n.written_at, n.notice_id, b.tried_at`,
    [exchangeId],
  );
  return rows.map((row) => ({
    noticeId: asId<'Notice'>(row.notice_id),
    kind: row.kind,
    writtenAt: row.written_at,
    triedAt: row.tried_at,
    channel: row.channel,
    outcome: row.outcome,
    why: row.why,
  }));
}
