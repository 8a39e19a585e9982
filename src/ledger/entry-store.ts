import type { Queryable } from '../database/index.ts';
import { type EntryId, type ExchangeId, type PersonId, asId } from '../platform/index.ts';
import type { EntryKind, IndexColumns, LeafVersion } from './entry.ts';
import { queryRows } from './query-rows.ts';

/** An entry as it is stored, without its parts. */
export interface StoredEntry {
  readonly index: number;
  /** ISO 8601 in UTC with microseconds, as stored. */
  readonly recordedAt: string;
  readonly entryId: EntryId;
  readonly exchangeId: ExchangeId | null;
  readonly kind: EntryKind;
  readonly clockWentBack: boolean;
  readonly leafVersion: LeafVersion;
  readonly slotCount: number;
  readonly slotSeed: Buffer;
  readonly indexCommitment: Buffer | null;
  readonly leafHash: Buffer;
}

/** A sealed part as it is stored. */
export interface StoredPart {
  readonly entryIndex: number;
  readonly slot: number;
  readonly commitment: Buffer;
  readonly keyId: string;
  readonly ciphertext: Buffer;
  readonly wraps: readonly { readonly person: PersonId; readonly wrapped: Buffer }[];
}

interface EntryRow {
  entry_index: string;
  recorded_at: string;
  entry_id: string;
  exchange_id: string | null;
  kind: EntryKind;
  clock_went_back: boolean;
  leaf_version: LeafVersion;
  slot_count: number;
  slot_seed: Buffer;
  index_commitment: Buffer | null;
  leaf_hash: Buffer;
}

const entryColumns = `e.entry_index, to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at,
  e.entry_id, e.exchange_id, e.kind, e.clock_went_back, e.leaf_version, e.slot_count, e.slot_seed, e.index_commitment, e.leaf_hash`;

/** Finds an entry by its id. */
export async function findEntryById(pool: Queryable, entryId: EntryId): Promise<StoredEntry | undefined> {
  const rows = await queryRows<EntryRow>(pool, {
    text: `select ${entryColumns} from ledger.entries e where e.entry_id = $1::uuid`,
    values: [entryId],
  });
  return rows.map(readEntryRow)[0];
}

/** Finds the entries of a kind, oldest first. */
export async function findEntriesOfKind(pool: Queryable, kind: EntryKind): Promise<readonly StoredEntry[]> {
  const rows = await queryRows<EntryRow>(pool, {
    text: `select ${entryColumns} from ledger.entries e where e.kind = $1 order by e.entry_index`,
    values: [kind],
  });
  return rows.map(readEntryRow);
}

/** Finds the entries of an exchange, oldest first. */
export async function findEntriesByExchange(
  pool: Queryable,
  exchangeId: ExchangeId,
): Promise<readonly StoredEntry[]> {
  const rows = await queryRows<EntryRow>(pool, {
    text: `select ${entryColumns} from ledger.entries e where e.exchange_id = $1::uuid order by e.entry_index`,
    values: [exchangeId],
  });
  return rows.map(readEntryRow);
}

/** Finds the first `limit` entries from an index on, in order. */
export async function findEntriesFrom(
  pool: Queryable,
  start: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const rows = await queryRows<EntryRow>(pool, {
    text: `select ${entryColumns} from ledger.entries e
           where e.entry_index >= $1::bigint
           order by e.entry_index
           limit $2::integer`,
    values: [start, limit],
  });
  return rows.map(readEntryRow);
}

/** Finds the entries at some places, in no order. */
export async function findEntriesAtPlaces(
  pool: Queryable,
  places: readonly number[],
): Promise<readonly StoredEntry[]> {
  const rows = await queryRows<EntryRow>(pool, {
    text: `select ${entryColumns} from ledger.entries e where e.entry_index = any($1::bigint[])`,
    values: [places],
  });
  return rows.map(readEntryRow);
}

interface PartRow {
  entry_index: string;
  slot: number;
  commitment: Buffer;
  key_id: string;
  ciphertext: Buffer;
  persons: string[];
  wrapped: Buffer[];
}

const partColumns = `p.entry_index, p.slot, p.commitment, p.key_id, p.ciphertext,
                  array(select w.person_id::text from ledger.part_wraps w
                        where w.entry_index = p.entry_index and w.slot = p.slot order by w.person_id) as persons,
                  array(select w.wrapped from ledger.part_wraps w
                        where w.entry_index = p.entry_index and w.slot = p.slot order by w.person_id) as wrapped`;

/** Finds the parts of the entries from `start` up to and without `end`, in order, with the wrapped keys that are left. */
export async function findPartsBetween(
  pool: Queryable,
  start: number,
  end: number,
): Promise<readonly StoredPart[]> {
  const rows = await queryRows<PartRow>(pool, {
    text: `select ${partColumns}
           from ledger.entry_parts p
           where p.entry_index >= $1::bigint and p.entry_index < $2::bigint
           order by p.entry_index, p.slot`,
    values: [start, end],
  });
  return rows.map(readPartRow);
}

/** Finds the parts of the entries at some places, in order, with the wrapped keys that are left. */
export async function findPartsAtPlaces(
  pool: Queryable,
  places: readonly number[],
): Promise<readonly StoredPart[]> {
  const rows = await queryRows<PartRow>(pool, {
    text: `select ${partColumns}
           from ledger.entry_parts p
           where p.entry_index = any($1::bigint[])
           order by p.entry_index, p.slot`,
    values: [places],
  });
  return rows.map(readPartRow);
}

function readPartRow(row: PartRow): StoredPart {
  return {
    entryIndex: Number(row.entry_index),
    slot: row.slot,
    commitment: row.commitment,
    keyId: row.key_id,
    ciphertext: row.ciphertext,
    wraps: row.wrapped.map((wrapped, place) => ({
      person: asId<'Person'>(row.persons[place] ?? ''),
      wrapped,
    })),
  };
}

/** Finds the same parts without what is sealed in them, for verifying commitments alone. */
export async function findCommitmentsBetween(
  pool: Queryable,
  start: number,
  end: number,
): Promise<readonly Pick<StoredPart, 'entryIndex' | 'slot' | 'commitment'>[]> {
  const rows = await queryRows<{ entry_index: string; slot: number; commitment: Buffer }>(pool, {
    text: `select p.entry_index, p.slot, p.commitment
           from ledger.entry_parts p
           where p.entry_index >= $1::bigint and p.entry_index < $2::bigint
           order by p.entry_index, p.slot`,
    values: [start, end],
  });
  return rows.map((row) => ({
    entryIndex: Number(row.entry_index),
    slot: row.slot,
    commitment: row.commitment,
  }));
}

/** A row of the search index as it is stored; what has no value is left out. */
export interface StoredIndexRow {
  readonly entryIndex: number;
  readonly salt: Buffer;
  readonly columns: IndexColumns;
}

/** Finds the search-index rows of the entries from `start` up to and without `end`, in order. */
export async function findIndexRowsBetween(
  pool: Queryable,
  start: number,
  end: number,
): Promise<readonly StoredIndexRow[]> {
  const rows = await queryRows<{
    entry_index: string;
    salt: Buffer;
    person_hash: Buffer | null;
    source_organisation_id: string | null;
    recipient_organisation_id: string | null;
    purpose: string | null;
    message_type: string | null;
    outcome: string | null;
    correlation_id: string | null;
    terms: Buffer[];
  }>(pool, {
    text: `select i.entry_index, i.salt, i.person_hash, i.source_organisation_id, i.recipient_organisation_id, i.purpose,
                  i.message_type, i.outcome, i.correlation_id,
                  array(select t.term_hash from ledger.entry_terms t where t.entry_index = i.entry_index) as terms
           from ledger.entry_index i
           where i.entry_index >= $1::bigint and i.entry_index < $2::bigint
           order by i.entry_index`,
    values: [start, end],
  });
  return rows.map((row) => ({
    entryIndex: Number(row.entry_index),
    salt: row.salt,
    columns: {
      personHash: row.person_hash?.toString('base64') ?? null,
      sourceOrganisationId: row.source_organisation_id,
      recipientOrganisationId: row.recipient_organisation_id,
      purpose: row.purpose,
      messageType: row.message_type,
      outcome: row.outcome,
      correlationId: row.correlation_id,
      terms: row.terms.map((term) => term.toString('base64')).sort(),
    },
  }));
}

function readEntryRow(row: EntryRow): StoredEntry {
  return {
    index: Number(row.entry_index),
    recordedAt: row.recorded_at,
    entryId: asId<'Entry'>(row.entry_id),
    exchangeId: row.exchange_id === null ? null : asId<'Exchange'>(row.exchange_id),
    kind: row.kind,
    clockWentBack: row.clock_went_back,
    leafVersion: row.leaf_version,
    slotCount: row.slot_count,
    slotSeed: row.slot_seed,
    indexCommitment: row.index_commitment,
    leafHash: row.leaf_hash,
  };
}
