import type { EpochGuard } from '../../consent/index.ts';
import type { Queryable } from '../../database/index.ts';
import { type DeliveryId, type EntryId, type Result, ok, refuse } from '../../platform/index.ts';
import type { DispatchEnding } from '../deliver/dispatch.ts';
import { type RecordRefusal, expectedRefusal } from './call-record.ts';
import type { SealedCollection } from './sealed-blob.ts';

/** A dispatch that is to start: which delivery, whose attempt, and what must not have moved. */
export interface DispatchStart {
  readonly dispatchId: string;
  readonly deliveryId: DeliveryId;
  readonly attempt: number;
  readonly decisionEntryId: EntryId;
  /** The consent epochs that the decision rests on; none where no choice can change that it goes. */
  readonly guards: readonly EpochGuard[];
  /** For how long from now the body may be accepted. */
  readonly leaseSeconds: number;
  /** What an acknowledgement will need, where one is waited for. */
  readonly collection: SealedCollection | null;
}

/** A dispatch that has started, by the database's clock. */
export interface StartedDispatch {
  readonly dispatchedAt: Date;
  readonly acceptUntil: Date;
}

/**
 * Writes down that a body leaves now. `EPOCH_MOVED`: a choice that it rests on was changed or taken back first, so it must not;
 * `LEASE_LOST`: another process has the delivery; `WAITS_TURN`: something else for its recipient comes first, or its recipient is
 * down or was stopped (docs/decisions/0030).
 */
export async function startDispatch(
  pool: Queryable,
  start: DispatchStart,
): Promise<Result<StartedDispatch, RecordRefusal>> {
  try {
    const { rows } = await pool.query<{ dispatched_at: Date; accept_until: Date }>(
      'select dispatched_at, accept_until from exchange.start_dispatch($1::jsonb)',
      [JSON.stringify(start)],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a dispatch started without its terms');
    return ok({ dispatchedAt: row.dispatched_at, acceptUntil: row.accept_until });
  } catch (fault) {
    const refusal = expectedRefusal(fault);
    if (refusal === null) throw fault;
    return refuse(refusal);
  }
}

/** Writes down how a dispatch ended whose delivery is no longer ours to settle. */
export async function endDispatch(
  pool: Queryable,
  dispatchId: string,
  ending: DispatchEnding,
): Promise<void> {
  await pool.query('select exchange.end_dispatch($1::uuid, $2)', [dispatchId, ending]);
}

/** How far a withdrawal has got. */
export interface Closing {
  /** Deliveries with a dispatch under way that rests on the choice. */
  readonly deliveries: number;
  /** When the last dispatch on it has ended, or can no longer be accepted; null where there was none. */
  readonly lastEnd: Date | null;
}

/**
 * Finds the dispatches that rest on a choice.
 * @param marginSeconds how far recipients' clocks may be behind
 */
export async function findClosing(
  pool: Queryable,
  consentHash: Buffer,
  marginSeconds: number,
): Promise<Closing> {
  const { rows } = await pool.query<{ closing: number; last_end: Date | null }>(
    'select closing, last_end from exchange.find_closing($1, $2)',
    [consentHash, marginSeconds],
  );
  return { deliveries: rows[0]?.closing ?? 0, lastEnd: rows[0]?.last_end ?? null };
}
