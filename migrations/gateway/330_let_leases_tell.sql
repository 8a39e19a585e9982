-- A delivery that is under way needs no job for when its lease runs out: its row says when that is, and each replica looks for such rows.
-- The job cost two turns of the queue and two words to everybody who listens to it for every message, and nearly always went unused.

-- As before, without that job.
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
  end loop;

  perform holds.record_holds(record -> 'holds');
  perform notices.record_notices(record -> 'notices');
  perform cases.open_cases(record -> 'cases');
  perform deadlines.note_arrivals(record -> 'clocks');

  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

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
  return query select started, until;
end;
$$;

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
  return true;
end;
$$;

-- Queues the next attempt of whatever was under way when its process was killed, or stood still for longer than the lease. Gives how
-- many there were.
create function exchange.reschedule_lapsed() returns integer
  language plpgsql
as $$
declare
  lapsed uuid;
  count integer := 0;
begin
  for lapsed in
    select d.delivery_id from exchange.deliveries d where d.state = 'DISPATCHED' and d.lease_until <= now()
  loop
    perform exchange.schedule_redelivery(lapsed, 0);
    count := count + 1;
  end loop;
  return count;
end;
$$;
revoke all on function exchange.reschedule_lapsed() from public;
grant execute on function exchange.reschedule_lapsed() to assent_gateway;
