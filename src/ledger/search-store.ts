import type { Queryable } from '../database/index.ts';
import { type EntryId, type ExchangeId, type OrganisationId, asId } from '../platform/index.ts';
import type { EntryKind } from './entry.ts';
import { queryRows } from './query-rows.ts';

/** What to search entries by. What is left out does not narrow. */
export interface EntrySearch {
  readonly kind?: EntryKind;
  readonly sourceOrganisationId?: OrganisationId;
  readonly recipientOrganisationId?: OrganisationId;
  /** On either side. */
  readonly organisationId?: OrganisationId;
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
  /** What its row of the index says in clear (docs/ledger-index.md). */
  readonly sourceOrganisationId: OrganisationId | null;
  readonly recipientOrganisationId: OrganisationId | null;
  readonly purpose: string | null;
  readonly messageType: string | null;
  readonly outcome: string | null;
  readonly correlationId: string | null;
}

/** Entries that one partition of the search tables holds (migration 200). */
const partitionSize = 4_000_000n;
/** Places that are read along an index at once, at most: where most must be left out, more and more of them are read. */
const mostPlaces = 4000;
/** Within how much places follow times; from the first entry that is further back on they are not asked (migration 223). */
const clockMargin = 86_400_000;

/** What is searched for, persons and terms as their keyed hashes. */
export type HashedSearch = EntrySearch & {
  readonly personHash?: Buffer;
  readonly termHashes?: readonly Buffer[];
  readonly exceptHashes?: readonly Buffer[];
};

/**
 * Finds indexed entries, newest first. An entry without an index row (a silent or an erased one) is never found. Places are read
 * backwards along the index of the narrowest thing that was asked for, the newest partition first, and no further than until the
 * page is full: as quick in a large ledger as in a small one, and what is left out neither fills a page nor moves its end.
 */
export async function findIndexedEntries(
  pool: Queryable,
  search: HashedSearch,
): Promise<readonly FoundEntry[]> {
  const limit = Math.min(search.limit, 1000);
  const along = chooseIndex(search);
  const { first, end } = await findBounds(pool, search);
  const found: FoundEntry[] = [];
  let below = end;
  let count = limit;
  while (below > first && found.length < limit) {
    const partition = ((below - 1n) / partitionSize) * partitionSize;
    const from = partition > first ? partition : first;
    const places = await readPlaces(pool, along, { from, below, count });
    found.push(...(await readEntries(pool, search, places, limit - found.length)));
    below = places.length < count ? from : (places.at(-1) ?? from);
    count = Math.min(count * 4, mostPlaces);
  }
  return found;
}

/** A table that is read backwards by place, and the equality that its index begins with. */
interface Along {
  readonly table: 'ledger.entry_index' | 'ledger.entry_terms';
  readonly column: string | null;
  readonly value: unknown;
}

/** What narrows most comes first: somebody, a name of the exchange, a term, an organisation, and then codes. */
function chooseIndex(search: HashedSearch): Along {
  const [term] = search.termHashes ?? [];
  if (search.personHash === undefined && search.correlationId === undefined && term !== undefined)
    return { table: 'ledger.entry_terms', column: 'term_hash', value: term };
  const columns = [
    ['person_hash', search.personHash],
    ['correlation_id', search.correlationId],
    ['source_organisation_id', search.sourceOrganisationId],
    ['recipient_organisation_id', search.recipientOrganisationId],
    ['outcome', search.outcome],
    ['message_type', search.messageType],
    ['purpose', search.purpose],
  ] as const;
  const chosen = columns.find(([, value]) => value !== undefined);
  return { table: 'ledger.entry_index', column: chosen?.[0] ?? null, value: chosen?.[1] };
}

/** The places between which what was asked for can stand. */
async function findBounds(
  pool: Queryable,
  { before, from, until }: EntrySearch,
): Promise<{ readonly first: bigint; readonly end: bigint }> {
  const rows = await queryRows<{ first: string; last: string }>(pool, {
    text: `select case when $1::timestamptz is null or c.entry_index is not null then 0
                       else ledger.find_place($1::timestamptz) end as first,
                  case when $2::timestamptz is null or c.entry_index is not null then h.size
                       else ledger.find_place($2::timestamptz) end as last
             from ledger.head h left join ledger.clock_steps c on true`,
    values: [
      from === undefined ? null : new Date(from.getTime() - clockMargin),
      until === undefined ? null : new Date(until.getTime() + clockMargin),
    ],
  });
  const [first, last] = [BigInt(rows[0]?.first ?? 0), BigInt(rows[0]?.last ?? 0)];
  return { first, end: before !== undefined && before < last ? before : last };
}

async function readPlaces(
  pool: Queryable,
  { table, column, value }: Along,
  { from, below, count }: { readonly from: bigint; readonly below: bigint; readonly count: number },
): Promise<readonly bigint[]> {
  const rows = await queryRows<{ entry_index: string }>(pool, {
    text: `select p.entry_index from ${table} p
            where p.entry_index >= $1::bigint and p.entry_index < $2::bigint
              ${column === null ? '' : `and p.${column} = $4`}
            order by p.entry_index desc limit $3::integer`,
    values: [from, below, count, ...(column === null ? [] : [value])],
  });
  return rows.map((row) => BigInt(row.entry_index));
}

/** The entries at these places that are everything that was asked for. */
async function readEntries(
  pool: Queryable,
  search: HashedSearch,
  places: readonly bigint[],
  limit: number,
): Promise<readonly FoundEntry[]> {
  if (places.length === 0) return [];
  const rows = await queryRows<{
    entry_index: string;
    entry_id: string;
    kind: EntryKind;
    recorded_at: Date;
    exchange_id: string | null;
    source_organisation_id: string | null;
    recipient_organisation_id: string | null;
    purpose: string | null;
    message_type: string | null;
    outcome: string | null;
    correlation_id: string | null;
  }>(pool, {
    text: `select e.entry_index, e.entry_id, e.kind, e.recorded_at, e.exchange_id, i.source_organisation_id,
                  i.recipient_organisation_id, i.purpose, i.message_type, i.outcome, i.correlation_id
           from unnest($1::bigint[]) with ordinality as p (entry_index, n)
           join ledger.entry_index i on i.entry_index = p.entry_index and i.entry_index between $15::bigint and $16::bigint
           join ledger.entries e on e.entry_index = p.entry_index
           where ($2::bytea is null or i.person_hash = $2::bytea)
             and ($3::uuid is null or i.source_organisation_id = $3::uuid)
             and ($4::uuid is null or i.recipient_organisation_id = $4::uuid)
             and ($5::text is null or i.purpose = $5::text)
             and ($6::text is null or i.message_type = $6::text)
             and ($7::text is null or i.outcome = $7::text)
             and ($8::text is null or i.correlation_id = $8::text)
             and ($9::text is null or e.kind = $9::text)
             and ($10::timestamptz is null or e.recorded_at >= $10::timestamptz)
             and ($11::timestamptz is null or e.recorded_at < $11::timestamptz)
             and ($12::uuid is null or $12::uuid in (i.source_organisation_id, i.recipient_organisation_id))
             and not exists (select from unnest($13::bytea[]) as w (term)
                              where not exists (select from ledger.entry_terms t
                                                 where t.term_hash = w.term and t.entry_index = p.entry_index
                                                   and t.entry_index between $15::bigint and $16::bigint))
             and not exists (select from ledger.entry_terms t
                              where t.term_hash = any ($17::bytea[]) and t.entry_index = p.entry_index
                                and t.entry_index between $15::bigint and $16::bigint)
           order by p.n
           limit $14::integer`,
    values: [
      places,
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
      search.organisationId ?? null,
      search.termHashes ?? [],
      limit,
      places.at(-1),
      places[0],
      search.exceptHashes ?? [],
    ],
  });
  return rows.map((row) => ({
    index: BigInt(row.entry_index),
    entryId: asId<'Entry'>(row.entry_id),
    kind: row.kind,
    at: row.recorded_at,
    exchangeId: row.exchange_id === null ? null : asId<'Exchange'>(row.exchange_id),
    sourceOrganisationId: asOrganisation(row.source_organisation_id),
    recipientOrganisationId: asOrganisation(row.recipient_organisation_id),
    purpose: row.purpose,
    messageType: row.message_type,
    outcome: row.outcome,
    correlationId: row.correlation_id,
  }));
}

function asOrganisation(text: string | null): OrganisationId | null {
  return text === null ? null : asId<'Organisation'>(text);
}
