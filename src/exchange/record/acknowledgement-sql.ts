import type { Queryable } from '../../database/index.ts';
import { type ExchangeId, type OrganisationId, asId } from '../../platform/index.ts';
import type { EarlierDisclosure } from '../earlier/telling.ts';
import { type DisclosureRow, disclosureColumns, readDisclosureRow } from './disclosure-row.ts';

/** An acknowledgement that somebody owes, with what it is owed for. */
export interface OwedAcknowledgement extends EarlierDisclosure {
  /** Names it. */
  readonly deadlineId: string;
  readonly ordinal: number;
  readonly dueAt: Date;
  /** The exchange because of which the recipient was told; null where it was sent by its author. */
  readonly becauseOf: ExchangeId | null;
}

/** Acknowledgements that are overdue at an instant and of which their sender has not been told, the longest first. */
export function findOverdue(pool: Queryable, at: Date): Promise<readonly OwedAcknowledgement[]> {
  return selectOwed(pool, 'and o.escalated_at is null and o.due_at < $1', [at]);
}

/** Acknowledgements that are due by an instant, and of which whoever owes them was not reminded, those due first. */
export function findUnreminded(pool: Queryable, by: Date): Promise<readonly OwedAcknowledgement[]> {
  return selectOwed(pool, 'and o.reminded_at is null and o.escalated_at is null and o.due_at < $1', [by]);
}

/** Acknowledgements that an organisation owes or waits for, those due first. */
export function findOwedBetween(
  pool: Queryable,
  organisationId: OrganisationId,
): Promise<readonly OwedAcknowledgement[]> {
  return selectOwed(pool, 'and $1 in (r.organisation_id, e.source_organisation_id)', [organisationId]);
}

/** At most a hundred, those due first, that have arrived and that nobody has given yet. */
async function selectOwed(
  pool: Queryable,
  condition: string,
  values: readonly unknown[],
): Promise<readonly OwedAcknowledgement[]> {
  const { rows } = await pool.query<
    DisclosureRow & { deadline_id: string; ordinal: number; due_at: Date; because_of: string | null }
  >(
    `select ${disclosureColumns}, d.decision_entry_id, o.deadline_id, o.ordinal, o.due_at, t.because_of
       from exchange.owed_acknowledgements o
       join exchange.exchanges e on e.exchange_id = o.exchange_id
       join exchange.recipients r on r.exchange_id = o.exchange_id and r.ordinal = o.ordinal
       join exchange.deliveries d on d.exchange_id = o.exchange_id and d.ordinal = o.ordinal
       left join exchange.tellings t on t.exchange_id = o.exchange_id
      where not exists (select 1 from exchange.acknowledgements a where a.exchange_id = o.exchange_id and a.ordinal = o.ordinal)
        ${condition}
      order by o.due_at, o.exchange_id, o.ordinal
      limit 100`,
    [...values],
  );
  return rows.map((row) => ({
    ...readDisclosureRow(row),
    deadlineId: row.deadline_id,
    ordinal: row.ordinal,
    dueAt: row.due_at,
    becauseOf: row.because_of === null ? null : asId<'Exchange'>(row.because_of),
  }));
}

/** Notes that whoever owes it was reminded. */
export async function markReminded(
  pool: Queryable,
  { exchangeId, ordinal }: Pick<OwedAcknowledgement, 'exchangeId' | 'ordinal'>,
  at: Date,
): Promise<void> {
  await pool.query(
    `update exchange.owed_acknowledgements set reminded_at = $3
      where exchange_id = $1 and ordinal = $2 and reminded_at is null`,
    [exchangeId, ordinal, at],
  );
}

/** Notes that the sender was told that nobody has acknowledged. */
export async function markEscalated(
  pool: Queryable,
  { exchangeId, ordinal }: Pick<OwedAcknowledgement, 'exchangeId' | 'ordinal'>,
  at: Date,
): Promise<void> {
  await pool.query(
    `update exchange.owed_acknowledgements set escalated_at = $3
      where exchange_id = $1 and ordinal = $2 and escalated_at is null`,
    [exchangeId, ordinal, at],
  );
}

/** What the recipients of an exchange owe, and what of it they have given. */
export async function findAcknowledgements(
  pool: Queryable,
  exchangeId: ExchangeId,
): Promise<ReadonlyMap<number, { readonly dueAt: Date; readonly acknowledgedAt: Date | null }>> {
  const { rows } = await pool.query<{ ordinal: number; due_at: Date; acknowledged_at: Date | null }>(
    `select o.ordinal, o.due_at, a.acknowledged_at
       from exchange.owed_acknowledgements o
       left join exchange.acknowledgements a on a.exchange_id = o.exchange_id and a.ordinal = o.ordinal
      where o.exchange_id = $1`,
    [exchangeId],
  );
  return new Map(
    rows.map((row) => [row.ordinal, { dueAt: row.due_at, acknowledgedAt: row.acknowledged_at }]),
  );
}

/** The exchanges that told earlier recipients because of an exchange, the first first. */
export async function findTellings(pool: Queryable, exchangeId: ExchangeId): Promise<readonly ExchangeId[]> {
  const { rows } = await pool.query<{ exchange_id: string }>(
    `select t.exchange_id
       from exchange.tellings t join exchange.exchanges e on e.exchange_id = t.exchange_id
      where t.because_of = $1 order by e.received_at, t.exchange_id`,
    [exchangeId],
  );
  return rows.map((row) => asId<'Exchange'>(row.exchange_id));
}
