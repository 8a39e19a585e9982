import type { Queryable } from '../database/index.ts';
import { type EntryId, type ExchangeId, type OrganisationId, asId } from '../platform/index.ts';
import type { EntryKind } from './entry.ts';
import { queryRows } from './query-rows.ts';

/** What to search entries by. What is left out does not narrow. */
export interface EntrySearch {
  readonly kind?: EntryKind;
  readonly sourceOrganisationId?: OrganisationId;
  readonly recipientOrganisationId?: OrganisationId;
  readonly purpose?: string;
  readonly messageType?: string;
  readonly outcome?: string;
  readonly correlationId?: string;
  /** Not earlier than this. */
  readonly from?: Date;
  /** Earlier than this. */
  readonly until?: Date;
  /** Only entries before this index: the last one of the page before. */
  readonly before?: bigint;
  /** Entries wanted, at most 1,000. */
  readonly limit: number;
}

/** An entry that was found, unopened. */
export interface FoundEntry {
  readonly index: bigint;
  readonly entryId: EntryId;
  readonly kind: EntryKind;
  readonly at: Date;
  readonly exchangeId: ExchangeId | null;
}

const largestIndex = 2n ** 63n - 1n;

/** Finds indexed entries, newest first. An entry without an index row (a silent or an erased one) is never found. */
export async function findIndexedEntries(
  pool: Queryable,
  search: EntrySearch & { readonly personHash?: Buffer },
): Promise<readonly FoundEntry[]> {
  const rows = await queryRows<{
    entry_index: string;
    entry_id: string;
    kind: EntryKind;
    recorded_at: Date;
    exchange_id: string | null;
  }>(pool, {
    text: `select e.entry_index, e.entry_id, e.kind, e.recorded_at, e.exchange_id
           from ledger.entry_index i
           join ledger.entries e on e.entry_index = i.entry_index
           where i.entry_index < $1::bigint
             and ($2::bytea is null or i.person_hash = $2::bytea)
             and ($3::uuid is null or i.source_organisation_id = $3::uuid)
             and ($4::uuid is null or i.recipient_organisation_id = $4::uuid)
             and ($5::text is null or i.purpose = $5::text)
             and ($6::text is null or i.message_type = $6::text)
             and ($7::text is null or i.outcome = $7::text)
             and ($8::text is null or i.correlation_id = $8::text)
             and ($9::text is null or e.kind = $9::text)
             and ($10::timestamptz is null or e.recorded_at >= $10::timestamptz)
             and ($11::timestamptz is null or e.recorded_at < $11::timestamptz)
           order by i.entry_index desc
           limit $12::integer`,
    values: [
      search.before ?? largestIndex,
      search.personHash ?? null,
      search.sourceOrganisationId ?? null,
      search.recipientOrganisationId ?? null,
      search.purpose ?? null,
      search.messageType ?? null,
      search.outcome ?? null,
      search.correlationId ?? null,
      search.kind ?? null,
      search.from ?? null,
      search.until ?? null,
      Math.min(search.limit, 1000),
    ],
  });
  return rows.map((row) => ({
    index: BigInt(row.entry_index),
    entryId: asId<'Entry'>(row.entry_id),
    kind: row.kind,
    at: row.recorded_at,
    exchangeId: row.exchange_id === null ? null : asId<'Exchange'>(row.exchange_id),
  }));
}
