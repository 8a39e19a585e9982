import type { Queryable } from '../../database/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import {
  type ConsentId,
  type DeliveryId,
  type EntryId,
  type ExchangeId,
  type OrganisationId,
  type Result,
  type SystemId,
  asId,
} from '../../platform/index.ts';
import type { Department, PurposeCode, RoleCode } from '../../vocabulary/index.ts';
import { type RecordRefusal, type RecordedEntry, callRecord } from './call-record.ts';
import type { SealedBlob } from './sealed-blob.ts';

/** A disclosure that has arrived because of a choice. */
export interface ReliantDisclosure {
  readonly exchangeId: ExchangeId;
  readonly messageId: string;
  readonly correlationId: string;
  readonly systemId: SystemId;
  readonly sourceOrganisationId: OrganisationId;
  readonly purpose: PurposeCode;
  readonly ordinal: number;
  readonly recipientOrganisationId: OrganisationId;
  readonly department: Department;
  readonly role: RoleCode;
  /** The decision with which it arrived. */
  readonly decisionEntryId: EntryId;
}

/** Has every delivery tried now that waits and whose last decision rests on the choice. */
export async function hastenWaiting(pool: Queryable, consentHash: Buffer): Promise<void> {
  await pool.query('select exchange.hasten_waiting($1)', [consentHash]);
}

/** Finds what has arrived because of the choice. */
export async function findDisclosures(
  pool: Queryable,
  consentHash: Buffer,
): Promise<readonly ReliantDisclosure[]> {
  const { rows } = await pool.query<{
    exchange_id: string;
    message_id: string;
    correlation_id: string;
    system_id: string;
    source_organisation_id: string;
    purpose: PurposeCode;
    ordinal: number;
    organisation_id: string;
    department: Department;
    role: RoleCode;
    decision_entry_id: string;
  }>(
    `select f.exchange_id, e.message_id, e.correlation_id, e.system_id, e.source_organisation_id, e.purpose, f.ordinal,
            r.organisation_id, r.department, r.role, f.decision_entry_id
       from exchange.find_disclosures($1) f
       join exchange.exchanges e on e.exchange_id = f.exchange_id
       join exchange.recipients r on r.exchange_id = f.exchange_id and r.ordinal = f.ordinal
      order by e.received_at, f.ordinal`,
    [consentHash],
  );
  return rows.map((row) => ({
    exchangeId: asId<'Exchange'>(row.exchange_id),
    messageId: row.message_id,
    correlationId: row.correlation_id,
    systemId: asId<'System'>(row.system_id),
    sourceOrganisationId: asId<'Organisation'>(row.source_organisation_id),
    purpose: row.purpose,
    ordinal: row.ordinal,
    recipientOrganisationId: asId<'Organisation'>(row.organisation_id),
    department: row.department,
    role: row.role,
    decisionEntryId: asId<'Entry'>(row.decision_entry_id),
  }));
}

/** What is written of a consent event, in one statement. */
export interface ConsentEventRecord {
  readonly exchangeId: ExchangeId;
  readonly systemId: SystemId;
  readonly sourceOrganisationId: OrganisationId;
  readonly messageId: string;
  readonly requestHash: Buffer;
  readonly purpose: PurposeCode;
  readonly correlationId: string;
  readonly receivedAt: Date;
  readonly answer: SealedBlob;
  readonly payload: SealedBlob | null;
  readonly recipient: {
    readonly organisationId: OrganisationId;
    readonly department: string;
    readonly role: string;
    readonly outcome: 'FORWARD' | 'DENY';
  };
  readonly delivery: {
    readonly deliveryId: DeliveryId;
    readonly systemId: SystemId;
    readonly expiresAt: Date;
    readonly decisionEntryId: EntryId;
    readonly leaseSeconds: number;
  } | null;
  readonly entries: readonly PreparedEntry[];
}

/** Writes a consent event with its decision and its delivery. `DUPLICATE`: this recipient is told already. */
export async function recordConsentEvent(
  pool: Queryable,
  { recipient, delivery, ...record }: ConsentEventRecord,
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  return callRecord(pool, 'select entry_id, entry_index::text from exchange.record_exchange($1::jsonb)', {
    ...record,
    kind: 'EVENT',
    idempotencyKey: `EVENT ${record.messageId}`,
    messageType: 'M18',
    urgency: 'URGENT',
    requestHash: record.requestHash.toString('base64'),
    answer: record.answer.ciphertext.toString('base64'),
    answerKeys: record.answer.keys,
    payload: record.payload?.ciphertext.toString('base64') ?? null,
    payloadKeys: record.payload?.keys ?? null,
    recipients: [{ ordinal: 0, ...recipient }],
    deliveries: delivery === null ? [] : [{ ordinal: 0, reliances: [], ...delivery }],
    guards: [],
  });
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
