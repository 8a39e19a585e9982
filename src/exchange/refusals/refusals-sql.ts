import type { Queryable } from '../../database/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import { type OrganisationId, type SystemId, asId } from '../../platform/index.ts';
import { callRecord } from '../record/call-record.ts';

/** An hour in which one sender was refused more often than has entries of its own. */
export interface RefusedHour {
  /** The system's id, or `nobody` for all who did not prove themselves. */
  readonly sender: string;
  readonly hour: Date;
  readonly organisationId: OrganisationId | null;
  readonly systemId: SystemId | null;
  /** Problem codes with their counts. */
  readonly surplus: Readonly<Record<string, number>>;
}

/** Counts a refusal of this hour, and tells whether it is to have an entry of its own. */
export async function countRefusal(
  pool: Queryable,
  sender: { readonly organisationId: OrganisationId; readonly systemId: SystemId } | null,
  problem: string,
  bound: number,
): Promise<boolean> {
  const { rows } = await pool.query<{ noted: boolean }>(
    'select exchange.count_refusal($1::uuid, $2::uuid, $3, $4) as noted',
    [sender?.organisationId ?? null, sender?.systemId ?? null, problem, bound],
  );
  return rows[0]?.noted === true;
}

/** Hours that are over by an instant and have a surplus that no entry tells of. */
export async function findRefusedHours(
  pool: Queryable,
  at: Date,
  limit: number,
): Promise<readonly RefusedHour[]> {
  const { rows } = await pool.query<{
    sender: string;
    hour: Date;
    organisation_id: string | null;
    system_id: string | null;
    surplus: Record<string, number>;
  }>(
    `select r.sender, r.hour, r.organisation_id, r.system_id, r.surplus
       from exchange.refusals r
      where r.summed_up_at is null and r.surplus <> '{}'::jsonb and r.hour + interval '1 hour' <= $1
      order by r.hour, r.sender
      limit $2`,
    [at, limit],
  );
  return rows.map((row) => ({
    sender: row.sender,
    hour: row.hour,
    organisationId: row.organisation_id === null ? null : asId<'Organisation'>(row.organisation_id),
    systemId: row.system_id === null ? null : asId<'System'>(row.system_id),
    surplus: row.surplus,
  }));
}

/** Writes the entry that sums an hour up, once. */
export async function recordRefusedHour(
  pool: Queryable,
  { sender, hour }: RefusedHour,
  entries: readonly PreparedEntry[],
): Promise<void> {
  await callRecord(pool, 'select entry_id, entry_index::text from exchange.sum_up_refusals($1::jsonb)', {
    sender,
    hour,
    entries,
  });
}

/** Forgets the counts of hours that ended a day before an instant and need no entry any more. */
export async function forgetRefusedHours(pool: Queryable, at: Date): Promise<void> {
  await pool.query(
    `delete from exchange.refusals r
      where r.hour + interval '25 hours' <= $1 and (r.summed_up_at is not null or r.surplus = '{}'::jsonb)`,
    [at],
  );
}
