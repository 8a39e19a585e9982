import type { Queryable } from '../../database/index.ts';
import { type SystemId, asId } from '../../platform/index.ts';

/** How it stands with deliveries to one system. */
export interface Lane {
  readonly systemId: SystemId;
  /** Deliveries that wait. */
  readonly waiting: number;
  /** Attempts in a row that failed because of the system. */
  readonly failures: number;
  /** Set while its circuit is open: when it is tried again. */
  readonly probeAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly stoppedWhy: string | null;
}

/** Every system for which something waits, whose circuit is open, or that was stopped. */
export async function findLanes(pool: Queryable): Promise<readonly Lane[]> {
  const { rows } = await pool.query<{
    system_id: string;
    waiting: number;
    failures: number | null;
    probe_at: Date | null;
    stopped_at: Date | null;
    stopped_why: string | null;
  }>(
    `with waiting as (
       select d.system_id, count(*)::integer as waiting from exchange.deliveries d
        where d.state in ('DUE', 'DISPATCHED') group by d.system_id
     )
     select coalesce(w.system_id, l.system_id) as system_id, coalesce(w.waiting, 0) as waiting, l.failures, l.probe_at,
            l.stopped_at, l.stopped_why
       from waiting w
       full join exchange.lanes l on l.system_id = w.system_id
      where w.waiting > 0 or l.probe_at is not null or l.stopped_at is not null
      order by 1`,
  );
  return rows.map((row) => ({
    systemId: asId<'System'>(row.system_id),
    waiting: row.waiting,
    failures: row.failures ?? 0,
    probeAt: row.probe_at,
    stoppedAt: row.stopped_at,
    stoppedWhy: row.stopped_why,
  }));
}

/** Stops everything routine that waits for a system, until it is let go on. */
export async function stopLane(pool: Queryable, systemId: SystemId, why: string): Promise<void> {
  await pool.query('select exchange.stop_lane($1::uuid, $2)', [systemId, why]);
}

/**
 * Lets deliveries to a system go on, and gives how many waited.
 * @param waiting what becomes of them: sent, or ended with a report to their senders
 */
export async function resumeLane(
  pool: Queryable,
  systemId: SystemId,
  waiting: 'SEND' | 'REPORT',
): Promise<number> {
  const { rows } = await pool.query<{ waited: number }>(
    'select exchange.resume_lane($1::uuid, $2) as waited',
    [systemId, waiting === 'REPORT'],
  );
  return rows[0]?.waited ?? 0;
}
