-- A mailbox for every system (docs/decisions/0029): what waits for it can be collected, which dispatches it, and is at an end when
-- it says that it has it. And a report to the sender of everything that ends otherwise.

-- A system may have no address that could be dialled, and collect what comes for it.
alter table agreements.system_endpoints drop constraint system_endpoints_url_check;
alter table agreements.system_endpoints add constraint system_endpoints_url_check
  check (url like 'https://%' or url = 'urn:assent:mailbox');

-- The order in which deliveries came, and whose mailbox one lies in: that of the system that receives today.
alter table exchange.deliveries add column position bigint generated always as identity;
create index deliveries_in_mailboxes on exchange.deliveries (system_id, position) where state in ('DUE', 'DISPATCHED');
grant update (system_id) on exchange.deliveries to assent_gateway;

-- What must be written when a recipient says later that it has what a dispatch brought: whom to tell, and of what. Sealed.
create table exchange.collections (
  dispatch_id uuid primary key references exchange.dispatches on delete cascade,
  delivery_id uuid not null references exchange.deliveries on delete cascade,
  kept_at timestamptz not null,
  body bytea not null,
  body_keys jsonb not null
);
create index collections_by_delivery on exchange.collections (delivery_id, kept_at desc);
grant select, insert, delete on exchange.collections to assent_gateway;

-- What became of a delivery that did not arrive, for the system that sent it. In clear stand the exchange and the recipient, which
-- its sender knows; why it did not go is read, as far as the sender may know, at the exchange.
create table exchange.reports (
  report_id uuid primary key,
  system_id uuid not null,
  exchange_id uuid not null,
  ordinal integer not null,
  kind text not null check (kind in ('NON_DELIVERY', 'CANCELLATION', 'ARRIVED_AFTER_ALL')),
  ended text not null check (ended in ('REJECTED', 'EXPIRED', 'CANCELLED', 'DELIVERED')),
  written_at timestamptz not null,
  acknowledged_at timestamptz check (acknowledged_at >= written_at),
  unique (exchange_id, ordinal, kind),
  foreign key (exchange_id, ordinal) references exchange.recipients (exchange_id, ordinal) on delete cascade
);
create index reports_in_mailboxes on exchange.reports (system_id, written_at) where acknowledged_at is null;
grant select on exchange.reports to assent_gateway;
grant update (acknowledged_at) on exchange.reports to assent_gateway;

-- However a delivery ends, its report is written by the statement that ends it. An answer to somebody who asked has no sender, and
-- what the gateway tells because of a choice is nobody's message.
create function exchange.write_report() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into exchange.reports (report_id, system_id, exchange_id, ordinal, kind, ended, written_at)
  select gen_random_uuid(), e.system_id, new.exchange_id, new.ordinal,
         case new.state when 'DELIVERED' then 'ARRIVED_AFTER_ALL' when 'CANCELLED' then 'CANCELLATION' else 'NON_DELIVERY' end,
         new.state, clock_timestamp()
  from exchange.exchanges e
  where e.exchange_id = new.exchange_id
    and (e.kind in ('PUSH', 'SUPPLEMENT')
         or e.kind = 'EVENT' and exists (select 1 from exchange.tellings t where t.exchange_id = e.exchange_id))
  on conflict (exchange_id, ordinal, kind) do nothing;
  return null;
end;
$$;
create trigger write_report after update of state on exchange.deliveries
  for each row
  when (new.state in ('REJECTED', 'EXPIRED', 'CANCELLED') and old.state in ('DUE', 'DISPATCHED')
        or new.state = 'DELIVERED' and old.state in ('REJECTED', 'EXPIRED', 'CANCELLED'))
  execute function exchange.write_report();

-- Keeps what an acknowledgement will need; p_collection is {body, bodyKeys}, or null where none is waited for.
create function exchange.keep_collection(p_dispatch uuid, p_delivery uuid, p_collection jsonb) returns void
  language sql
as $$
  insert into exchange.collections (dispatch_id, delivery_id, kept_at, body, body_keys)
  select p_dispatch, p_delivery, clock_timestamp(), decode(p_collection ->> 'body', 'base64'), p_collection -> 'bodyKeys'
  where jsonb_typeof(p_collection) = 'object'
  on conflict (dispatch_id) do nothing;
$$;

-- As before, with what an acknowledgement will need.
create or replace function exchange.start_dispatch(record jsonb) returns table (dispatched_at timestamptz, accept_until timestamptz)
language plpgsql
as $$
declare
  started timestamptz;
  until timestamptz;
  entry uuid;
begin
  perform consent.check_epochs(record -> 'guards');
  started := clock_timestamp();
  until := started + make_interval(secs => (record ->> 'leaseSeconds')::double precision);
  update exchange.deliveries d
  set lease_until = until, changed_at = started
  where d.delivery_id = (record ->> 'deliveryId')::uuid and d.state = 'DISPATCHED' and d.lease_until > started
    and d.attempts = (record ->> 'attempt')::integer and d.decision_entry_id = (record ->> 'decisionEntryId')::uuid
  returning d.decision_entry_id into entry;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  insert into exchange.dispatches (dispatch_id, delivery_id, attempt, decision_entry_id, dispatched_at, accept_until)
  values ((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, (record ->> 'attempt')::integer, entry, started, until);
  perform exchange.keep_collection((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, record -> 'collection');
  perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, ceil((record ->> 'leaseSeconds')::double precision)::integer);
  return query select started, until;
end;
$$;

-- As before. What waits lies in the mailbox of the system that receives today; a recipient that took a body without saying that it
-- has it may say so later; and once it has, nothing is kept for that any more.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
begin
  update exchange.deliveries d
  set state = record ->> 'state', lease_until = null, changed_at = now(),
      system_id = coalesce((record ->> 'systemId')::uuid, d.system_id)
  where d.delivery_id = (record ->> 'deliveryId')::uuid
    and (d.state = 'DISPATCHED' and d.attempts = (record ->> 'attempt')::integer
         or record ->> 'state' = 'DELIVERED' and d.state <> 'DELIVERED')
  returning d.exchange_id into the_exchange;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if record ->> 'ending' is not null then
    perform exchange.end_dispatch((record ->> 'dispatchId')::uuid, record ->> 'ending');
  end if;
  if record ->> 'state' = 'DUE' then
    perform exchange.keep_collection((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, record -> 'collection');
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, (record ->> 'retrySeconds')::integer);
    return;
  end if;
  if record ->> 'state' = 'DELIVERED' then
    delete from exchange.collections c where c.delivery_id = (record ->> 'deliveryId')::uuid;
  end if;
  perform graphile_worker.remove_job('redeliver:' || (record ->> 'deliveryId'));
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

-- As before, with what lies in mailboxes.
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

revoke all on function exchange.write_report(), exchange.keep_collection(uuid, uuid, jsonb) from public;
grant execute on function exchange.keep_collection(uuid, uuid, jsonb) to assent_gateway;
