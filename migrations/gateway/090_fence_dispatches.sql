-- A withdrawal has two steps (docs/domain/01 §1.7, rulings 12, docs/decisions/0010): recorded, from when no dispatch starts on the
-- choice, and final, when every dispatch that had started on it has ended or can no longer be accepted by a recipient that checks.
-- So every dispatch has a start, written down before the first byte leaves, and a time until which it may be accepted.

-- Which choices the decision behind a delivery rests on. The consent's identifier stands as a keyed hash: the table alone links
-- no delivery to a person.
create table exchange.reliances (
  delivery_id uuid not null references exchange.deliveries,
  decision_entry_id uuid not null,
  consent_hash bytea not null check (octet_length(consent_hash) = 32),
  -- Whether a part went because of this choice; otherwise it only kept the whole from being refused.
  decisive boolean not null,
  primary key (delivery_id, decision_entry_id, consent_hash)
);
create index reliances_by_consent on exchange.reliances (consent_hash);

-- One body on its way. Nobody knows of a dispatch without an ending whether it has arrived: it counts as under way until nobody who
-- checks would accept it any more.
create table exchange.dispatches (
  dispatch_id uuid primary key,
  delivery_id uuid not null references exchange.deliveries,
  attempt integer not null check (attempt > 0),
  decision_entry_id uuid not null,
  dispatched_at timestamptz not null,
  accept_until timestamptz not null check (accept_until > dispatched_at),
  ended_at timestamptz,
  -- ACCEPTED and REFUSED: the recipient answered; LATE: it answered that it came too late; NOT_CONNECTED: no byte of it left.
  ending text check (ending in ('ACCEPTED', 'REFUSED', 'LATE', 'NOT_CONNECTED')),
  unique (delivery_id, attempt),
  check ((ended_at is null) = (ending is null))
);

create trigger refuse_change before update or truncate on exchange.reliances
  for each statement execute function database.refuse_change();
create trigger refuse_delete before delete or truncate on exchange.dispatches
  for each statement execute function database.refuse_change();

-- A dispatch ends once.
create function exchange.check_ending() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.ended_at is not null
    or (new.dispatch_id, new.delivery_id, new.attempt, new.decision_entry_id, new.dispatched_at, new.accept_until)
      is distinct from (old.dispatch_id, old.delivery_id, old.attempt, old.decision_entry_id, old.dispatched_at, old.accept_until)
  then
    raise exception 'a dispatch ends once and is otherwise never changed' using errcode = 'AS090';
  end if;
  return new;
end
$$;
create trigger check_ending before update on exchange.dispatches for each row execute function exchange.check_ending();

grant select, insert on exchange.reliances, exchange.dispatches to assent_gateway;
grant update (ended_at, ending) on exchange.dispatches to assent_gateway;
grant select, delete on exchange.reliances to assent_eraser;

create function exchange.record_reliances(delivery uuid, entry uuid, reliances jsonb) returns void
  language sql
as $$
  insert into exchange.reliances (delivery_id, decision_entry_id, consent_hash, decisive)
  select delivery, entry, decode(r ->> 'consentHash', 'base64'), (r ->> 'decisive')::boolean
  from jsonb_array_elements(coalesce(nullif(reliances, 'null'::jsonb), '[]'::jsonb)) as r;
$$;

-- Stage 6 as before, with the choices that each delivery rests on and the holds that the decisions make. Who is told of a
-- disclosure is written when it has arrived (record_attempt).
create or replace function exchange.record_exchange(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  delivery jsonb;
begin
  perform consent.check_epochs(record -> 'guards');

  insert into exchange.exchanges (exchange_id, kind, system_id, source_organisation_id, message_id, idempotency_key,
    request_hash, message_type, purpose, urgency, correlation_id, received_at, answer, answer_keys, payload, payload_keys)
  values ((record ->> 'exchangeId')::uuid, record ->> 'kind', (record ->> 'systemId')::uuid,
    (record ->> 'sourceOrganisationId')::uuid, record ->> 'messageId', record ->> 'idempotencyKey',
    decode(record ->> 'requestHash', 'base64'), record ->> 'messageType', record ->> 'purpose', record ->> 'urgency',
    record ->> 'correlationId', (record ->> 'receivedAt')::timestamptz, decode(record ->> 'answer', 'base64'),
    record -> 'answerKeys', decode(record ->> 'payload', 'base64'), nullif(record -> 'payloadKeys', 'null'::jsonb));

  insert into exchange.recipients (exchange_id, ordinal, organisation_id, department, role, outcome)
  select (record ->> 'exchangeId')::uuid, (r ->> 'ordinal')::integer, (r ->> 'organisationId')::uuid,
         r ->> 'department', r ->> 'role', r ->> 'outcome'
  from jsonb_array_elements(record -> 'recipients') as r;

  for delivery in select * from jsonb_array_elements(record -> 'deliveries') loop
    insert into exchange.deliveries (delivery_id, exchange_id, ordinal, system_id, state, attempts, lease_until,
      expires_at, decision_entry_id, changed_at)
    values ((delivery ->> 'deliveryId')::uuid, (record ->> 'exchangeId')::uuid, (delivery ->> 'ordinal')::integer,
      (delivery ->> 'systemId')::uuid, 'DISPATCHED', 1, now() + make_interval(secs => (delivery ->> 'leaseSeconds')::integer),
      (delivery ->> 'expiresAt')::timestamptz, (delivery ->> 'decisionEntryId')::uuid, now());
    perform exchange.record_reliances((delivery ->> 'deliveryId')::uuid, (delivery ->> 'decisionEntryId')::uuid,
      delivery -> 'reliances');
    perform exchange.schedule_redelivery((delivery ->> 'deliveryId')::uuid, (delivery ->> 'leaseSeconds')::integer);
  end loop;

  perform holds.record_holds(record -> 'holds');

  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- A decision taken again for a delivery that waits, by the process that holds its lease.
create or replace function exchange.record_redecision(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
begin
  perform consent.check_epochs(record -> 'guards');
  update exchange.deliveries
  set decision_entry_id = (record ->> 'decisionEntryId')::uuid, changed_at = now()
  where delivery_id = (record ->> 'deliveryId')::uuid and state = 'DISPATCHED' and attempts = (record ->> 'attempt')::integer;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  perform exchange.record_reliances((record ->> 'deliveryId')::uuid, (record ->> 'decisionEntryId')::uuid, record -> 'reliances');
  perform holds.record_holds(record -> 'holds');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- Starts a dispatch, as the last thing before the first byte leaves. The lease must be ours (attempts names whose it is) and no
-- choice that the decision rests on may have moved: a withdrawal that is recorded first keeps it from starting (AS001), and one
-- that is recorded afterwards finds it under way. The lease begins anew: until it ends the body may be accepted.
create function exchange.start_dispatch(record jsonb) returns table (dispatched_at timestamptz, accept_until timestamptz)
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
  perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, ceil((record ->> 'leaseSeconds')::double precision)::integer);
  return query select started, until;
end;
$$;

create function exchange.end_dispatch(dispatch uuid, how text) returns void
  language sql
as $$
  update exchange.dispatches set ended_at = clock_timestamp(), ending = how where dispatch_id = dispatch and ended_at is null;
$$;

-- How an attempt ended, with the ending of its dispatch where the recipient answered or no byte left. Only the process that holds
-- the lease may say so, but for one thing: that it has arrived is true whoever finds out, and however others had given it up.
-- A final state brings its outcome entry and what the family is told, drops the retry and, when nothing of the exchange waits any
-- more, the kept message.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
begin
  update exchange.deliveries d
  set state = record ->> 'state', lease_until = null, changed_at = now()
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
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, (record ->> 'retrySeconds')::integer);
    return;
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

-- How far a withdrawal has got: deliveries with a dispatch under way that rests on the choice, and the instant by which the last
-- of them has ended or can no longer be accepted. margin_seconds is how far recipients' clocks may be behind.
create function exchange.find_closing(consent bytea, margin_seconds integer)
  returns table (closing integer, last_end timestamptz)
  language sql
  stable
as $$
  select count(distinct d.delivery_id)
           filter (where d.ended_at is null and d.accept_until + make_interval(secs => margin_seconds) > now())::integer,
         max(coalesce(d.ended_at, d.accept_until + make_interval(secs => margin_seconds)))
  from exchange.reliances r
  join exchange.dispatches d on d.delivery_id = r.delivery_id and d.decision_entry_id = r.decision_entry_id
  where r.consent_hash = consent;
$$;

revoke all on all functions in schema exchange from public;
grant execute on all functions in schema exchange to assent_gateway;
