import type { Queryable } from '../../database/index.ts';
import { type ExchangeId, type OrganisationId, asId } from '../../platform/index.ts';
import type { Department, RoleCode } from '../../vocabulary/index.ts';
import type { DeliveryState } from './delivery-sql.ts';
import type { SealedBlob } from './sealed-blob.ts';

/** Whether an organisation has sent a message with this identifier, to whomever and whatever came of it. */
export async function isSentMessage(
  pool: Queryable,
  organisationId: OrganisationId,
  messageId: string,
): Promise<boolean> {
  const { rows } = await pool.query<{ sent: boolean }>(
    `select exists (
       select 1 from exchange.exchanges e
        where e.source_organisation_id = $1 and e.message_id = $2 and e.kind in ('PUSH', 'PULL')) as sent`,
    [organisationId, messageId],
  );
  return rows[0]?.sent === true;
}

/** The keyed hashes of the parts of an organisation's messages that it took back. */
export async function findRetractedParts(
  pool: Queryable,
  organisationId: OrganisationId,
  messageIds: readonly string[],
): Promise<readonly Buffer[]> {
  const { rows } = await pool.query<{ part_hash: Buffer }>(
    `select r.part_hash from exchange.retractions r
      where r.source_organisation_id = $1 and r.message_id = any($2::text[])`,
    [organisationId, messageIds],
  );
  return rows.map((row) => row.part_hash);
}

/** Whether an exchange sent a message of which its author has taken nothing back. What was pulled has no message of its own to correct. */
export async function isUncorrected(pool: Queryable, exchangeId: ExchangeId): Promise<boolean> {
  const { rows } = await pool.query(
    `select e.exchange_id from exchange.exchanges e
      where e.exchange_id = $1 and e.kind = 'PUSH'
        and not exists (select from exchange.retractions r
                         where r.source_organisation_id = e.source_organisation_id and r.message_id = e.message_id)`,
    [exchangeId],
  );
  return rows.length > 0;
}

/** What must follow a message, and where it and its deliveries stand. */
export interface StoredFollowup {
  readonly body: SealedBlob;
  readonly recipients: readonly {
    readonly organisationId: OrganisationId;
    readonly department: Department;
    readonly role: RoleCode;
    readonly outcome: string;
    readonly state: DeliveryState | null;
  }[];
}

/** What must follow a message; absent where nothing must. */
export async function findFollowup(
  pool: Queryable,
  exchangeId: ExchangeId,
): Promise<StoredFollowup | undefined> {
  const { rows } = await pool.query<{
    body: Buffer;
    body_keys: SealedBlob['keys'];
    recipients: readonly {
      organisation_id: string;
      department: Department;
      role: RoleCode;
      outcome: string;
      state: DeliveryState | null;
    }[];
  }>(
    `select f.body, f.body_keys,
            coalesce((select jsonb_agg(jsonb_build_object('organisation_id', r.organisation_id, 'department', r.department,
                                                          'role', r.role, 'outcome', r.outcome, 'state', d.state)
                                       order by r.ordinal)
                        from exchange.recipients r
                        left join exchange.deliveries d on d.exchange_id = r.exchange_id and d.ordinal = r.ordinal
                       where r.exchange_id = f.exchange_id), '[]'::jsonb) as recipients
       from exchange.followups f
      where f.exchange_id = $1`,
    [exchangeId],
  );
  const [row] = rows;
  return (
    row && {
      body: { ciphertext: row.body, keys: row.body_keys },
      recipients: row.recipients.map(({ organisation_id, ...recipient }) => ({
        ...recipient,
        organisationId: asId<'Organisation'>(organisation_id),
      })),
    }
  );
}

/** Messages of which something is still to be done, the oldest first. */
export async function findUnfollowedMessages(pool: Queryable): Promise<readonly ExchangeId[]> {
  const { rows } = await pool.query<{ exchange_id: string }>(
    'select exchange_id from exchange.followups where followed_at is null order by recorded_at limit 100',
  );
  return rows.map((row) => asId<'Exchange'>(row.exchange_id));
}

/** Notes that everything has been done that follows a message. */
export async function markMessageFollowed(pool: Queryable, exchangeId: ExchangeId): Promise<void> {
  await pool.query(
    'update exchange.followups set followed_at = clock_timestamp() where exchange_id = $1 and followed_at is null',
    [exchangeId],
  );
}

/** Whether any of an organisation's messages with these identifiers may still be delivered. */
export async function isStillOnItsWay(
  pool: Queryable,
  organisationId: OrganisationId,
  messageIds: readonly string[],
): Promise<boolean> {
  const { rows } = await pool.query<{ waits: boolean }>(
    `select exists (
       select 1 from exchange.exchanges e
         join exchange.deliveries d on d.exchange_id = e.exchange_id
        where e.source_organisation_id = $1 and e.message_id = any($2::text[]) and d.state in ('DUE', 'DISPATCHED')) as waits`,
    [organisationId, messageIds],
  );
  return rows[0]?.waits === true;
}
