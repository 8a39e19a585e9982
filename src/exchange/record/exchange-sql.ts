import type { Queryable } from '../../database/index.ts';
import type { EpochGuard } from '../../consent/index.ts';
import type { SealedCase } from '../../cases/index.ts';
import type { NotedArrivals } from '../../deadlines/index.ts';
import type { SealedHold, SealedJudgement } from '../../holds/index.ts';
import type { PreparedEntry } from '../../ledger/index.ts';
import type { SealedNotice } from '../../notices/index.ts';
import type { SealedVersion } from '../../plans/index.ts';
import {
  type Ask,
  type DeliveryId,
  type ExchangeId,
  type OrganisationId,
  type Result,
  type SystemId,
  asId,
  askTogether,
} from '../../platform/index.ts';
import type { RetractedParts } from '../corrections/retractions.ts';
import type { Outcome } from '../decide/index.ts';
import type { SealedGrant } from '../emergency/emergency-grants.ts';
import { type RecordRefusal, type RecordedEntry, callRecord } from './call-record.ts';
import type { DeliveryState } from './delivery-sql.ts';
import type { Reliance } from './find-reliances.ts';
import type { SealedBlob } from './sealed-blob.ts';
import type { RequestKey, StoredExchange } from './stored-exchange.ts';

/** Everything that stage 6 writes, in one statement or not at all. */
export interface ExchangeRecord {
  readonly exchangeId: ExchangeId;
  readonly kind: 'PUSH' | 'PULL' | 'ADVICE' | 'SUPPLEMENT';
  readonly systemId: SystemId;
  readonly sourceOrganisationId: OrganisationId;
  readonly messageId: string;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly messageType: string;
  readonly purpose: string;
  readonly urgency: string;
  readonly correlationId: string;
  readonly receivedAt: Date;
  /** On the database's clock: later nothing is written (SQLSTATE AS051). */
  readonly answerBy: Date | null;
  readonly answer: SealedBlob;
  readonly payload: SealedBlob | null;
  readonly recipients: readonly {
    readonly ordinal: number;
    readonly organisationId: OrganisationId;
    readonly department: string;
    readonly role: string;
    readonly outcome: Outcome;
  }[];
  readonly deliveries: readonly {
    readonly deliveryId: DeliveryId;
    readonly ordinal: number;
    readonly systemId: SystemId;
    readonly expiresAt: Date;
    readonly decisionEntryId: string;
    readonly leaseSeconds: number;
    readonly reliances: readonly Reliance[];
  }[];
  readonly holds: readonly SealedHold[];
  /** What officers must look at because of it. */
  readonly cases: readonly SealedCase[];
  /** The judgement that a supplement rests on, taken in the same statement. */
  readonly judgement: SealedJudgement | null;
  /** The emergency access that is granted, written in the same statement. */
  readonly emergency: SealedGrant | null;
  readonly notices: readonly SealedNotice[];
  /** What follows from the message, written in the same statement; null where nothing does. */
  readonly consequences: Consequences | null;
  /** What begins to run or ends when it arrives; null where nothing does. */
  readonly clocks: NotedArrivals | null;
  readonly guards: readonly EpochGuard[];
  readonly entries: readonly PreparedEntry[];
}

/** What follows from a message beside its deliveries. */
export interface Consequences {
  /** The version of a plan that it brings. */
  readonly plan: SealedVersion | null;
  /** The parts that it takes back. */
  readonly retracted: RetractedParts | null;
  /** What earlier recipients must be told because of it. */
  readonly followup: SealedBlob | null;
  /** By when its recipients must have acknowledged it. */
  readonly owed: readonly { readonly ordinal: number; readonly dueAt: string }[];
}

/** Writes the exchange, its entries, deliveries and notices. Throws where the database cannot be reached. */
export async function recordExchange(
  pool: Queryable,
  record: ExchangeRecord,
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  const { consequences, ...written } = record;
  const followup = consequences?.followup;
  return callRecord(pool, findStatement(record), {
    ...written,
    ...consequences,
    followup: followup && { body: followup.ciphertext.toString('base64'), bodyKeys: followup.keys },
    requestHash: record.requestHash.toString('base64'),
    answer: record.answer.ciphertext.toString('base64'),
    answerKeys: record.answer.keys,
    payload: record.payload?.ciphertext.toString('base64') ?? null,
    payloadKeys: record.payload?.keys ?? null,
  });
}

function findStatement({ judgement, emergency, consequences }: ExchangeRecord): string {
  if (judgement !== null)
    return 'select entry_id, entry_index::text from exchange.record_supplement($1::jsonb)';
  if (emergency !== null)
    return 'select entry_id, entry_index::text from exchange.record_emergency_access($1::jsonb)';
  return consequences === null
    ? 'select entry_id, entry_index::text from exchange.record_exchange_in_time($1::jsonb)'
    : 'select entry_id, entry_index::text from exchange.record_exchange_with_consequences($1::jsonb)';
}

/** Writes a recipient's acknowledgement; a second one is `DUPLICATE`. */
export async function recordAcknowledgement(
  pool: Queryable,
  record: {
    readonly exchangeId: ExchangeId;
    readonly ordinal: number;
    readonly at: Date;
    readonly entries: readonly PreparedEntry[];
  },
): Promise<Result<readonly RecordedEntry[], RecordRefusal>> {
  return callRecord(
    pool,
    'select entry_id, entry_index::text from exchange.record_acknowledgement($1::jsonb)',
    record,
  );
}

/** Finds a stored exchange by its own id. */
export async function findExchangeById(
  pool: Queryable,
  exchangeId: ExchangeId,
): Promise<StoredExchange | undefined> {
  return findExchangeWhere(pool, 'e.exchange_id = $1::uuid', [exchangeId]);
}

/** Asks for the exchange that a system began with a key (or, for the same kind, with a message id): nearly always there is none. */
export function exchangesByKey(pool: Queryable): Ask<RequestKey, StoredExchange | undefined> {
  return askTogether(async (keys: readonly RequestKey[]) => {
    const { rows } = await pool.query<{ place: string }>(
      `select a.place
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) with ordinality
         as a (system_id, idempotency_key, kind, message_id, place)
       where exists (
               select from exchange.exchanges e
               where e.system_id = a.system_id and e.idempotency_key = a.idempotency_key)
          or exists (
               select from exchange.exchanges e
               where e.system_id = a.system_id and e.kind = a.kind and e.message_id = a.message_id)`,
      [
        keys.map(({ systemId }) => systemId),
        keys.map(({ idempotencyKey }) => idempotencyKey),
        keys.map(({ kind }) => kind),
        keys.map(({ messageId }) => messageId),
      ],
    );
    const known = new Set(rows.map(({ place }) => Number(place) - 1));
    return Promise.all(
      keys.map(async ({ systemId, kind, idempotencyKey, messageId }, place) =>
        known.has(place)
          ? findExchangeWhere(
              pool,
              'e.system_id = $1::uuid and (e.idempotency_key = $2 or (e.kind = $3 and e.message_id = $4))',
              [systemId, idempotencyKey, kind, messageId],
            )
          : undefined,
      ),
    );
  });
}

async function findExchangeWhere(
  pool: Queryable,
  condition: string,
  values: readonly string[],
): Promise<StoredExchange | undefined> {
  const { rows } = await pool.query<{
    exchange_id: string;
    kind: StoredExchange['kind'];
    system_id: string;
    source_organisation_id: string;
    request_hash: Buffer;
    answer: Buffer;
    answer_keys: SealedBlob['keys'];
    payload: Buffer | null;
    payload_keys: SealedBlob['keys'] | null;
    recipients: readonly {
      ordinal: number;
      organisation_id: string;
      state: DeliveryState | null;
      decision_entry_id: string | null;
    }[];
  }>(
    `select e.exchange_id, e.kind, e.system_id, e.source_organisation_id, e.request_hash, e.answer, e.answer_keys, e.payload,
            e.payload_keys,
            (select jsonb_agg(jsonb_build_object('ordinal', r.ordinal, 'organisation_id', r.organisation_id,
                                                 'state', d.state, 'decision_entry_id', d.decision_entry_id)
                              order by r.ordinal)
             from exchange.recipients r
             left join exchange.deliveries d on d.exchange_id = r.exchange_id and d.ordinal = r.ordinal
             where r.exchange_id = e.exchange_id) as recipients
     from exchange.exchanges e
     where ${condition}
     order by e.received_at
     limit 1`,
    [...values],
  );
  const row = rows[0];
  return (
    row && {
      exchangeId: asId<'Exchange'>(row.exchange_id),
      kind: row.kind,
      systemId: asId<'System'>(row.system_id),
      sourceOrganisationId: asId<'Organisation'>(row.source_organisation_id),
      requestHash: row.request_hash,
      answer: { ciphertext: row.answer, keys: row.answer_keys },
      payload: row.payload && row.payload_keys && { ciphertext: row.payload, keys: row.payload_keys },
      recipients: row.recipients.map((recipient) => ({
        ordinal: recipient.ordinal,
        organisationId: asId<'Organisation'>(recipient.organisation_id),
        state: recipient.state,
        decisionEntryId: recipient.decision_entry_id,
      })),
    }
  );
}

/** When a recipient acknowledged, if it has. */
export async function findAcknowledgedAt(
  pool: Queryable,
  exchangeId: ExchangeId,
  ordinal: number,
): Promise<Date | undefined> {
  const { rows } = await pool.query<{ acknowledged_at: Date }>(
    'select acknowledged_at from exchange.acknowledgements where exchange_id = $1 and ordinal = $2',
    [exchangeId, ordinal],
  );
  return rows[0]?.acknowledged_at;
}
