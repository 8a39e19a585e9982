-- Webhooks: a system is told that there is something to fetch, never what (docs/decisions/0039). Sent through the queue, the lane and the
-- circuit by which records go to it.

-- Where a system is told, and of what. The highest version counts; one with no address means that it is told of nothing.
create table agreements.system_webhooks (
  system_id uuid not null references agreements.systems,
  version integer not null check (version > 0),
  url text check (url like 'https://%'),
  kinds text[] check (cardinality(kinds) > 0 and kinds <@ array['CONSENT_EVENT', 'HOLD', 'OUTCOME']),
  recorded_at timestamptz not null,
  primary key (system_id, version),
  check ((url is null) = (kinds is null))
);
grant select on agreements.system_webhooks to assent_gateway;
create trigger refuse_change before update or delete on agreements.system_webhooks
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.system_webhooks
  for each statement execute function database.refuse_change();

create function agreements.change_webhook(p_system_id uuid, p_webhook jsonb, p_at timestamptz, p_entries jsonb)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_system(p_system_id);
  insert into agreements.system_webhooks (system_id, version, url, kinds, recorded_at)
  select p_system_id, coalesce(max(w.version), 0) + 1, p_webhook ->> 'url',
         case when jsonb_typeof(p_webhook -> 'kinds') = 'array'
           then array(select jsonb_array_elements_text(p_webhook -> 'kinds')) end, p_at
  from agreements.system_webhooks w
  where w.system_id = p_system_id;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;
revoke all on function agreements.change_webhook(uuid, jsonb, timestamptz, jsonb) from public;
grant execute on function agreements.change_webhook(uuid, jsonb, timestamptz, jsonb) to assent_gateway;

-- What systems are to be told: that something of a kind is to be fetched under a name that they know already.
create table exchange.webhooks (
  webhook_id uuid primary key,
  system_id uuid not null,
  kind text not null check (kind in ('CONSENT_EVENT', 'HOLD', 'OUTCOME')),
  -- The exchange, or with CONSENT_EVENT the delivery, to be fetched.
  names uuid not null,
  happened_at timestamptz not null,
  state text not null check (state in ('DUE', 'DISPATCHED', 'DELIVERED', 'REJECTED', 'EXPIRED', 'CANCELLED')),
  attempts integer not null default 0 check (attempts >= 0),
  lease_until timestamptz,
  expires_at timestamptz not null,
  check ((state = 'DISPATCHED') = (lease_until is not null))
);
create index webhooks_at_work on exchange.webhooks (system_id) where state = 'DISPATCHED';
create index webhooks_by_name on exchange.webhooks (names);
grant select on exchange.webhooks to assent_gateway;
grant update (state, attempts, lease_until) on exchange.webhooks to assent_gateway;

create function exchange.schedule_webhook(p_webhook uuid, after_seconds integer) returns void
  language plpgsql
as $$
begin
  perform graphile_worker.add_job('notify-system', json_build_object('webhookId', p_webhook),
    run_at => now() + make_interval(secs => after_seconds), job_key => 'notify:' || p_webhook::text, max_attempts => 1000);
end;
$$;

-- Adds one where the system wants to be told of this kind.
create function exchange.add_webhook(p_system uuid, p_kind text, p_names uuid) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  the_webhook constant uuid := gen_random_uuid();
begin
  if not exists (
    select 1 from (select w.kinds from agreements.system_webhooks w
                   where w.system_id = p_system order by w.version desc limit 1) as w
    where p_kind = any (w.kinds))
  then
    return;
  end if;
  insert into exchange.webhooks (webhook_id, system_id, kind, names, happened_at, state, expires_at)
  values (the_webhook, p_system, p_kind, p_names, clock_timestamp(), 'DUE', clock_timestamp() + interval '1 day');
  perform exchange.schedule_webhook(the_webhook, 0);
end;
$$;

-- In the statement in which it happens, so that nothing happens of which a system is not told. Answers to somebody who asked have no
-- sender who waits for their end; and a hold beside one is not theirs to know of (rulings 8).
create function exchange.tell_of_delivery() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  the_exchange record;
begin
  select e.kind, e.message_type, e.system_id into the_exchange
  from exchange.exchanges e where e.exchange_id = new.exchange_id;
  if tg_op = 'INSERT' then
    if the_exchange.message_type = 'M18' and the_exchange.kind <> 'PULL' then
      perform exchange.add_webhook(new.system_id, 'CONSENT_EVENT', new.delivery_id);
    end if;
  elsif the_exchange.kind in ('PUSH', 'SUPPLEMENT') then
    perform exchange.add_webhook(the_exchange.system_id, 'OUTCOME', new.exchange_id);
  end if;
  return null;
end;
$$;
create trigger tell_of_event after insert on exchange.deliveries for each row execute function exchange.tell_of_delivery();
create trigger tell_of_outcome after update of state on exchange.deliveries
  for each row
  when (new.state in ('DELIVERED', 'REJECTED', 'EXPIRED', 'CANCELLED') and new.state is distinct from old.state)
  execute function exchange.tell_of_delivery();

create function exchange.tell_of_hold() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform exchange.add_webhook(e.system_id, 'HOLD', e.exchange_id)
  from exchange.exchanges e
  where e.exchange_id = new.exchange_id and e.kind in ('PUSH', 'SUPPLEMENT');
  return null;
end;
$$;
create trigger tell_of_hold after insert on holds.holds for each row execute function exchange.tell_of_hold();
create trigger tell_of_judgement after update of state on holds.holds
  for each row when (new.closed_at is not null and old.closed_at is null) execute function exchange.tell_of_hold();

create function exchange.count_webhooks_at_work(p_system uuid) returns integer
  language sql
  stable
as $$
  select count(*)::integer from exchange.webhooks w
  where w.system_id = p_system and w.state = 'DISPATCHED' and w.lease_until > now();
$$;

-- Takes one for one attempt, as a routine delivery that is tried again: one at a time for each recipient, none while it is stopped or its
-- circuit is open, but for the one that probes. Absent where it is at an end, or may not go now and has a later turn.
create function exchange.take_webhook(p_webhook uuid, lease_seconds integer)
  returns table (system_id uuid, kind text, names uuid, happened_at timestamptz, attempt integer)
  language plpgsql
as $$
declare
  the_webhook record;
  the_lane record;
  at_work integer;
begin
  select w.system_id, w.expires_at into the_webhook from exchange.webhooks w
  where w.webhook_id = p_webhook and (w.state = 'DUE' or w.state = 'DISPATCHED' and w.lease_until <= now());
  if not found then
    return;
  end if;
  if the_webhook.expires_at <= now() then
    update exchange.webhooks w set state = 'EXPIRED', lease_until = null where w.webhook_id = p_webhook;
    return;
  end if;
  insert into exchange.lanes (system_id, changed_at) values (the_webhook.system_id, now()) on conflict do nothing;
  select l.stopped_at, l.probe_at into the_lane from exchange.lanes l where l.system_id = the_webhook.system_id for update;
  select count(*) into at_work from exchange.deliveries d
  where d.system_id = the_webhook.system_id and d.state = 'DISPATCHED' and d.lease_until > now() and d.attempts > 1;
  at_work := at_work + exchange.count_webhooks_at_work(the_webhook.system_id);
  if at_work > 0 or the_lane.stopped_at is not null or the_lane.probe_at > now() then
    perform exchange.schedule_webhook(p_webhook,
      case when the_lane.stopped_at is not null then 60
           when at_work > 0 then 1
           else greatest(1, ceil(extract(epoch from the_lane.probe_at - now()))::integer) end);
    return;
  end if;
  update exchange.lanes l set probe_at = now() + make_interval(secs => lease_seconds), changed_at = now()
  where l.system_id = the_webhook.system_id and l.probe_at is not null;
  perform exchange.schedule_webhook(p_webhook, lease_seconds);
  return query
    update exchange.webhooks w
    set state = 'DISPATCHED', attempts = w.attempts + 1, lease_until = now() + make_interval(secs => lease_seconds)
    where w.webhook_id = p_webhook
    returning w.system_id, w.kind, w.names, w.happened_at, w.attempts;
end;
$$;

-- How an attempt ended. Only who holds it may say so. What waits for the system's way to be free is let go.
create function exchange.record_webhook(p_webhook uuid, p_attempt integer, p_state text, p_answered boolean, p_retry_seconds integer)
  returns boolean
  language plpgsql
as $$
declare
  the_system uuid;
  next_one uuid;
begin
  update exchange.webhooks w set state = p_state, lease_until = null
  where w.webhook_id = p_webhook and w.state = 'DISPATCHED' and w.attempts = p_attempt
  returning w.system_id into the_system;
  if not found then
    return false;
  end if;
  perform exchange.note_lane(the_system, p_answered, p_retry_seconds);
  if p_state = 'DUE' then
    perform exchange.schedule_webhook(p_webhook, p_retry_seconds);
  else
    perform graphile_worker.remove_job('notify:' || p_webhook::text);
  end if;
  if exchange.is_lane_free(the_system) then
    select d.delivery_id into next_one from exchange.deliveries d
    where d.system_id = the_system and d.state = 'DUE' and d.parked and exchange.is_its_turn(d.delivery_id)
    order by d.position limit 1;
    if next_one is not null then
      perform exchange.schedule_redelivery(next_one, 0);
    end if;
  end if;
  return true;
end;
$$;

-- As before, with webhooks among what is at work.
create or replace function exchange.take_delivery(p_delivery uuid, lease_seconds integer, collects boolean) returns boolean
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
    at_work := at_work + exchange.count_webhooks_at_work(the_system);
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

-- As before, with webhooks.
create or replace function exchange.erase_person(p_person uuid, p_reliance_hashes bytea[]) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  theirs constant uuid[] := array(select exchange.find_exchanges_about(p_person));
  sent constant uuid[] := array(select d.delivery_id from exchange.deliveries d where d.exchange_id = any (theirs));
begin
  perform graphile_worker.remove_job('redeliver:' || d::text) from unnest(sent) as d;
  perform graphile_worker.remove_job('follow-withdrawal:' || c.consent_id::text)
     from (select distinct c.consent_id from consent.consents c where c.data_subject = p_person) as c;
  delete from exchange.withdrawals w
   where w.consent_id in (select c.consent_id from consent.consents c where c.data_subject = p_person);
  perform graphile_worker.remove_job('follow-message:' || e::text) from unnest(theirs) as e;
  delete from exchange.tellings t where t.exchange_id = any (theirs) or t.because_of = any (theirs);
  delete from exchange.followups f where f.exchange_id = any (theirs);
  delete from exchange.retractions r where r.exchange_id = any (theirs);
  delete from exchange.owed_acknowledgements o where o.exchange_id = any (theirs);
  delete from exchange.emergency_grants g where g.exchange_id = any (theirs) or g.data_subject = p_person;
  delete from exchange.reliances r where r.delivery_id = any (sent) or r.consent_hash = any (p_reliance_hashes);
  perform graphile_worker.remove_job('notify:' || w.webhook_id::text)
     from exchange.webhooks w where w.names = any (theirs) or w.names = any (sent);
  delete from exchange.webhooks w where w.names = any (theirs) or w.names = any (sent);
  delete from exchange.mesh_messages m where m.delivery_id = any (sent);
  delete from exchange.collections c where c.delivery_id = any (sent);
  delete from exchange.reports p where p.exchange_id = any (theirs);
  delete from exchange.dispatches d where d.delivery_id = any (sent);
  delete from exchange.deliveries d where d.delivery_id = any (sent);
  delete from exchange.later_answers a where a.exchange_id = any (theirs);
  delete from exchange.acknowledgements a where a.exchange_id = any (theirs);
  delete from exchange.recipients r where r.exchange_id = any (theirs);
  delete from exchange.exchanges e where e.exchange_id = any (theirs);
end
$$;

revoke all on function exchange.schedule_webhook(uuid, integer), exchange.add_webhook(uuid, text, uuid), exchange.tell_of_delivery(),
  exchange.tell_of_hold(), exchange.count_webhooks_at_work(uuid), exchange.take_webhook(uuid, integer),
  exchange.record_webhook(uuid, integer, text, boolean, integer) from public;
grant execute on function exchange.schedule_webhook(uuid, integer), exchange.count_webhooks_at_work(uuid),
  exchange.take_webhook(uuid, integer), exchange.record_webhook(uuid, integer, text, boolean, integer) to assent_gateway;
