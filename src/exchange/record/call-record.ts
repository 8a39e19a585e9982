import type { Queryable } from '../../database/index.ts';
import { type Result, hasErrorCode, ok, refuse } from '../../platform/index.ts';

/** Where an entry stands in the ledger. */
export interface RecordedEntry {
  readonly entryId: string;
  readonly index: bigint;
}

/** Why nothing was written, as an expected outcome. */
export type RecordRefusal =
  'EPOCH_MOVED' | 'DUPLICATE' | 'LEASE_LOST' | 'WAITS_TURN' | 'HOLD_CLOSED' | 'HOLD_MOVED' | 'PLAN_MOVED';

/**
 * Calls one of the functions that write a whole step of an exchange and give its ledger entries.
 * @throws where the database cannot be reached or refuses for a reason that is not expected
 */
export async function callRecord(
  pool: Queryable,
  statement: string,
  record: object,
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  try {
    const { rows } = await pool.query<{ entry_id: string; entry_index: string }>(statement, [
      JSON.stringify(record),
    ]);
    return ok(rows.map((row) => ({ entryId: row.entry_id, index: BigInt(row.entry_index) })));
  } catch (fault) {
    const refusal = expectedRefusal(fault);
    if (refusal === null) throw fault;
    return refuse(refusal);
  }
}

/** The expected outcome that a fault of the database stands for, if it does. */
export function expectedRefusal(fault: unknown): RecordRefusal | null {
  if (hasErrorCode(fault, 'AS001')) return 'EPOCH_MOVED';
  if (hasErrorCode(fault, 'AS003')) return 'LEASE_LOST';
  if (hasErrorCode(fault, 'AS005')) return 'WAITS_TURN';
  if (hasErrorCode(fault, 'AS160')) return 'PLAN_MOVED';
  if (hasErrorCode(fault, 'AS020')) return 'HOLD_CLOSED';
  if (hasErrorCode(fault, 'AS021')) return 'HOLD_MOVED';
  return hasErrorCode(fault, '23505') ? 'DUPLICATE' : null;
}
