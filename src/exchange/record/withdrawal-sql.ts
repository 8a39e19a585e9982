import type { Queryable } from '../../database/index.ts';
import { type ConsentId, asId } from '../../platform/index.ts';
import type { EarlierDisclosure } from '../earlier/telling.ts';
import { type DisclosureRow, disclosureColumns, readDisclosureRow } from './disclosure-row.ts';

/** Has every delivery tried now that waits and whose last decision rests on the choice. */
export async function hastenWaiting(pool: Queryable, consentHash: Buffer): Promise<void> {
  await pool.query('select exchange.hasten_waiting($1)', [consentHash]);
}

/** A disclosure, and whether its recipient took it too late and after the choice had ended. */
export type TimedDisclosure = EarlierDisclosure & { readonly cameAfter: boolean };

/**
 * Finds what has arrived because of the choice.
 * @param late when the choice ended, by the database's clock, and how far recipients' clocks may be behind
 */
export async function findDisclosures(
  pool: Queryable,
  consentHash: Buffer,
  late: { readonly changedAt: string | null; readonly marginSeconds: number },
): Promise<readonly TimedDisclosure[]> {
  const { rows } = await pool.query<DisclosureRow & { came_after: boolean }>(
    `select ${disclosureColumns}, f.decision_entry_id, f.came_after
       from exchange.find_disclosures($1, $2::timestamptz, $3) f
       join exchange.exchanges e on e.exchange_id = f.exchange_id
       join exchange.recipients r on r.exchange_id = f.exchange_id and r.ordinal = f.ordinal
      order by e.received_at, f.ordinal`,
    [consentHash, late.changedAt, late.marginSeconds],
  );
  return rows.map((row) => ({
    ...readDisclosureRow(row),
    cameAfter: row.came_after,
  }));
}

/** Changes of choices of which something is still to be done that were recorded before an instant, the oldest first. */
export async function findUnfollowed(pool: Queryable, before: Date): Promise<readonly ConsentId[]> {
  const { rows } = await pool.query<{ consent_id: string }>(
    `select consent_id from exchange.withdrawals
      where followed_at is null and recorded_at <= $1 order by recorded_at limit 100`,
    [before],
  );
  return rows.map((row) => asId<'Consent'>(row.consent_id));
}

/** When the last change of a choice was recorded, as the database writes it, to the microsecond. */
export async function findChangedAt(pool: Queryable, consentId: ConsentId): Promise<string | undefined> {
  const { rows } = await pool.query<{ changed_at: string }>(
    `select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as changed_at
       from exchange.withdrawals where consent_id = $1`,
    [consentId],
  );
  return rows[0]?.changed_at;
}

/** Notes that everything has been done that follows a change; not where another one has come since. */
export async function markFollowed(pool: Queryable, consentId: ConsentId, changedAt: string): Promise<void> {
  await pool.query(
    `update exchange.withdrawals set followed_at = clock_timestamp()
      where consent_id = $1 and followed_at is null and recorded_at = $2::timestamptz`,
    [consentId, changedAt],
  );
}
