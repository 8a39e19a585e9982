import type { Queryable } from '../database/index.ts';
import type { PreparedEntry } from '../ledger/index.ts';
import type { EntryId, Id } from '../platform/index.ts';

/** Names one time that keys of unmatched entries were destroyed. */
export type ExpiryId = Id<'Expiry'>;

/** A key of something that is about nobody known, and the entry that it opens, where it is one. */
export interface UnmatchedKey {
  readonly keyId: string;
  readonly entry: number | null;
}

/** The keys of what nobody known stands in from before a London day, in the order of their names after a given one. */
export async function findUnmatchedKeys(
  db: Queryable,
  before: string,
  after: string | null,
  limit: number,
): Promise<readonly UnmatchedKey[]> {
  const { rows } = await db.query<{ key_id: string; entry_index: string | null }>(
    'select u.key_id, u.entry_index from erasure.find_unmatched($1::date, $2, $3) as u',
    [before, after, limit],
  );
  return rows.map((row) => ({
    keyId: row.key_id,
    entry: row.entry_index === null ? null : Number(row.entry_index),
  }));
}

/** Writes down which keys go, together with the ERASURE entry that says of which entries: one statement. */
export async function recordExpiry(
  eraser: Queryable,
  expiry: {
    readonly expiryId: ExpiryId;
    readonly entryId: EntryId;
    readonly at: Date;
    readonly keyIds: readonly string[];
    readonly entries: readonly PreparedEntry[];
  },
): Promise<void> {
  await eraser.query('select erasure.record_expiry($1::jsonb)', [JSON.stringify(expiry)]);
}

/** Every expiry with its keys, those that were not finished first. */
export async function findExpiries(
  eraser: Queryable,
): Promise<
  readonly { readonly expiryId: string; readonly keyIds: readonly string[]; readonly done: boolean }[]
> {
  const { rows } = await eraser.query<{ expiry_id: string; key_ids: readonly string[]; done: boolean }>(
    `select x.expiry_id, x.key_ids, x.done_at is not null as done
       from erasure.expiries x order by x.done_at is not null, x.begun_at`,
  );
  return rows.map((row) => ({ expiryId: row.expiry_id, keyIds: row.key_ids, done: row.done }));
}

/** Notes that the keys of an expiry are gone. */
export async function finishExpiry(eraser: Queryable, expiryId: string, at: Date): Promise<void> {
  await eraser.query('select erasure.finish_expiry($1::uuid, $2)', [expiryId, at]);
}
