-- Leaves are published in entry bundles, where everybody may read them. What an entry says of itself (its kind, its time, its
-- exchange) goes into its leaf as a salted commitment from now on; entries of before keep the leaf that they have
-- (docs/decisions/0022-witnesses-and-tiles.md).
alter table ledger.entries add column leaf_version smallint not null default 1 check (leaf_version in (1, 2));
alter table ledger.entries alter column leaf_version drop default;

-- As in 010, with the version of the leaf. A replica of the version before says none: its leaves are of the first.
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
  )
  select e.entry_id, e.entry_index from new_entries e order by e.entry_index;
end
$$;
