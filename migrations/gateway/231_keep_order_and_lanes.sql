-- Order per family and recipient, and what one recipient may cost (docs/decisions/0030). A delivery that may not go now is parked: it
-- has no attempt of its own, and is let go by the end of what it waits for.

-- Whoever is connected with a person today as parent, brother, sister or partner, themselves included. Foster carers and the like
-- connect families that have nothing to do with each other.
create function families.find_family(p_person uuid) returns setof uuid
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  with recursive family (person) as (
    select p_person
    union
    select case when l.from_person = f.person then l.to_person else l.from_person end
    from family f
    join families.family_links l on f.person in (l.from_person, l.to_person)
    left join families.link_endings e on e.link_id = l.link_id
    where l.kind in ('PARENT', 'SIBLING', 'PARTNER') and (e.valid_to is null or e.valid_to > current_date)
  )
  select person from family;
$$;
revoke all on function families.find_family(uuid) from public;
grant execute on function families.find_family(uuid) to assent_gateway;

-- What must arrive in its order: a hash that only says which deliveries belong together. None where nobody was matched, for what
-- is urgent, and for answers to somebody who asked.
alter table exchange.deliveries add column order_hash bytea check (octet_length(order_hash) = 32);
-- Parked: waits for something else to end. Recheck: to be decided again whether it may go or not. Cleared: may go in this attempt.
alter table exchange.deliveries add column parked boolean not null default false;
alter table exchange.deliveries add column recheck boolean not null default false;
alter table exchange.deliveries add column cleared boolean not null default true;
create index deliveries_in_order on exchange.deliveries (order_hash, system_id, position)
  where order_hash is not null and state in ('DUE', 'DISPATCHED');
create index deliveries_parked on exchange.deliveries (system_id, position) where state = 'DUE' and parked;
grant update (parked, recheck, cleared) on exchange.deliveries to assent_gateway;

create function exchange.find_order() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  who uuid;
begin
  select (e.answer_keys #>> '{wraps,0,person}')::uuid into who
  from exchange.exchanges e where e.exchange_id = new.exchange_id and e.kind <> 'PULL' and e.urgency = 'ROUTINE';
  if who is not null then
    select sha256(convert_to('assent order ' || min(f::text), 'UTF8')) into new.order_hash from families.find_family(who) as f;
  end if;
  return new;
end;
$$;
create trigger find_order before insert on exchange.deliveries for each row execute function exchange.find_order();

-- One recipient's way: its circuit, and whether an operator has stopped it.
create table exchange.lanes (
  system_id uuid primary key,
  -- Attempts in a row that failed because of the recipient's system.
  failures integer not null default 0 check (failures >= 0),
  -- Set while the circuit is open: when one attempt may be made to see whether it is up again.
  probe_at timestamptz,
  stopped_at timestamptz,
  stopped_why text,
  changed_at timestamptz not null,
  check ((stopped_at is null) = (stopped_why is null))
);
grant select, insert on exchange.lanes to assent_gateway;
grant update (failures, probe_at, stopped_at, stopped_why, changed_at) on exchange.lanes to assent_gateway;

-- Whether nothing of the same family for the same recipient is on its way or waits before it. What is urgent overtakes, and what one
-- message brings to several people at one recipient goes at once.
create function exchange.is_its_turn(p_delivery uuid) returns boolean
  language sql
  stable
as $$
  select not exists (
    select 1 from exchange.deliveries b
    where b.order_hash = d.order_hash and b.system_id = d.system_id and b.position < d.position
      and b.exchange_id <> d.exchange_id and b.state in ('DUE', 'DISPATCHED'))
  from exchange.deliveries d
  where d.delivery_id = p_delivery;
$$;

-- Whether a routine delivery may be sent to this recipient now, its circuit and the operator permitting.
create function exchange.is_lane_free(p_system uuid) returns boolean
  language sql
  stable
as $$
  select not exists (
    select 1 from exchange.lanes l
    where l.system_id = p_system and (l.stopped_at is not null or l.probe_at is not null));
$$;

-- Leaves a delivery until what it waits for ends: it has a job for when its time is over, and none before, unless it may go by now.
create function exchange.park_delivery(p_delivery uuid, p_attempt integer) returns void
  language plpgsql
as $$
declare
  the_system uuid;
  the_end timestamptz;
begin
  update exchange.deliveries d
  set state = 'DUE', parked = true, lease_until = null, changed_at = now()
  where d.delivery_id = p_delivery and (d.state = 'DUE' or d.state = 'DISPATCHED' and d.attempts = p_attempt)
  returning d.system_id, d.expires_at into the_system, the_end;
  if not found then
    return;
  end if;
  perform exchange.schedule_redelivery(p_delivery, greatest(0, ceil(extract(epoch from the_end - now()))::integer));
  -- What it waited for may have ended since: whoever ended it found it not parked yet, and let nobody go.
  if exchange.is_its_turn(p_delivery) and exchange.is_lane_free(the_system) then
    perform exchange.schedule_redelivery(p_delivery, 0);
  end if;
end;
$$;

-- Takes a delivery for one attempt, as before; false where another process has it, or it may not go now. Not more than one routine
-- delivery at a time is sent again to one recipient, and two with what is urgent: a tenth of the workers (docs/decisions/0030).
-- Whatever is to be rechecked, or is over its time, is taken at any rate; whether it may then be sent is noted.
drop function exchange.take_delivery(uuid, integer);
create function exchange.take_delivery(p_delivery uuid, lease_seconds integer, collects boolean) returns boolean
language plpgsql
as $$
declare
  the_system uuid;
  routine boolean;
  may_go boolean;
  at_work integer;
begin
  select d.system_id, e.urgency = 'ROUTINE' into the_system, routine
  from exchange.deliveries d
  join exchange.exchanges e on e.exchange_id = d.exchange_id
  where d.delivery_id = p_delivery and (d.state = 'DUE' or d.state = 'DISPATCHED' and d.lease_until <= now());
  if not found then
    return false;
  end if;
  may_go := exchange.is_its_turn(p_delivery);
  if may_go and not collects then
    insert into exchange.lanes (system_id, changed_at) values (the_system, now()) on conflict (system_id) do nothing;
    -- One at a time asks for a place at a recipient. Nothing but this statement holds the row.
    perform 1 from exchange.lanes l where l.system_id = the_system for update;
    select count(*) into at_work from exchange.deliveries d
    where d.system_id = the_system and d.state = 'DISPATCHED' and d.lease_until > now() and d.attempts > 1
      and d.delivery_id <> p_delivery;
    if routine then
      may_go := at_work < 1 and not exists (
        select 1 from exchange.lanes l
        where l.system_id = the_system and (l.stopped_at is not null or l.probe_at > now()));
      if may_go then
        update exchange.lanes l set probe_at = now() + make_interval(secs => lease_seconds), changed_at = now()
        where l.system_id = the_system and l.probe_at is not null;
      end if;
    elsif at_work >= 2 then
      -- What is urgent is looked at again at once, and not parked.
      perform exchange.schedule_redelivery(p_delivery, 2);
      return false;
    end if;
  end if;
  update exchange.deliveries d
  set state = 'DISPATCHED', attempts = d.attempts + 1, lease_until = now() + make_interval(secs => lease_seconds),
      parked = false, recheck = false, cleared = may_go, changed_at = now()
  where d.delivery_id = p_delivery and (d.state = 'DUE' or d.state = 'DISPATCHED' and d.lease_until <= now())
    and (may_go or d.recheck or d.expires_at <= now());
  if not found then
    if not collects then
      perform exchange.park_delivery(p_delivery, null);
    end if;
    return false;
  end if;
  perform exchange.schedule_redelivery(p_delivery, lease_seconds);
  return true;
end;
$$;

-- What waits and rests on a choice is decided again, whether it may be sent now or not.
create or replace function exchange.hasten_waiting(consent bytea) returns integer
  language plpgsql
as $$
declare
  waiting uuid;
  count integer := 0;
begin
  for waiting in
    update exchange.deliveries d set recheck = true
    from exchange.reliances r
    where r.delivery_id = d.delivery_id and r.decision_entry_id = d.decision_entry_id
      and r.consent_hash = consent and d.state = 'DUE'
    returning d.delivery_id
  loop
    perform exchange.schedule_redelivery(waiting, 0);
    count := count + 1;
  end loop;
  return count;
end;
$$;

-- As before; AS005: it may not go now. A first attempt asks here, a later one did when it was taken.
create or replace function exchange.start_dispatch(record jsonb) returns table (dispatched_at timestamptz, accept_until timestamptz)
language plpgsql
as $$
declare
  started timestamptz;
  until timestamptz;
  entry uuid;
  first_of_routine boolean;
  may_go boolean;
  the_system uuid;
begin
  perform consent.check_epochs(record -> 'guards');
  started := clock_timestamp();
  until := started + make_interval(secs => (record ->> 'leaseSeconds')::double precision);
  update exchange.deliveries d
  set lease_until = until, changed_at = started
  from exchange.exchanges e
  where d.delivery_id = (record ->> 'deliveryId')::uuid and d.state = 'DISPATCHED' and d.lease_until > started
    and d.attempts = (record ->> 'attempt')::integer and d.decision_entry_id = (record ->> 'decisionEntryId')::uuid
    and e.exchange_id = d.exchange_id
  returning d.decision_entry_id, d.attempts = 1 and e.urgency = 'ROUTINE' and e.kind <> 'PULL', d.cleared, d.system_id
  into entry, first_of_routine, may_go, the_system;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if not may_go or first_of_routine
    and not (exchange.is_its_turn((record ->> 'deliveryId')::uuid) and exchange.is_lane_free(the_system))
  then
    raise exception 'the delivery waits for its turn' using errcode = 'AS005';
  end if;
  insert into exchange.dispatches (dispatch_id, delivery_id, attempt, decision_entry_id, dispatched_at, accept_until)
  values ((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, (record ->> 'attempt')::integer, entry, started, until);
  perform exchange.keep_collection((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, record -> 'collection');
  perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, ceil((record ->> 'leaseSeconds')::double precision)::integer);
  return query select started, until;
end;
$$;

-- How a recipient's system answered. Three failures in a row open its circuit; whatever it answers of itself closes it again.
create function exchange.note_lane(p_system uuid, p_answered boolean, p_retry_seconds integer) returns void
  language plpgsql
as $$
begin
  if p_answered is null then
    return;
  end if;
  if p_answered then
    update exchange.lanes l set failures = 0, probe_at = null, changed_at = now()
    where l.system_id = p_system and (l.failures > 0 or l.probe_at is not null);
    return;
  end if;
  insert into exchange.lanes as l (system_id, failures, changed_at) values (p_system, 1, now())
  on conflict (system_id) do update
  set failures = l.failures + 1, changed_at = now(),
      probe_at = case when l.failures + 1 >= 3 then now() + make_interval(secs => coalesce(p_retry_seconds, 60)) end;
end;
$$;

-- Lets go what waited for this delivery to end: the next of the family, and one more for the recipient while its way is free.
create function exchange.release_next(p_delivery uuid) returns void
  language plpgsql
as $$
declare
  ended record;
  next_one uuid;
begin
  select d.order_hash, d.system_id, d.state into ended from exchange.deliveries d where d.delivery_id = p_delivery;
  if not exchange.is_lane_free(ended.system_id) then
    return;
  end if;
  if ended.state not in ('DUE', 'DISPATCHED') then
    for next_one in
      select d.delivery_id from exchange.deliveries d
      where d.system_id = ended.system_id and d.state = 'DUE' and d.parked and d.exchange_id = (
        select f.exchange_id from exchange.deliveries f
        where f.order_hash = ended.order_hash and f.system_id = ended.system_id and f.state in ('DUE', 'DISPATCHED')
        order by f.position limit 1)
    loop
      perform exchange.schedule_redelivery(next_one, 0);
    end loop;
  end if;
  select d.delivery_id into next_one from exchange.deliveries d
  where d.system_id = ended.system_id and d.state = 'DUE' and d.parked and exchange.is_its_turn(d.delivery_id)
    and d.delivery_id is distinct from next_one
  order by d.position limit 1;
  if next_one is not null then
    perform exchange.schedule_redelivery(next_one, 0);
  end if;
end;
$$;

-- As before, with what it says of the recipient's system ({answered}: true, false, or null where it says nothing), and what is let go
-- by it.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
  the_system uuid;
begin
  update exchange.deliveries d
  set state = record ->> 'state', lease_until = null, parked = false, changed_at = now(),
      system_id = coalesce((record ->> 'systemId')::uuid, d.system_id)
  where d.delivery_id = (record ->> 'deliveryId')::uuid
    and (d.state = 'DISPATCHED' and d.attempts = (record ->> 'attempt')::integer
         or record ->> 'state' = 'DELIVERED' and d.state <> 'DELIVERED')
  returning d.exchange_id, d.system_id into the_exchange, the_system;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if record ->> 'ending' is not null then
    perform exchange.end_dispatch((record ->> 'dispatchId')::uuid, record ->> 'ending');
  end if;
  perform exchange.note_lane(the_system, (record ->> 'answered')::boolean, (record ->> 'retrySeconds')::integer);
  if record ->> 'state' = 'DUE' then
    perform exchange.keep_collection((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, record -> 'collection');
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, (record ->> 'retrySeconds')::integer);
    perform exchange.release_next((record ->> 'deliveryId')::uuid);
    return;
  end if;
  if record ->> 'state' = 'DELIVERED' then
    delete from exchange.collections c where c.delivery_id = (record ->> 'deliveryId')::uuid;
  end if;
  perform graphile_worker.remove_job('redeliver:' || (record ->> 'deliveryId'));
  perform exchange.release_next((record ->> 'deliveryId')::uuid);
  update exchange.exchanges e set payload = null, payload_keys = null
  where e.exchange_id = the_exchange
    and not exists (select 1 from exchange.deliveries d where d.exchange_id = the_exchange and d.state in ('DUE', 'DISPATCHED'))
    and not holds.keeps_message(the_exchange)
    and not exists (
      select 1 from exchange.recipients r
      where r.exchange_id = the_exchange and r.outcome = 'HOLD'
        and not exists (select 1 from holds.holds h where h.exchange_id = the_exchange and h.ordinal = r.ordinal));
  perform notices.record_notices(record -> 'notices');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- Schedules, as before, what waits without a job; and lets go one that is parked of every recipient whose way is free, or whose circuit
-- may be tried, should whoever was to let it go have been killed.
create or replace function exchange.reschedule_stranded(lock_seconds integer) returns integer
language plpgsql
as $$
declare
  stranded uuid;
  count integer := 0;
begin
  for stranded in
    select d.delivery_id
    from exchange.deliveries d
    where (d.state = 'DUE' or (d.state = 'DISPATCHED' and d.lease_until <= now()))
      and not exists (
        select 1
        from graphile_worker.jobs j
        where j.key = 'redeliver:' || d.delivery_id::text
          and (j.locked_at is null and j.attempts < j.max_attempts
               or j.locked_at > now() - make_interval(secs => lock_seconds)))
  loop
    perform exchange.schedule_redelivery(stranded, 0);
    count := count + 1;
  end loop;
  for stranded in
    select w.delivery_id
    from (select distinct d.system_id from exchange.deliveries d where d.state = 'DUE' and d.parked) as s
    left join exchange.lanes l on l.system_id = s.system_id
    cross join lateral (
      select d.delivery_id from exchange.deliveries d
      where d.system_id = s.system_id and d.state = 'DUE' and d.parked and exchange.is_its_turn(d.delivery_id)
      order by d.position limit 1) as w
    where l.stopped_at is null and (l.probe_at is null or l.probe_at <= now())
  loop
    perform exchange.schedule_redelivery(stranded, 0);
  end loop;
  return count;
end;
$$;

-- Stops what waits for a recipient: nothing routine is sent or tried until an operator lets it go on.
create function exchange.stop_lane(p_system uuid, p_why text) returns void
  language sql
as $$
  insert into exchange.lanes (system_id, stopped_at, stopped_why, changed_at) values (p_system, now(), p_why, now())
  on conflict (system_id) do update set stopped_at = now(), stopped_why = excluded.stopped_why, changed_at = now();
$$;

-- Lets it go on. What waited is sent, the oldest first, or (p_report) ends with a report to its sender: whoever stopped it says which.
-- Gives how many deliveries waited.
create function exchange.resume_lane(p_system uuid, p_report boolean) returns integer
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  waiting uuid;
  count integer := 0;
begin
  update exchange.lanes l set stopped_at = null, stopped_why = null, failures = 0, probe_at = null, changed_at = now()
  where l.system_id = p_system;
  for waiting in
    select d.delivery_id from exchange.deliveries d
    join exchange.exchanges e on e.exchange_id = d.exchange_id
    where d.system_id = p_system and d.state = 'DUE' and e.urgency = 'ROUTINE' and e.kind <> 'PULL' order by d.position
  loop
    count := count + 1;
    if p_report then
      update exchange.deliveries d set expires_at = now() where d.delivery_id = waiting;
      perform exchange.schedule_redelivery(waiting, 0);
    elsif count = 1 then
      perform exchange.schedule_redelivery(waiting, 0);
    end if;
  end loop;
  return count;
end;
$$;

revoke all on function exchange.find_order(), exchange.is_its_turn(uuid), exchange.is_lane_free(uuid),
  exchange.park_delivery(uuid, integer), exchange.take_delivery(uuid, integer, boolean), exchange.note_lane(uuid, boolean, integer),
  exchange.release_next(uuid), exchange.stop_lane(uuid, text), exchange.resume_lane(uuid, boolean) from public;
grant execute on function exchange.is_its_turn(uuid), exchange.is_lane_free(uuid), exchange.park_delivery(uuid, integer),
  exchange.take_delivery(uuid, integer, boolean), exchange.note_lane(uuid, boolean, integer), exchange.release_next(uuid),
  exchange.stop_lane(uuid, text), exchange.resume_lane(uuid, boolean) to assent_gateway;
