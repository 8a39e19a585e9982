-- Erasure (rulings 13, docs/decisions/0024). A person's key dies in the key store; here goes everything that stands in clear
-- about them. What must stay is the list of erasures itself: random identifiers, by which an old backup is made to forget
-- again. The eraser runs functions and may do nothing else; nothing but these functions may delete what is append-only.

create schema erasure;
grant usage on schema erasure to assent_eraser, assent_gateway;

-- Deletions, and updates that take a wrapped key away, are let through while one of the functions of an erasure runs and at no
-- other time: the setting belongs to those functions, and the gateway has no right to delete or update whatever it sets.
create function database.is_erasing() returns boolean
  language sql
  stable
  set search_path = pg_catalog
as $$
  select coalesce(current_setting('assent.erasing', true), '') = 'on';
$$;
grant execute on function database.is_erasing() to assent_gateway, assent_eraser;

create or replace function database.refuse_change() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if tg_op in ('DELETE', 'UPDATE') and database.is_erasing() then
    if tg_level = 'STATEMENT' then
      return null;
    end if;
    return case tg_op when 'DELETE' then old else new end;
  end if;
  raise exception '% on %.% is refused: what it records is never changed', tg_op, tg_table_schema, tg_table_name
    using errcode = 'AS090';
end
$$;

create table erasure.erasures (
  erasure_id uuid primary key,
  person_id uuid not null unique,
  -- The one ERASURE entry, whoever finishes the work: its identifier is chosen when the work begins.
  entry_id uuid not null unique,
  -- BEGUN: nothing new can be recorded about the person; RECORDED: the ledger says so; DONE: keys and rows are gone.
  state text not null check (state in ('BEGUN', 'RECORDED', 'DONE')),
  begun_at timestamptz not null,
  done_at timestamptz,
  -- Who ordered it and why, sealed under a key of its own: the person's dies.
  order_sealed bytea not null,
  order_key text not null,
  check ((state = 'DONE') = (done_at is not null))
);

create function erasure.check_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if (new.erasure_id, new.person_id, new.entry_id, new.begun_at, new.order_sealed, new.order_key)
      = (old.erasure_id, old.person_id, old.entry_id, old.begun_at, old.order_sealed, old.order_key)
    and (old.state, new.state) in (('BEGUN', 'RECORDED'), ('RECORDED', 'DONE'))
  then
    return new;
  end if;
  raise exception 'an erasure only moves forward' using errcode = 'AS090';
end
$$;
create trigger check_step before update on erasure.erasures for each row execute function erasure.check_step();
create trigger refuse_delete before delete or truncate on erasure.erasures
  for each statement execute function database.refuse_change();

-- Keeps somebody from being erased while a court, an inquiry or a complaint may need what is held (UK GDPR Art. 17(3)). Who set
-- it and why is sealed under the person's key.
create table erasure.legal_holds (
  legal_hold_id uuid primary key,
  person_id uuid not null,
  set_at timestamptz not null,
  -- The last day; null: until it is lifted.
  until_day date,
  sealed bytea not null,
  lifted_at timestamptz,
  lifted_sealed bytea,
  check ((lifted_at is null) = (lifted_sealed is null))
);
create index legal_holds_by_person on erasure.legal_holds (person_id);

create function erasure.check_lifting() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.lifted_at is null and new.lifted_at is not null
    and (new.legal_hold_id, new.person_id, new.set_at, new.sealed) = (old.legal_hold_id, old.person_id, old.set_at, old.sealed)
    and new.until_day is not distinct from old.until_day
  then
    return new;
  end if;
  raise exception 'a legal hold is lifted once and otherwise never changed' using errcode = 'AS090';
end
$$;
create trigger check_lifting before update on erasure.legal_holds
  for each row execute function erasure.check_lifting();
create trigger refuse_delete before delete on erasure.legal_holds
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on erasure.legal_holds
  for each statement execute function database.refuse_change();

grant select on erasure.erasures, erasure.legal_holds to assent_eraser, assent_gateway;

-- From the beginning of an erasure nothing can be recorded about the person: what was decided about them meanwhile is as if a
-- choice had moved (AS001), and finds nobody when it is decided again.
create function ledger.refuse_erased() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  if exists (select from fresh_wraps f join erasure.erasures e on e.person_id = f.person_id) then
    raise exception 'somebody whom this is about is being erased' using errcode = 'AS001';
  end if;
  return null;
end
$$;
create trigger refuse_erased after insert on ledger.part_wraps
  referencing new table as fresh_wraps for each statement execute function ledger.refuse_erased();

-- Erasure finds the parts about somebody by it, and so does subject access.
create index part_wraps_by_person on ledger.part_wraps (person_id, entry_index);
create index exchanges_by_person on exchange.exchanges ((answer_keys #>> '{wraps,0,person}'));

-- The exchanges whose data subject somebody is: their answer is sealed for exactly one person.
create function exchange.find_exchanges_about(p_person uuid) returns setof uuid
  language sql
  stable
as $$
  select e.exchange_id from exchange.exchanges e where e.answer_keys #>> '{wraps,0,person}' = p_person::text;
$$;

-- What is under way about a person and comes first: what is on its way to a recipient, waits for a judgement or before officers.
create function erasure.find_under_way(p_person uuid) returns table (deliveries bigint, holds bigint, cases bigint)
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select (select count(*) from exchange.deliveries d
           where d.state in ('DUE', 'DISPATCHED') and d.exchange_id in (select exchange.find_exchanges_about(p_person))),
         (select count(*) from holds.holds h where h.data_subject = p_person and h.closed_at is null),
         (select count(distinct c.case_id) from cases.cases c join cases.occurrences o on o.case_id = c.case_id
           where c.closed_at is null
             and o.body_keys -> 'wraps' @> jsonb_build_array(jsonb_build_object('person', p_person::text)));
$$;

create function erasure.is_held(p_person uuid, p_at timestamptz) returns boolean
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select exists (select from erasure.legal_holds h
                  where h.person_id = p_person and h.lifted_at is null
                    and (h.until_day is null or h.until_day >= (p_at at time zone 'Europe/London')::date));
$$;

-- Begins an erasure, or gives the one that was begun. {erasureId, personId, entryId, at, order, orderKey, replayed}; bytes in
-- base64. AS190: nobody is known by this identifier; AS191: a legal hold; AS192: something is under way about them. The ledger's
-- head is held meanwhile: whatever was being recorded about them stands before this, and nothing after it. Replayed is true after
-- a restore: it was done once, so that no hold and nothing that an old backup has under way stops it.
create function erasure.begin_erasure(record jsonb)
  returns table (erasure_id uuid, person_id uuid, entry_id uuid, state text, begun_at timestamptz)
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  the_person constant uuid := (record ->> 'personId')::uuid;
  the_time constant timestamptz := (record ->> 'at')::timestamptz;
begin
  if not exists (select from erasure.erasures e where e.person_id = the_person) then
    if not exists (select from families.persons p where p.person_id = the_person) then
      raise exception 'nobody is known by this identifier' using errcode = 'AS190';
    end if;
    -- Epochs and deliveries before the head, as everywhere.
    perform consent.close_epochs(the_person, families.find_concerned(the_person));
    perform 1 from exchange.deliveries d
     where d.exchange_id in (select exchange.find_exchanges_about(the_person)) order by d.delivery_id for update;
    perform 1 from ledger.head h for update;
    if not (record ->> 'replayed')::boolean then
      if erasure.is_held(the_person, the_time) then
        raise exception 'a legal hold keeps this person from being erased' using errcode = 'AS191';
      end if;
      if exists (select from erasure.find_under_way(the_person) w where w.deliveries + w.holds + w.cases > 0) then
        raise exception 'something is under way about this person' using errcode = 'AS192';
      end if;
    end if;
    insert into erasure.erasures (erasure_id, person_id, entry_id, state, begun_at, order_sealed, order_key)
    values ((record ->> 'erasureId')::uuid, the_person, (record ->> 'entryId')::uuid, 'BEGUN', the_time,
            decode(record ->> 'order', 'base64'), record ->> 'orderKey')
    on conflict (person_id) do nothing;
  end if;
  return query select e.erasure_id, e.person_id, e.entry_id, e.state, e.begun_at
                 from erasure.erasures e where e.person_id = the_person;
end
$$;

-- Appends the ERASURE entry, once; does nothing where it stands already.
create function erasure.record_erasure(p_erasure_id uuid, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  update erasure.erasures e set state = 'RECORDED' where e.erasure_id = p_erasure_id and e.state = 'BEGUN';
  if found then
    perform count(*) from ledger.append_entries(p_entries);
  end if;
end
$$;

-- {legalHoldId, personId, at, untilDay | null, sealed, entries}
create function erasure.set_legal_hold(record jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into erasure.legal_holds (legal_hold_id, person_id, set_at, until_day, sealed)
  values ((record ->> 'legalHoldId')::uuid, (record ->> 'personId')::uuid, (record ->> 'at')::timestamptz,
          (record ->> 'untilDay')::date, decode(record ->> 'sealed', 'base64'));
  -- Whoever is being erased can no longer be held: the entry is refused.
  perform count(*) from ledger.append_entries(record -> 'entries');
end
$$;

-- {legalHoldId, at, sealed, entries}; false where it is not there or was lifted before.
create function erasure.lift_legal_hold(record jsonb) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  update erasure.legal_holds h
     set lifted_at = (record ->> 'at')::timestamptz, lifted_sealed = decode(record ->> 'sealed', 'base64')
   where h.legal_hold_id = (record ->> 'legalHoldId')::uuid and h.lifted_at is null;
  if not found then
    return false;
  end if;
  perform count(*) from ledger.append_entries(record -> 'entries');
  return true;
end
$$;

revoke all on function ledger.refuse_erased(), exchange.find_exchanges_about(uuid), erasure.find_under_way(uuid),
  erasure.is_held(uuid, timestamptz), erasure.begin_erasure(jsonb), erasure.record_erasure(uuid, jsonb),
  erasure.set_legal_hold(jsonb), erasure.lift_legal_hold(jsonb) from public;
grant execute on function erasure.find_under_way(uuid), erasure.is_held(uuid, timestamptz), erasure.begin_erasure(jsonb),
  erasure.record_erasure(uuid, jsonb), erasure.set_legal_hold(jsonb), erasure.lift_legal_hold(jsonb) to assent_eraser;
