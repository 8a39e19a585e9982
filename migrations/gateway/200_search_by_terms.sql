-- The search index in partitions of four million entries, and terms beside it: who practised, which reasons were given, which
-- powers the disclosure rested on, each as a keyed hash (docs/ledger-index.md). Every search reads from the newest partition
-- backwards and stops when its page is full, so that it stays as quick as the ledger grows.

alter table ledger.entry_index rename to entry_index_before;
alter table ledger.entry_index_before rename constraint entry_index_pkey to entry_index_before_pkey;
drop index ledger.entry_index_by_person, ledger.entry_index_by_source, ledger.entry_index_by_recipient,
  ledger.entry_index_by_correlation;
-- The table that takes its place has rules of its own; its rows come along with their salts, so that every commitment holds.
drop trigger refuse_change on ledger.entry_index_before;
drop trigger refuse_truncate on ledger.entry_index_before;

create table ledger.entry_index (
  entry_index bigint not null references ledger.entries,
  salt bytea not null check (octet_length(salt) = 32),
  person_hash bytea check (octet_length(person_hash) = 16),
  source_organisation_id uuid,
  recipient_organisation_id uuid,
  purpose text,
  message_type text,
  outcome text,
  correlation_id text,
  primary key (entry_index)
) partition by range (entry_index);

-- Keyed hashes of single facts about an entry: 16 bytes from which nobody without the lookup key derives or tests a word.
create table ledger.entry_terms (
  entry_index bigint not null,
  term_hash bytea not null check (octet_length(term_hash) = 16),
  primary key (term_hash, entry_index)
) partition by range (entry_index);

do $$
declare
  step constant bigint := 4000000;
begin
  for part in 0..15 loop
    execute pg_catalog.format('create table ledger.entry_index_%s partition of ledger.entry_index for values from (%s) to (%s)',
      part, part * step, (part + 1) * step);
    execute pg_catalog.format('create table ledger.entry_terms_%s partition of ledger.entry_terms for values from (%s) to (%s)',
      part, part * step, (part + 1) * step);
  end loop;
end
$$;
-- What comes after the sixty-four millionth entry, until more partitions are made.
create table ledger.entry_index_rest partition of ledger.entry_index default;
create table ledger.entry_terms_rest partition of ledger.entry_terms default;

insert into ledger.entry_index select * from ledger.entry_index_before;
drop table ledger.entry_index_before;

create index entry_index_by_person on ledger.entry_index (person_hash, entry_index) where person_hash is not null;
create index entry_index_by_source on ledger.entry_index (source_organisation_id, entry_index)
  where source_organisation_id is not null;
create index entry_index_by_recipient on ledger.entry_index (recipient_organisation_id, entry_index)
  where recipient_organisation_id is not null;
create index entry_index_by_correlation on ledger.entry_index (correlation_id, entry_index) where correlation_id is not null;
create index entry_index_by_purpose on ledger.entry_index (purpose, entry_index) where purpose is not null;
create index entry_index_by_outcome on ledger.entry_index (outcome, entry_index) where outcome is not null;
create index entry_index_by_type on ledger.entry_index (message_type, entry_index) where message_type is not null;
create index entry_terms_by_entry on ledger.entry_terms (entry_index);

create trigger refuse_change before update on ledger.entry_index
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.entry_index
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on ledger.entry_terms
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on ledger.entry_terms
  for each statement execute function database.refuse_change();
grant select on ledger.entry_index, ledger.entry_terms to assent_gateway;
grant select, delete on ledger.entry_index to assent_eraser;

-- As in 190, with the terms of the index row: "index" -> "terms": [base64].
create or replace function ledger.append_entries(entries jsonb) returns table (entry_id uuid, entry_index bigint)
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
    insert into ledger.entries (entry_index, recorded_at, entry_id, exchange_id, kind, clock_went_back, leaf_version, slot_count,
                                slot_seed, index_commitment, leaf_hash)
    select g.entry_index, g.recorded_at, (g.entry ->> 'entryId')::uuid, (g.entry ->> 'exchangeId')::uuid, g.entry ->> 'kind',
           g.recorded_at < greatest(latest_before, max(g.recorded_at) over (
             order by g.entry_index rows between unbounded preceding and current row)),
           coalesce((g.entry ->> 'leafVersion')::smallint, 1), (g.entry ->> 'slotCount')::smallint,
           decode(g.entry ->> 'slotSeed', 'base64'),
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
  ), new_terms as (
    insert into ledger.entry_terms (entry_index, term_hash)
    select g.entry_index, decode(t, 'base64')
    from given g, jsonb_array_elements_text(
      case when jsonb_typeof(g.entry #> '{index,terms}') = 'array' then g.entry #> '{index,terms}' else '[]'::jsonb end) as t
  )
  select e.entry_id, e.entry_index from new_entries e order by e.entry_index;
end
$$;

create or replace function ledger.erase_person(p_person uuid, p_person_hash bytea) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  delete from ledger.part_wraps w where w.person_id = p_person;
  delete from ledger.entry_terms t
   where t.entry_index in (select i.entry_index from ledger.entry_index i where i.person_hash = p_person_hash);
  delete from ledger.entry_index i where i.person_hash = p_person_hash;
end
$$;

-- About where the entries of an instant begin, found in forty steps whatever the size: times only ever go back with a clock.
create function ledger.find_place(p_at timestamptz) returns bigint
  language plpgsql
  stable
  set search_path = pg_catalog
as $$
declare
  low bigint := 0;
  high bigint := coalesce((select h.size from ledger.head h), 0);
  middle bigint;
begin
  while low < high loop
    middle := (low + high) / 2;
    if (select e.recorded_at from ledger.entries e where e.entry_index = middle) < p_at then
      low := middle + 1;
    else
      high := middle;
    end if;
  end loop;
  return low;
end
$$;
revoke all on function ledger.find_place(timestamptz) from public;
grant execute on function ledger.find_place(timestamptz) to assent_gateway;
