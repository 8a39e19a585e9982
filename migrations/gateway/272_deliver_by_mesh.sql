-- A system may receive in a mailbox of MESH, the health service's message exchange (docs/decisions/0038).
alter table agreements.system_endpoints drop constraint system_endpoints_url_check;
alter table agreements.system_endpoints add constraint system_endpoints_url_check
  check (url like 'https://%' or url = 'urn:assent:mailbox' or url ~ '^mesh:[A-Z0-9]{4,20}$');

-- What was handed to MESH and is followed there: by the name that MESH gave it, never what it holds.
create table exchange.mesh_messages (
  mesh_message_id text primary key check (length(mesh_message_id) between 1 and 100),
  delivery_id uuid not null references exchange.deliveries on delete cascade,
  handed_at timestamptz not null,
  asked_at timestamptz,
  -- ACKNOWLEDGED: its recipient has collected it; UNDELIVERABLE: MESH has given it up.
  ended text check (ended in ('ACKNOWLEDGED', 'UNDELIVERABLE'))
);
create index mesh_messages_open on exchange.mesh_messages (asked_at nulls first) where ended is null;
create index mesh_messages_by_delivery on exchange.mesh_messages (delivery_id);
grant select, insert on exchange.mesh_messages to assent_gateway;
grant update (asked_at, ended) on exchange.mesh_messages to assent_gateway;

-- Notes what MESH took; a name that is known already is the same message.
create function exchange.note_mesh_message(p_message text, p_delivery uuid) returns void
  language sql
as $$
  insert into exchange.mesh_messages (mesh_message_id, delivery_id, handed_at)
  select p_message, p_delivery, clock_timestamp() where p_message is not null
  on conflict (mesh_message_id) do nothing;
$$;

-- MESH has given a message up: unless its recipient has it by another attempt, its delivery ends now, with a report to its sender.
create function exchange.give_up_mesh_message(p_message text) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  the_delivery uuid;
begin
  update exchange.mesh_messages m set ended = 'UNDELIVERABLE', asked_at = now()
  where m.mesh_message_id = p_message and m.ended is null
  returning m.delivery_id into the_delivery;
  if not found then
    return false;
  end if;
  update exchange.deliveries d set expires_at = least(d.expires_at, now())
  where d.delivery_id = the_delivery and d.state = 'DUE';
  if found then
    perform exchange.schedule_redelivery(the_delivery, 0);
  end if;
  return true;
end;
$$;

-- As before, with the name under which MESH has it.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
  the_system uuid;
  again boolean;
begin
  update exchange.deliveries d
  set state = record ->> 'state', lease_until = null, parked = false, changed_at = now(),
      system_id = coalesce((record ->> 'systemId')::uuid, d.system_id)
  where d.delivery_id = (record ->> 'deliveryId')::uuid
    and (d.state = 'DISPATCHED' and d.attempts = (record ->> 'attempt')::integer
         or record ->> 'state' = 'DELIVERED' and d.state <> 'DELIVERED')
  returning d.exchange_id, d.system_id, d.recheck into the_exchange, the_system, again;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if record ->> 'ending' is not null then
    perform exchange.end_dispatch((record ->> 'dispatchId')::uuid, record ->> 'ending');
  end if;
  perform exchange.note_lane(the_system, (record ->> 'answered')::boolean, (record ->> 'retrySeconds')::integer);
  perform exchange.note_mesh_message(record ->> 'carriedAs', (record ->> 'deliveryId')::uuid);
  if record ->> 'state' = 'DUE' then
    perform exchange.keep_collection((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, record -> 'collection');
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid,
      case when again then 0 else (record ->> 'retrySeconds')::integer end);
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

-- As before, with what MESH has.
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

revoke all on function exchange.note_mesh_message(text, uuid), exchange.give_up_mesh_message(text) from public;
grant execute on function exchange.note_mesh_message(text, uuid), exchange.give_up_mesh_message(text) to assent_gateway;
