import type { Queryable } from '../database/index.ts';
import { queryRows } from './query-rows.ts';

/** The newest checkpoint that is stored as witnessed, and what has been signed since. */
export interface WitnessedProgress {
  /** The note with its cosignatures as stored; nothing of it is verified. */
  readonly note: string | null;
  /** When the first checkpoint after it was signed: so long something has been without witnesses. */
  readonly waitingSince: Date | null;
}

/** Reads how far witnesses have vouched, in one statement and so at one instant. */
export async function readWitnessed(pool: Queryable): Promise<WitnessedProgress> {
  const [row] = await queryRows<{ note: string | null; waiting_since: Date | null }>(pool, {
    name: 'ledger.read_witnessed',
    text: `select w.note, (select c.signed_at from ledger.checkpoints c
                           where c.size > coalesce(w.size, 0) order by c.size limit 1) as waiting_since
           from (select 1) one
           left join lateral (select size, note from ledger.witnessed_checkpoints order by size desc limit 1) w on true`,
    values: [],
  });
  return { note: row?.note ?? null, waitingSince: row?.waiting_since ?? null };
}

/** Finds the smallest witnessed checkpoint of at least a size, as stored. */
export async function findWitnessedFrom(pool: Queryable, size: number): Promise<string | undefined> {
  const [row] = await queryRows<{ note: string }>(pool, {
    text: `select w.note from ledger.witnessed_checkpoints w where w.size >= $1::bigint order by w.size limit 1`,
    values: [size],
  });
  return row?.note;
}

/** Stores a checkpoint with its cosignatures; what another replica stored for this size stays. */
export async function recordWitnessed(
  pool: Queryable,
  size: number,
  note: string,
  witnessedAt: Date,
): Promise<void> {
  await queryRows(pool, {
    text: `insert into ledger.witnessed_checkpoints (size, note, witnessed_at) values ($1::bigint, $2, $3)
           on conflict (size) do nothing`,
    values: [size, note, witnessedAt],
  });
}
