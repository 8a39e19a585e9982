import type { Queryable } from '../../database/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import type {
  DeliveryId,
  EntryId,
  ExchangeId,
  OrganisationId,
  Result,
  SystemId,
} from '../../platform/index.ts';
import type { PurposeCode } from '../../vocabulary/index.ts';
import { type RecordRefusal, type RecordedEntry, callRecord } from './call-record.ts';
import type { SealedBlob } from './sealed-blob.ts';

/** What is written of a telling, in one statement. */
export interface TellingRecord {
  readonly exchangeId: ExchangeId;
  readonly systemId: SystemId;
  readonly sourceOrganisationId: OrganisationId;
  readonly messageId: string;
  readonly messageType: string;
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
  /** By when it must be acknowledged; null where no date is set, or nothing leaves. */
  readonly dueAt: Date | null;
  /** The exchange because of which it is told. */
  readonly because: ExchangeId | null;
  readonly delivery: {
    readonly deliveryId: DeliveryId;
    readonly systemId: SystemId;
    readonly expiresAt: Date;
    readonly decisionEntryId: EntryId;
    readonly leaseSeconds: number;
  } | null;
  readonly entries: readonly PreparedEntry[];
}

/** Writes a telling with its decision and its delivery. `DUPLICATE`: this recipient is told already. */
export async function recordTelling(
  pool: Queryable,
  { recipient, delivery, dueAt, ...record }: TellingRecord,
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  return callRecord(pool, 'select entry_id, entry_index::text from exchange.record_telling($1::jsonb)', {
    ...record,
    kind: 'EVENT',
    idempotencyKey: `EVENT ${record.messageId}`,
    urgency: 'URGENT',
    requestHash: record.requestHash.toString('base64'),
    answer: record.answer.ciphertext.toString('base64'),
    answerKeys: record.answer.keys,
    payload: record.payload?.ciphertext.toString('base64') ?? null,
    payloadKeys: record.payload?.keys ?? null,
    recipients: [{ ordinal: 0, ...recipient }],
    deliveries: delivery === null ? [] : [{ ordinal: 0, reliances: [], ...delivery }],
    guards: [],
    owed: dueAt === null ? [] : [{ ordinal: 0, dueAt: dueAt.toISOString() }],
  });
}
