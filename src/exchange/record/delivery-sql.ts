import type { SealedCase } from '../../cases/index.ts';
import type { EpochGuard } from '../../consent/index.ts';
import type { Queryable } from '../../database/index.ts';
import type { SealedHold } from '../../holds/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import type { SealedNotice } from '../../notices/index.ts';
import {
  type ConsentId,
  type DeliveryId,
  type EntryId,
  type ExchangeId,
  type Result,
  type SystemId,
  asId,
} from '../../platform/index.ts';
import type { DispatchEnding } from '../deliver/dispatch.ts';
import { looksUrgent } from '../looks-urgent.ts';
import { type RecordRefusal, type RecordedEntry, callRecord } from './call-record.ts';
import type { Reliance } from './find-reliances.ts';
import type { SealedBlob, SealedCollection } from './sealed-blob.ts';

/** The states of a delivery; the last four are final. */
export type DeliveryState = 'DUE' | 'DISPATCHED' | 'DELIVERED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';

/** A delivery that one process is trying. */
export interface TakenDelivery {
  readonly exchangeId: ExchangeId;
  readonly ordinal: number;
  /** Which attempt this is. It names whose the lease is: the next attempt is somebody else's. */
  readonly attempt: number;
  readonly expiresAt: Date;
  /** The decision that was last written down for it. */
  readonly decisionEntryId: EntryId;
  /** Whether it is of the kind that its sender phones about when it does not arrive. */
  readonly isUrgent: boolean;
}

/** How an attempt ended; a final state brings its outcome entry. */
export interface AttemptRecord {
  readonly deliveryId: DeliveryId;
  readonly attempt: number;
  readonly state: Exclude<DeliveryState, 'DISPATCHED'>;
  readonly retrySeconds?: number;
  /** The dispatch and how it ended; left out where nothing was dispatched, or nobody knows whether it arrived. */
  readonly dispatchId?: string;
  readonly ending?: DispatchEnding;
  /** What an acknowledgement will need, where its recipient has it and has not said so. */
  readonly collection?: SealedCollection;
  /** The name under which MESH has it. */
  readonly carriedAs?: string;
  /** Whether the recipient's system answered of itself; left out where the attempt says nothing of it. */
  readonly answered?: boolean;
  /** The system in whose mailbox it waits. */
  readonly systemId?: SystemId;
  readonly notices?: readonly SealedNotice[];
  /** What officers must look at because of how it ended. */
  readonly cases?: readonly SealedCase[];
  /** Choices that ended before it arrived: what follows from their end is done again, now that it has. */
  readonly followAgain?: readonly ConsentId[];
  readonly entries: readonly PreparedEntry[];
}

/** Writes a decision taken again for a delivery that waited, and came out otherwise than the one before. */
export async function recordRedecision(
  pool: Queryable,
  record: {
    readonly deliveryId: DeliveryId;
    readonly attempt: number;
    readonly decisionEntryId: EntryId;
    readonly guards: readonly EpochGuard[];
    readonly reliances: readonly Reliance[];
    /** What the sender is told of it from now on. */
    readonly answer: SealedBlob;
    /** What waits for a person's judgement since this decision. */
    readonly holds: readonly SealedHold[];
    /** What families are told of what waits now. */
    readonly notices: readonly SealedNotice[];
    /** What officers must look at because of it. */
    readonly cases: readonly SealedCase[];
    readonly entries: readonly PreparedEntry[];
  },
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  return callRecord(pool, 'select entry_id, entry_index::text from exchange.record_redecision($1::jsonb)', {
    ...record,
    answer: record.answer.ciphertext.toString('base64'),
    answerKeys: record.answer.keys,
  });
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
 * Takes a delivery for one attempt; absent when another process has it, it is final, or it may not go now.
 * @param collects its recipient is there and waits for it
 */
export async function takeDelivery(
  pool: Queryable,
  deliveryId: DeliveryId,
  leaseSeconds: number,
  collects: boolean,
): Promise<TakenDelivery | undefined> {
  const taken = await pool.query<{ taken: boolean }>(
    'select exchange.take_delivery($1::uuid, $2, $3) as taken',
    [deliveryId, leaseSeconds, collects],
  );
  if (taken.rows[0]?.taken !== true) return undefined;
  const { rows } = await pool.query<{
    exchange_id: string;
    ordinal: number;
    attempts: number;
    expires_at: Date;
    decision_entry_id: string;
    message_type: string;
    purpose: string;
    urgency: string;
  }>(
    `select d.exchange_id, d.ordinal, d.attempts, d.expires_at, d.decision_entry_id, e.message_type, e.purpose, e.urgency
       from exchange.deliveries d
       join exchange.exchanges e on e.exchange_id = d.exchange_id
      where d.delivery_id = $1`,
    [deliveryId],
  );
  const row = rows[0];
  return (
    row && {
      exchangeId: asId<'Exchange'>(row.exchange_id),
      ordinal: row.ordinal,
      attempt: row.attempts,
      expiresAt: row.expires_at,
      decisionEntryId: asId<'Entry'>(row.decision_entry_id),
      isUrgent: looksUrgent({ type: row.message_type, purposeCode: row.purpose, urgency: row.urgency }),
    }
  );
}

/** Leaves a delivery until what it waits for has ended: it is let go by whatever ends that. */
export async function parkDelivery(pool: Queryable, deliveryId: DeliveryId, attempt: number): Promise<void> {
  await pool.query('select exchange.park_delivery($1::uuid, $2)', [deliveryId, attempt]);
}

/** Schedules every delivery whose lease has run out under whoever had it. Gives how many there were. */
export async function rescheduleLapsed(pool: Queryable): Promise<number> {
  const { rows } = await pool.query<{ lapsed: number }>('select exchange.reschedule_lapsed() as lapsed');
  return rows[0]?.lapsed ?? 0;
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

/** How many deliveries are not at an end. */
export async function countWaitingDeliveries(pool: Queryable): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    "select count(*)::integer as waiting from exchange.deliveries where state in ('DUE', 'DISPATCHED')",
  );
  return rows[0]?.waiting ?? 0;
}

/** The last answer of each recipient whose message was decided otherwise while it waited. */
export async function findLaterAnswers(
  pool: Queryable,
  exchangeId: ExchangeId,
): Promise<
  readonly { readonly decisionEntryId: EntryId; readonly ordinal: number; readonly answer: SealedBlob }[]
> {
  const { rows } = await pool.query<{
    decision_entry_id: string;
    ordinal: number;
    answer: Buffer;
    answer_keys: SealedBlob['keys'];
  }>(
    `select distinct on (a.ordinal) a.decision_entry_id, a.ordinal, a.answer, a.answer_keys
       from exchange.later_answers a
      where a.exchange_id = $1
      order by a.ordinal, a.answered_at desc`,
    [exchangeId],
  );
  return rows.map((row) => ({
    decisionEntryId: asId<'Entry'>(row.decision_entry_id),
    ordinal: row.ordinal,
    answer: { ciphertext: row.answer, keys: row.answer_keys },
  }));
}
