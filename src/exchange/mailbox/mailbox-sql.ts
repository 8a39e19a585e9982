import type { Queryable } from '../../database/index.ts';
import {
  type DeliveryId,
  type ExchangeId,
  type OrganisationId,
  type SystemId,
  asId,
} from '../../platform/index.ts';
import type { Department, RoleCode, Urgency } from '../../vocabulary/index.ts';
import type { SealedBlob } from '../record/sealed-blob.ts';

/** One thing in a mailbox, as it lies in the database. */
export type MailboxItem =
  | {
      readonly kind: 'MESSAGE';
      readonly id: string;
      readonly since: Date;
      readonly urgency: Urgency;
      readonly expiresAt: Date;
    }
  | ({ readonly id: string; readonly since: Date } & StoredReport);

/** A report as it lies in the database. */
export interface StoredReport {
  readonly kind: 'NON_DELIVERY' | 'CANCELLATION' | 'ARRIVED_AFTER_ALL';
  readonly ended: 'REJECTED' | 'EXPIRED' | 'CANCELLED' | 'DELIVERED';
  readonly exchangeId: ExchangeId;
  readonly messageId: string;
  readonly correlationId: string;
  readonly organisationId: OrganisationId;
  readonly department: Department;
  readonly role: RoleCode;
  readonly attempts: number;
}

interface ItemRow {
  readonly id: string;
  readonly since: Date;
  readonly urgency: Urgency;
  readonly expires_at: Date | null;
  readonly kind: 'MESSAGE' | StoredReport['kind'];
  readonly ended: StoredReport['ended'] | null;
  readonly exchange_id: string;
  readonly message_id: string;
  readonly correlation_id: string;
  readonly organisation_id: string;
  readonly department: Department;
  readonly role: RoleCode;
  readonly attempts: number;
}

/**
 * What waits for a system: messages that may be collected now, and reports that it has not acknowledged; what is urgent first, then
 * in the order in which it came.
 * @param after the item after which the page begins
 */
export async function findMailboxItems(
  pool: Queryable,
  systemId: SystemId,
  after: string | null,
  most: number,
): Promise<readonly MailboxItem[]> {
  const { rows } = await pool.query<ItemRow>(
    `with items as (
       select d.delivery_id as id, (e.urgency = 'ROUTINE')::integer as rank, e.received_at as since, e.urgency, d.expires_at,
              'MESSAGE' as kind, null as ended, d.exchange_id, d.ordinal, d.attempts
         from exchange.deliveries d
         join exchange.exchanges e on e.exchange_id = d.exchange_id
        where d.system_id = $1 and (d.state = 'DUE' or d.state = 'DISPATCHED' and d.lease_until <= now())
          and d.expires_at > now() and e.kind <> 'PULL' and exchange.is_its_turn(d.delivery_id)
       union all
       select p.report_id, (e.urgency = 'ROUTINE')::integer, p.written_at, e.urgency, null,
              p.kind, p.ended, p.exchange_id, p.ordinal, d.attempts
         from exchange.reports p
         join exchange.exchanges e on e.exchange_id = p.exchange_id
         join exchange.deliveries d on d.exchange_id = p.exchange_id and d.ordinal = p.ordinal
        where p.system_id = $1 and p.acknowledged_at is null
     )
     select i.id, i.since, i.urgency, i.expires_at, i.kind, i.ended, i.exchange_id, e.message_id, e.correlation_id,
            r.organisation_id, r.department, r.role, i.attempts
       from items i
       join exchange.exchanges e on e.exchange_id = i.exchange_id
       join exchange.recipients r on r.exchange_id = i.exchange_id and r.ordinal = i.ordinal
      where $2::uuid is null
         or (i.rank, i.since, i.id) > (select a.rank, a.since, a.id from items a where a.id = $2::uuid)
      order by i.rank, i.since, i.id
      limit $3`,
    [systemId, after, most],
  );
  return rows.map(readItem);
}

function readItem(row: ItemRow): MailboxItem {
  const { id, since, kind } = row;
  if (kind === 'MESSAGE') {
    if (row.expires_at === null) throw new Error('a delivery has an end');
    return { kind, id, since, urgency: row.urgency, expiresAt: row.expires_at };
  }
  if (row.ended === null) throw new Error('a report says how it ended');
  return {
    kind,
    id,
    since,
    ended: row.ended,
    exchangeId: asId<'Exchange'>(row.exchange_id),
    messageId: row.message_id,
    correlationId: row.correlation_id,
    organisationId: asId<'Organisation'>(row.organisation_id),
    department: row.department,
    role: row.role,
    attempts: row.attempts,
  };
}

/** The reports about an exchange, by recipient; where it arrived after all, that one. */
export async function findReports(
  pool: Queryable,
  exchangeId: ExchangeId,
): Promise<
  ReadonlyMap<number, { readonly id: string; readonly kind: StoredReport['kind']; readonly at: Date }>
> {
  const { rows } = await pool.query<{
    report_id: string;
    ordinal: number;
    kind: StoredReport['kind'];
    written_at: Date;
  }>(
    `select distinct on (p.ordinal) p.report_id, p.ordinal, p.kind, p.written_at
       from exchange.reports p where p.exchange_id = $1 order by p.ordinal, p.written_at desc`,
    [exchangeId],
  );
  return new Map(rows.map((row) => [row.ordinal, { id: row.report_id, kind: row.kind, at: row.written_at }]));
}

/** When a report was acknowledged, now or before; absent where this system has no such report. */
export async function acknowledgeReport(
  pool: Queryable,
  reportId: string,
  systemId: SystemId,
): Promise<Date | undefined> {
  const { rows } = await pool.query<{ acknowledged_at: Date }>(
    `update exchange.reports p set acknowledged_at = coalesce(p.acknowledged_at, clock_timestamp())
      where p.report_id = $1 and p.system_id = $2 returning p.acknowledged_at`,
    [reportId, systemId],
  );
  return rows[0]?.acknowledged_at;
}

/** Where a delivery stands in the mailbox of the system that asks. */
export interface MailboxDelivery {
  readonly deliveryId: DeliveryId;
  readonly isWaiting: boolean;
  /** Whether an attempt of which nobody knows how it ends may still run. */
  readonly isUnderWay: boolean;
  readonly attempts: number;
  /** When its recipient said that it has it. */
  readonly acceptedAt: Date | null;
  /** What the newest dispatch of which nobody knows whether it arrived left for an acknowledgement. */
  readonly collected: { readonly dispatchId: string; readonly kept: SealedBlob } | null;
}

/** Finds a delivery in the mailbox of a system; absent where it is another's. */
export async function findMailboxDelivery(
  pool: Queryable,
  deliveryId: string,
  systemId: SystemId,
): Promise<MailboxDelivery | undefined> {
  const { rows } = await pool.query<{
    waiting: boolean;
    under_way: boolean;
    attempts: number;
    accepted_at: Date | null;
    dispatch_id: string | null;
    body: Buffer | null;
    body_keys: SealedBlob['keys'] | null;
  }>(
    `select d.state in ('DUE', 'DISPATCHED') and d.expires_at > now() and exchange.is_its_turn(d.delivery_id) as waiting,
            d.state = 'DISPATCHED' and d.lease_until > now() as under_way, d.attempts,
            (select max(s.ended_at) from exchange.dispatches s
              where s.delivery_id = d.delivery_id and s.ending = 'ACCEPTED') as accepted_at,
            c.dispatch_id, c.body, c.body_keys
       from exchange.deliveries d
       join exchange.exchanges e on e.exchange_id = d.exchange_id
       left join lateral (select k.dispatch_id, k.body, k.body_keys from exchange.collections k
                           where k.delivery_id = d.delivery_id order by k.kept_at desc limit 1) c on true
      where d.delivery_id = $1 and d.system_id = $2 and e.kind <> 'PULL'`,
    [deliveryId, systemId],
  );
  const [row] = rows;
  return (
    row && {
      deliveryId: asId<'Delivery'>(deliveryId),
      isWaiting: row.waiting,
      isUnderWay: row.under_way,
      attempts: row.attempts,
      acceptedAt: row.accepted_at,
      collected:
        row.dispatch_id === null || row.body === null || row.body_keys === null
          ? null
          : { dispatchId: row.dispatch_id, kept: { ciphertext: row.body, keys: row.body_keys } },
    }
  );
}

/** Forgets what was kept for acknowledgements that have not come by this instant. */
export async function forgetCollections(pool: Queryable, keptBefore: Date): Promise<void> {
  await pool.query('delete from exchange.collections c where c.kept_at < $1', [keptBefore]);
}
