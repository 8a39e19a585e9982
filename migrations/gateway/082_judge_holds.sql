-- What becomes of holds. A judgement is bound to the state that it was made on: it names every hold of the recipient and how often each
-- had been changed, so that of two who judge at once one is told that the other was first, and judges again on what stands then.

-- Takes a judgement: {holdId, seen: [{holdId, turn}], judgeHash, requestHash, at, body, bodyKeys, state | null}. A null state means that
-- another person must judge too. Raises AS020 when the hold is closed or the person has judged, AS021 when a hold of the recipient moved.
create function holds.judge(judgement jsonb) returns uuid
  language plpgsql
as $$
declare
  the_hold holds.holds;
  moved boolean;
begin
  select h.* into the_hold from holds.holds h where h.hold_id = (judgement ->> 'holdId')::uuid;
  if not found then
    raise exception 'no such hold' using errcode = 'AS020';
  end if;
  perform 1 from holds.holds h
   where h.exchange_id = the_hold.exchange_id and h.ordinal = the_hold.ordinal
   order by h.hold_id for update;
  select h.* into the_hold from holds.holds h where h.hold_id = the_hold.hold_id;
  if the_hold.closed_at is not null then
    raise exception 'the hold is closed' using errcode = 'AS020';
  end if;
  select exists (
    select 1
    from (select h.hold_id, h.turn from holds.holds h
          where h.exchange_id = the_hold.exchange_id and h.ordinal = the_hold.ordinal) as h
    full join jsonb_to_recordset(judgement -> 'seen') as s("holdId" uuid, turn integer) on s."holdId" = h.hold_id
    where h.turn is distinct from s.turn
  ) into moved;
  if moved then
    raise exception 'a hold of this recipient has moved' using errcode = 'AS021';
  end if;
  begin
    insert into holds.judgements (hold_id, judge_hash, request_hash, given_at, body, body_keys)
    values (the_hold.hold_id, decode(judgement ->> 'judgeHash', 'base64'), decode(judgement ->> 'requestHash', 'base64'),
            (judgement ->> 'at')::timestamptz, decode(judgement ->> 'body', 'base64'), judgement -> 'bodyKeys');
  exception when unique_violation then
    raise exception 'this person has judged already' using errcode = 'AS020';
  end;
  update holds.holds h
  set state = coalesce(judgement ->> 'state', h.state), turn = h.turn + 1,
      closed_at = case when judgement ->> 'state' is null then null else (judgement ->> 'at')::timestamptz end
  where h.hold_id = the_hold.hold_id;
  return the_hold.exchange_id;
end
$$;

-- Hands a hold up: {holdId, turn, level, dueAt}. False when somebody else was first.
create function holds.escalate(step jsonb) returns boolean
  language plpgsql
as $$
begin
  update holds.holds h
  set state = 'ESCALATED', level = (step ->> 'level')::smallint, due_at = (step ->> 'dueAt')::timestamptz, turn = h.turn + 1
  where h.hold_id = (step ->> 'holdId')::uuid and h.turn = (step ->> 'turn')::integer and h.closed_at is null;
  return found;
end
$$;

-- Ends a hold that nobody released in time: {holdId, turn, at}.
create function holds.expire(step jsonb) returns boolean
  language plpgsql
as $$
begin
  update holds.holds h
  set state = 'EXPIRED', closed_at = (step ->> 'at')::timestamptz, turn = h.turn + 1
  where h.hold_id = (step ->> 'holdId')::uuid and h.turn = (step ->> 'turn')::integer and h.closed_at is null;
  return found;
end
$$;

-- Lets another member of staff look at an open hold: whoever has become the lead since.
create function holds.add_desk(the_hold uuid, the_desk bytea) returns void
  language sql
as $$
  insert into holds.desks (hold_id, desk_hash, level)
  select h.hold_id, the_desk, 0 from holds.holds h where h.hold_id = the_hold and h.closed_at is null
  on conflict (hold_id, desk_hash) do nothing
$$;

revoke all on function holds.judge(jsonb), holds.escalate(jsonb), holds.expire(jsonb), holds.add_desk(uuid, bytea) from public;
grant execute on function holds.judge(jsonb), holds.escalate(jsonb), holds.expire(jsonb), holds.add_desk(uuid, bytea)
  to assent_gateway;

-- What a hold lets go later is an exchange of its own that adds to the first: a supplement.
alter table exchange.exchanges drop constraint exchanges_kind_check;
alter table exchange.exchanges add constraint exchanges_kind_check check (kind in ('PUSH', 'ADVICE', 'SUPPLEMENT'));

-- Removes the kept message of an exchange of which nothing waits any more.
create function exchange.forget_message(the_exchange uuid) returns void
  language sql
as $$
  update exchange.exchanges e set payload = null, payload_keys = null
  where e.exchange_id = the_exchange and e.payload is not null
    and not exists (select 1 from exchange.deliveries d where d.exchange_id = the_exchange and d.state in ('DUE', 'DISPATCHED'))
    and not holds.keeps_message(the_exchange)
$$;

-- A judgement by which nothing goes now: a refusal, or the first of two. {judgement, notices, entries}.
create function exchange.record_judgement(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  the_exchange uuid := holds.judge(record -> 'judgement');
begin
  perform notices.record_notices(record -> 'notices');
  perform exchange.forget_message(the_exchange);
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end
$$;

-- A judgement with the decision that was taken on it, and what goes by it: the record of an exchange and {judgement}.
create function exchange.record_supplement(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  the_exchange uuid := holds.judge(record -> 'judgement');
begin
  perform exchange.forget_message(the_exchange);
  return query select r.entry_id, r.entry_index from exchange.record_exchange(record) as r;
end
$$;

-- A hold handed up, or ended by its time. {kind: ESCALATED | EXPIRED, step, exchangeId, entries}. Nothing when somebody else was first.
create function exchange.record_hold_step(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  if record ->> 'kind' = 'EXPIRED' then
    if not holds.expire(record -> 'step') then
      return;
    end if;
    perform exchange.forget_message((record ->> 'exchangeId')::uuid);
  elsif not holds.escalate(record -> 'step') then
    return;
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end
$$;

revoke all on function exchange.forget_message(uuid), exchange.record_judgement(jsonb), exchange.record_supplement(jsonb),
  exchange.record_hold_step(jsonb) from public;
grant execute on function exchange.forget_message(uuid), exchange.record_judgement(jsonb), exchange.record_supplement(jsonb),
  exchange.record_hold_step(jsonb) to assent_gateway;

-- Stage 6 as before, with the holds that the decision opens.
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
    perform exchange.schedule_redelivery((delivery ->> 'deliveryId')::uuid, (delivery ->> 'leaseSeconds')::integer);
  end loop;

  perform holds.record_holds(record -> 'holds');
  perform notices.record_notices(record -> 'notices');

  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- How an attempt ended, as before; the message is kept while a hold of the exchange is open.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
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
    and not holds.keeps_message(the_exchange);
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;
