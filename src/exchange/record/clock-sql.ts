import type { Queryable } from '../../database/index.ts';
import type { Arrival, ClockEnd } from '../../deadlines/index.ts';
import { type EntryId, type ExchangeId, asId } from '../../platform/index.ts';
import type { EarlierDisclosure } from '../earlier/telling.ts';
import { type DisclosureRow, disclosureColumns, readDisclosureRow } from './disclosure-row.ts';

/** A delivery that is at its end, and from which something follows for deadlines. */
export interface EndedArrival extends Arrival {
  readonly arrived: boolean;
  /** How it ended, by the database's clock. */
  readonly endedAt: Date;
  readonly decisionEntryId: EntryId;
}

/** Deliveries that have ended and have not been followed, the first first. */
export async function findEndedArrivals(db: Queryable): Promise<readonly EndedArrival[]> {
  const { rows } = await db.query<{
    exchange_id: string;
    ordinal: number;
    data_subject: string | null;
    correlation_id: string;
    sent_by: string;
    sent_to: string;
    decided_at: Date;
    recorded_at: Date;
    ends: readonly ClockEnd[];
    state: string;
    changed_at: Date;
    decision_entry_id: string;
  }>(
    `select a.exchange_id, a.ordinal, a.data_subject, a.correlation_id, a.sent_by, a.sent_to, a.decided_at, a.recorded_at, a.ends,
            d.state, d.changed_at, d.decision_entry_id
       from deadlines.arrivals a
       join exchange.deliveries d on d.exchange_id = a.exchange_id and d.ordinal = a.ordinal
      where a.followed_at is null and d.state in ('DELIVERED', 'REJECTED', 'EXPIRED', 'CANCELLED')
      order by d.changed_at, a.exchange_id, a.ordinal
      limit 100`,
  );
  return rows.map((row) => ({
    exchangeId: asId<'Exchange'>(row.exchange_id),
    ordinal: row.ordinal,
    dataSubject: row.data_subject === null ? null : asId<'Person'>(row.data_subject),
    correlationId: row.correlation_id,
    sentBy: asId<'Organisation'>(row.sent_by),
    sentTo: asId<'Organisation'>(row.sent_to),
    decidedAt: row.decided_at,
    recordedAt: row.recorded_at,
    ends: row.ends,
    arrived: row.state === 'DELIVERED',
    endedAt: row.changed_at,
    decisionEntryId: asId<'Entry'>(row.decision_entry_id),
  }));
}

/** Notes that everything has been done that follows from an arrival. */
export async function markArrivalFollowed(
  db: Queryable,
  { exchangeId, ordinal }: Pick<Arrival, 'exchangeId' | 'ordinal'>,
): Promise<void> {
  await db.query(
    `update deadlines.arrivals set followed_at = clock_timestamp()
      where exchange_id = $1 and ordinal = $2 and followed_at is null`,
    [exchangeId, ordinal],
  );
}

/** The delivery with whose arrival a deadline began; absent where nothing of it is kept any more. */
export async function findStartingDelivery(
  db: Queryable,
  exchangeId: ExchangeId,
  ordinal: number,
): Promise<EarlierDisclosure | undefined> {
  const { rows } = await db.query<DisclosureRow>(
    `select ${disclosureColumns}, d.decision_entry_id
       from exchange.exchanges e
       join exchange.recipients r on r.exchange_id = e.exchange_id and r.ordinal = $2
       join exchange.deliveries d on d.exchange_id = e.exchange_id and d.ordinal = $2
      where e.exchange_id = $1`,
    [exchangeId, ordinal],
  );
  const [row] = rows;
  return row && readDisclosureRow(row);
}
