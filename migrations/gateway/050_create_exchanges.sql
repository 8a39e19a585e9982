-- Exchanges: what arrived, what was decided for each recipient, and where each delivery stands.
create schema exchange;
grant usage on schema exchange to assent_gateway, assent_eraser;

create table exchange.exchanges (
  exchange_id uuid primary key,
  kind text not null check (kind in ('PUSH', 'ADVICE')),
  system_id uuid not null,
  source_organisation_id uuid not null,
  message_id text not null,
  idempotency_key text not null,
  -- Keyed hash of the body: the same key with another body is a conflict, and the body cannot be guessed from it.
  request_hash bytea not null check (octet_length(request_hash) = 32),
  message_type text not null,
  purpose text not null,
  urgency text not null,
  correlation_id text not null,
  received_at timestamptz not null,
  -- The answer that a repeated request gets, sealed; and the message itself for as long as a delivery needs it.
  answer bytea not null,
  answer_keys jsonb not null,
  payload bytea,
  payload_keys jsonb,
  unique (system_id, idempotency_key),
  unique (system_id, kind, message_id)
);
create index exchanges_by_correlation on exchange.exchanges (correlation_id);

create table exchange.recipients (
  exchange_id uuid not null references exchange.exchanges,
  ordinal integer not null check (ordinal >= 0),
  organisation_id uuid not null,
  department text not null,
  role text not null,
  outcome text not null check (outcome in ('FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY')),
  primary key (exchange_id, ordinal)
);

create table exchange.deliveries (
  delivery_id uuid primary key,
  exchange_id uuid not null,
  ordinal integer not null,
  system_id uuid not null,
  -- DUE: to be tried; DISPATCHED: one process is trying until its lease ends; the others are final.
  state text not null check (state in ('DUE', 'DISPATCHED', 'DELIVERED', 'REJECTED', 'EXPIRED', 'CANCELLED')),
  attempts integer not null default 0 check (attempts >= 0),
  lease_until timestamptz,
  expires_at timestamptz not null,
  -- The decision entry that the last attempt rests on.
  decision_entry_id uuid not null,
  changed_at timestamptz not null,
  unique (exchange_id, ordinal),
  foreign key (exchange_id, ordinal) references exchange.recipients (exchange_id, ordinal),
  check ((state = 'DISPATCHED') = (lease_until is not null))
);

create index deliveries_that_wait on exchange.deliveries (delivery_id) where state in ('DUE', 'DISPATCHED');

create table exchange.acknowledgements (
  exchange_id uuid not null,
  ordinal integer not null,
  acknowledged_at timestamptz not null,
  primary key (exchange_id, ordinal),
  foreign key (exchange_id, ordinal) references exchange.recipients (exchange_id, ordinal)
);

create trigger recipients_are_append_only before update or delete or truncate on exchange.recipients
  for each statement execute function database.refuse_change();
create trigger acknowledgements_are_append_only before update or delete or truncate on exchange.acknowledgements
  for each statement execute function database.refuse_change();

grant select, insert on exchange.exchanges, exchange.recipients, exchange.deliveries, exchange.acknowledgements
  to assent_gateway;
grant update (payload, payload_keys) on exchange.exchanges to assent_gateway;
grant update (state, attempts, lease_until, decision_entry_id, changed_at) on exchange.deliveries to assent_gateway;

-- Stage 6 in one statement: the consent epochs are checked, the entries appended, the exchange, its deliveries and the
-- notices written, and a retry scheduled, or none of it. No process holds a lock between two statements.
create function exchange.record_exchange(record jsonb) returns table (entry_id uuid, entry_index bigint)
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
    perform exchange.schedule_redelivery((delivery ->> 'deliveryId')::uuid, (delivery ->> 'leaseSeconds')::integer);
  end loop;

  perform notices.record_notices(record -> 'notices');

  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- One job per delivery: a later schedule replaces an earlier one.
create function exchange.schedule_redelivery(delivery uuid, after_seconds integer) returns void
language plpgsql
as $$
begin
  perform graphile_worker.add_job('redeliver', json_build_object('deliveryId', delivery),
    run_at => now() + make_interval(secs => after_seconds), job_key => 'redeliver:' || delivery::text, max_attempts => 1000);
end;
$$;

-- Takes a delivery for one attempt. Only one process gets it until the lease ends; the database's clock decides. Whoever takes
-- it schedules its next attempt in the same statement, for when the lease has run out: a process that is killed at any moment
-- leaves that attempt behind, instead of a job that the queue keeps locked for hours. An attempt's end replaces it or removes it.
create function exchange.take_delivery(delivery uuid, lease_seconds integer) returns boolean
language plpgsql
as $$
begin
  update exchange.deliveries
  set state = 'DISPATCHED', attempts = attempts + 1, lease_until = now() + make_interval(secs => lease_seconds), changed_at = now()
  where delivery_id = delivery and (state = 'DUE' or (state = 'DISPATCHED' and lease_until <= now()));
  if not found then
    return false;
  end if;
  perform exchange.schedule_redelivery(delivery, lease_seconds);
  return true;
end;
$$;

-- Schedules the deliveries that wait and have no such job: their process was killed between taking the job and taking the
-- delivery. A job that was locked less than lock_seconds ago may still be at work.
create function exchange.reschedule_stranded(lock_seconds integer) returns integer
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
  return count;
end;
$$;

-- A decision taken again for a delivery that waits: epochs checked, entry appended, in one statement.
create function exchange.record_redecision(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
begin
  perform consent.check_epochs(record -> 'guards');
  update exchange.deliveries
  set decision_entry_id = (record ->> 'decisionEntryId')::uuid, changed_at = now()
  where delivery_id = (record ->> 'deliveryId')::uuid and state = 'DISPATCHED';
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- How an attempt ended. A final state brings its outcome entry with it and drops the retry and, when it was the last
-- delivery of the exchange, the kept message. An attempt that is to be repeated brings no entry, and the ledger takes no
-- empty list.
create function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
begin
  update exchange.deliveries
  set state = record ->> 'state', lease_until = null, changed_at = now()
  where delivery_id = (record ->> 'deliveryId')::uuid and state = 'DISPATCHED'
  returning exchange_id into the_exchange;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if record ->> 'state' = 'DUE' then
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, (record ->> 'retrySeconds')::integer);
    return;
  end if;
  perform graphile_worker.remove_job('redeliver:' || (record ->> 'deliveryId'));
  update exchange.exchanges e set payload = null, payload_keys = null
  where e.exchange_id = the_exchange
    and not exists (select 1 from exchange.deliveries d where d.exchange_id = the_exchange and d.state in ('DUE', 'DISPATCHED'))
    and not exists (select 1 from exchange.recipients r where r.exchange_id = the_exchange and r.outcome = 'HOLD');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- A recipient's acknowledgement, once.
create function exchange.record_acknowledgement(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
begin
  insert into exchange.acknowledgements (exchange_id, ordinal, acknowledged_at)
  values ((record ->> 'exchangeId')::uuid, (record ->> 'ordinal')::integer, (record ->> 'at')::timestamptz);
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

revoke all on all functions in schema exchange from public;
grant execute on all functions in schema exchange to assent_gateway;
