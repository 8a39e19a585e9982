-- What is about nobody known is sealed under keys of its own. Nobody can ask for it to be erased, so that retention alone ends
-- it (docs/domain/01 §1.11, docs/decisions/0024): its keys go, an ERASURE entry says of which entries, and what was sealed stays
-- unreadable for good.

-- Which keys an ERASURE entry said that they go; kept, so that a restored key store is made to forget them again.
create table erasure.expiries (
  expiry_id uuid primary key,
  entry_id uuid not null unique,
  begun_at timestamptz not null,
  key_ids text[] not null check (cardinality(key_ids) > 0),
  done_at timestamptz
);

create function erasure.check_expiry_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.done_at is null and new.done_at is not null
    and (new.expiry_id, new.entry_id, new.begun_at, new.key_ids) = (old.expiry_id, old.entry_id, old.begun_at, old.key_ids)
  then
    return new;
  end if;
  raise exception 'an expiry ends once and is otherwise never changed' using errcode = 'AS090';
end
$$;
create trigger check_expiry_step before update on erasure.expiries
  for each row execute function erasure.check_expiry_step();
create trigger refuse_delete before delete or truncate on erasure.expiries
  for each statement execute function database.refuse_change();
grant select on erasure.expiries to assent_eraser;

-- The keys of what nobody known stands in, from before a London day, in the order of their names after a given one. Among them are
-- keys that people had who have been erased since: of those the key store has none. What the registers say of organisations and
-- policies, and what an ERASURE entry says, is about nobody and stays.
create function erasure.find_unmatched(p_before date, p_after text, p_limit integer)
  returns table (key_id text, entry_index bigint)
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  with cutoff as (select (p_before::timestamp at time zone 'Europe/London') as at)
  select u.key_id, u.entry_index
    from (
      select p.key_id::text as key_id, p.entry_index
        from ledger.entries e
        join ledger.entry_parts p on p.entry_index = e.entry_index
       where e.recorded_at < (select c.at from cutoff c)
         and e.kind not in ('AGREEMENT', 'POLICY', 'ERASURE')
         and not exists (select from ledger.part_wraps w where w.entry_index = p.entry_index and w.slot = p.slot)
      union all
      select x.answer_keys ->> 'keyId', null from exchange.exchanges x, cutoff c
       where x.received_at < c.at and x.answer_keys -> 'wraps' = '[]'
      union all
      select x.payload_keys ->> 'keyId', null from exchange.exchanges x, cutoff c
       where x.received_at < c.at and x.payload_keys -> 'wraps' = '[]'
      union all
      select a.answer_keys ->> 'keyId', null from exchange.later_answers a, cutoff c
       where a.answered_at < c.at and a.answer_keys -> 'wraps' = '[]'
      union all
      select h.body_keys ->> 'keyId', null from holds.holds h, cutoff c
       where h.closed_at < c.at and h.body_keys -> 'wraps' = '[]'
      union all
      select j.body_keys ->> 'keyId', null from holds.judgements j, cutoff c
       where j.given_at < c.at and j.body_keys -> 'wraps' = '[]'
      union all
      select o.body_keys ->> 'keyId', null from cases.occurrences o, cutoff c
       where o.occurred_at < c.at and o.body_keys -> 'wraps' = '[]'
      union all
      select o.body_keys ->> 'keyId', null from cases.outcomes o, cutoff c
       where o.given_at < c.at and o.body_keys -> 'wraps' = '[]'
    ) as u
   where p_after is null or u.key_id > p_after
   order by u.key_id
   limit p_limit;
$$;

-- {expiryId, entryId, at, keyIds, entries}: the entry and what it says are written together.
create function erasure.record_expiry(record jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into erasure.expiries (expiry_id, entry_id, begun_at, key_ids)
  values ((record ->> 'expiryId')::uuid, (record ->> 'entryId')::uuid, (record ->> 'at')::timestamptz,
          array(select jsonb_array_elements_text(record -> 'keyIds')));
  perform count(*) from ledger.append_entries(record -> 'entries');
end
$$;

create function erasure.finish_expiry(p_expiry_id uuid, p_at timestamptz) returns void
  language sql
  security definer
  set search_path = pg_catalog
as $$
  update erasure.expiries x set done_at = p_at where x.expiry_id = p_expiry_id and x.done_at is null;
$$;

revoke all on function erasure.check_expiry_step(), erasure.find_unmatched(date, text, integer), erasure.record_expiry(jsonb),
  erasure.finish_expiry(uuid, timestamptz) from public;
grant execute on function erasure.find_unmatched(date, text, integer) to assent_eraser, assent_gateway;
grant execute on function erasure.record_expiry(jsonb), erasure.finish_expiry(uuid, timestamptz) to assent_eraser;
