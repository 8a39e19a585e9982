import type { EpochGuard } from '../../consent/index.ts';
import type { Queryable } from '../../database/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import { type DeliveryId, type ExchangeId, type Result, type SystemId, asId } from '../../platform/index.ts';
import { type RecordRefusal, type RecordedEntry, callRecord } from './call-record.ts';

/** The states of a delivery; the last four are final. */
export type DeliveryState = 'DUE' | 'DISPATCHED' | 'DELIVERED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';

/** A delivery that one process is trying. */
export interface TakenDelivery {
  readonly exchangeId: ExchangeId;
  readonly ordinal: number;
  readonly systemId: SystemId;
  readonly attempts: number;
  readonly expiresAt: Date;
}

/** How an attempt ended; a final state brings its outcome entry. */
export interface AttemptRecord {
  readonly deliveryId: DeliveryId;
  readonly state: Exclude<DeliveryState, 'DISPATCHED'>;
  readonly retrySeconds?: number;
  readonly entries: readonly PreparedEntry[];
}

/** Writes a decision taken again for a delivery that waited. */
export async function recordRedecision(
  pool: Queryable,
  record: {
    readonly deliveryId: DeliveryId;
    readonly decisionEntryId: string;
    readonly guards: readonly EpochGuard[];
    readonly entries: readonly PreparedEntry[];
  },
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  return callRecord(
    pool,
    'select entry_id, entry_index::text from exchange.record_redecision($1::jsonb)',
    record,
  );
}

/** Writes how an attempt ended. */
export async function recordAttempt(
  pool: Queryable,
  record: AttemptRecord,
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  return callRecord(
    pool,
    'select entry_id, entry_index::text from exchange.record_attempt($1::jsonb)',
    record,
  );
}

/**
 * Takes a delivery for one attempt, and schedules the next for when the lease has run out; absent when another process has
 * it or it is final.
 */
export async function takeDelivery(
  pool: Queryable,
  deliveryId: DeliveryId,
  leaseSeconds: number,
): Promise<TakenDelivery | undefined> {
  const taken = await pool.query<{ taken: boolean }>('select exchange.take_delivery($1::uuid, $2) as taken', [
    deliveryId,
    leaseSeconds,
  ]);
  if (taken.rows[0]?.taken !== true) return undefined;
  const { rows } = await pool.query<{
    exchange_id: string;
    ordinal: number;
    system_id: string;
    attempts: number;
    expires_at: Date;
  }>(
    'select exchange_id, ordinal, system_id, attempts, expires_at from exchange.deliveries where delivery_id = $1',
    [deliveryId],
  );
  const row = rows[0];
  return (
    row && {
      exchangeId: asId<'Exchange'>(row.exchange_id),
      ordinal: row.ordinal,
      systemId: asId<'System'>(row.system_id),
      attempts: row.attempts,
      expiresAt: row.expires_at,
    }
  );
}

/**
 * Schedules every delivery that waits and has nobody to try it: a process was killed between taking its job and taking the
 * delivery itself. Gives how many there were.
 * @param lockSeconds how long a job may be locked before its process counts as dead
 */
export async function rescheduleStranded(pool: Queryable, lockSeconds: number): Promise<number> {
  const { rows } = await pool.query<{ stranded: number }>(
    'select exchange.reschedule_stranded($1) as stranded',
    [lockSeconds],
  );
  return rows[0]?.stranded ?? 0;
}
