-- The ledger: one strictly ordered, append-only sequence of entries under an RFC 6962 Merkle tree. The gateway reads it and
-- appends through one function; nobody changes it. The eraser may delete wrapped keys and search-index rows, nothing else.
create schema ledger;
grant usage on schema ledger to assent_gateway, assent_eraser;

-- The number of entries. Its one row is locked inside the appending statement, which is what orders all replicas.
create table ledger.head (
  only_row boolean primary key default true check (only_row),
  size bigint not null check (size >= 0),
  -- The latest time that any entry states.
  latest_at timestamptz not null
);
insert into ledger.head (size, latest_at) values (0, '-infinity');

create table ledger.entries (
  entry_index bigint primary key check (entry_index >= 0),
  -- As the appending process's clock had it; the leaf commits to it to the millisecond.
  recorded_at timestamptz not null check (recorded_at = date_trunc('milliseconds', recorded_at)),
  entry_id uuid not null constraint entries_once unique,
  exchange_id uuid,
  kind text not null check (kind in ('DECISION', 'OUTCOME', 'NOTICE', 'ACKNOWLEDGEMENT', 'CONSENT', 'FAMILY', 'AGREEMENT',
                                     'POLICY', 'LOOK', 'ERASURE')),
  -- An earlier entry states a later time.
  clock_went_back boolean not null,
  -- The leaf commits to this many slots: slot 0 is the search index's, parts lie in random others, the rest is padding
  -- derived from the seed, so that a receipt does not tell how many parts there are.
  slot_count smallint not null check (slot_count in (4, 16, 64, 256)),
  slot_seed bytea not null check (octet_length(slot_seed) = 32),
  -- Commitment to the row of ledger.entry_index; it stays when that row is erased.
  index_commitment bytea check (octet_length(index_commitment) = 32),
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
);
create index entries_by_exchange on ledger.entries (exchange_id) where exchange_id is not null;
create index entries_by_time on ledger.entries using brin (recorded_at);

create table ledger.entry_parts (
  entry_index bigint not null references ledger.entries,
  slot smallint not null check (slot between 1 and 255),
  commitment bytea not null check (octet_length(commitment) = 32),
  key_id uuid not null,
  ciphertext bytea not null,
  primary key (entry_index, slot)
);

-- Content keys wrapped under the keys of the people whom a part is about.
create table ledger.part_wraps (
  entry_index bigint not null,
  slot smallint not null,
  person_id uuid not null,
  wrapped bytea not null,
  primary key (entry_index, slot, person_id),
  foreign key (entry_index, slot) references ledger.entry_parts (entry_index, slot)
);

-- What can be searched for without opening an entry; docs/ledger-index.md lists and justifies each column.
create table ledger.entry_index (
  entry_index bigint primary key references ledger.entries,
  salt bytea not null check (octet_length(salt) = 32),
  person_hash bytea check (octet_length(person_hash) = 16),
  source_organisation_id uuid,
  recipient_organisation_id uuid,
  purpose text,
  message_type text,
  outcome text,
  correlation_id text
);
create index entry_index_by_person on ledger.entry_index (person_hash, entry_index) where person_hash is not null;
create index entry_index_by_source on ledger.entry_index (source_organisation_id, entry_index)
  where source_organisation_id is not null;
create index entry_index_by_recipient on ledger.entry_index (recipient_organisation_id, entry_index)
  where recipient_organisation_id is not null;
create index entry_index_by_correlation on ledger.entry_index (correlation_id) where correlation_id is not null;

-- Signed tree heads (c2sp.org/tlog-checkpoint), one for each size that was signed.
create table ledger.checkpoints (
  size bigint primary key check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  signed_at timestamptz not null
);

-- Full tiles of 256 hashes (c2sp.org/tlog-tiles), derived from the leaf hashes; incompressible, so never tried.
create table ledger.tiles (
  level smallint not null check (level between 0 and 7),
  tile_index bigint not null check (tile_index >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  primary key (level, tile_index)
);
alter table ledger.tiles alter column hashes set storage external;

create trigger refuse_change before update or delete on ledger.entries
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on ledger.entry_parts
  for each row execute function database.refuse_change();
create trigger refuse_change before update on ledger.part_wraps
  for each row execute function database.refuse_change();
create trigger refuse_change before update on ledger.entry_index
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on ledger.checkpoints
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on ledger.tiles
  for each row execute function database.refuse_change();
create trigger refuse_change before delete on ledger.head
  for each row execute function database.refuse_change();

create trigger refuse_truncate before truncate on ledger.entries
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.entry_parts
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.part_wraps
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.entry_index
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.checkpoints
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.tiles
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.head
  for each statement execute function database.refuse_change();

-- The size only grows.
create trigger refuse_shrinking before update on ledger.head
  for each row when (new.size <= old.size or new.latest_at < old.latest_at)
  execute function database.refuse_change();

-- Appends entries in the order given, all or none, and gives each its index. One statement does it, so that no process that
-- is paused between two statements can hold the head's lock (docs/decisions/0002-one-statement-append.md). A second entry
-- with the same id is refused by the constraint entries_once (SQLSTATE 23505), an empty or other argument by AS010.
-- The shape of an element is SealedEntry in src/ledger/entry.ts.
create function ledger.append_entries(entries jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  entry_count bigint;
  first_index bigint;
  latest_before timestamptz;
begin
  if jsonb_typeof(entries) is distinct from 'array' or entries = '[]'::jsonb then
    raise exception 'entries to append must be an array with at least one element' using errcode = 'AS010';
  end if;
  entry_count := jsonb_array_length(entries);

  select h.size, h.latest_at into strict first_index, latest_before from ledger.head h for update;

  update ledger.head h
  set size = first_index + entry_count,
      latest_at = greatest(latest_before, (select max((e ->> 'at')::timestamptz) from jsonb_array_elements(entries) e));

  return query
  with given as materialized (
    select first_index + g.ordinality - 1 as entry_index, g.entry, (g.entry ->> 'at')::timestamptz as recorded_at
    from jsonb_array_elements(entries) with ordinality as g (entry, ordinality)
  ), new_entries as (
    insert into ledger.entries (entry_index, recorded_at, entry_id, exchange_id, kind, clock_went_back, slot_count, slot_seed,
                                index_commitment, leaf_hash)
    select g.entry_index, g.recorded_at, (g.entry ->> 'entryId')::uuid, (g.entry ->> 'exchangeId')::uuid, g.entry ->> 'kind',
           g.recorded_at < greatest(latest_before, max(g.recorded_at) over (
             order by g.entry_index rows between unbounded preceding and current row)),
           (g.entry ->> 'slotCount')::smallint, decode(g.entry ->> 'slotSeed', 'base64'),
           decode(g.entry ->> 'indexCommitment', 'base64'), decode(g.entry ->> 'leafHash', 'base64')
    from given g
    returning entry_id, entry_index
  ), new_parts as (
    insert into ledger.entry_parts (entry_index, slot, commitment, key_id, ciphertext)
    select g.entry_index, (p ->> 'slot')::smallint, decode(p ->> 'commitment', 'base64'), (p ->> 'keyId')::uuid,
           decode(p ->> 'ciphertext', 'base64')
    from given g, jsonb_array_elements(g.entry -> 'parts') p
  ), new_wraps as (
    insert into ledger.part_wraps (entry_index, slot, person_id, wrapped)
    select g.entry_index, (p ->> 'slot')::smallint, (w ->> 'person')::uuid, decode(w ->> 'wrapped', 'base64')
    from given g, jsonb_array_elements(g.entry -> 'parts') p, jsonb_array_elements(p -> 'wraps') w
  ), new_index_rows as (
    insert into ledger.entry_index (entry_index, salt, person_hash, source_organisation_id, recipient_organisation_id, purpose,
                                    message_type, outcome, correlation_id)
    select g.entry_index, decode(i ->> 'salt', 'base64'), decode(i ->> 'personHash', 'base64'),
           (i ->> 'sourceOrganisationId')::uuid, (i ->> 'recipientOrganisationId')::uuid, i ->> 'purpose', i ->> 'messageType',
           i ->> 'outcome', i ->> 'correlationId'
    from given g, lateral (select g.entry -> 'index') as x (i)
    where jsonb_typeof(i) = 'object'
  )
  select e.entry_id, e.entry_index from new_entries e order by e.entry_index;
end
$$;

revoke all on function ledger.append_entries(jsonb) from public;
grant execute on function ledger.append_entries(jsonb) to assent_gateway;

grant select on ledger.head, ledger.entries, ledger.entry_parts, ledger.part_wraps, ledger.entry_index to assent_gateway;
grant select, insert on ledger.checkpoints, ledger.tiles to assent_gateway;
grant select, delete on ledger.part_wraps, ledger.entry_index to assent_eraser;
