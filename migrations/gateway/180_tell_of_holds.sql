-- Stage 6 as before, with what families are told of what now waits for a judgement, or was not shared: in the one statement that
-- writes the decision, so that nobody is told of a hold that does not stand, and no hold stands of which they are not told.
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
  perform notices.record_notices(record -> 'notices');
  perform cases.open_cases(record -> 'cases');

  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

create or replace function exchange.record_redecision(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
  the_ordinal integer;
begin
  perform consent.check_epochs(record -> 'guards');
  update exchange.deliveries d
  set decision_entry_id = (record ->> 'decisionEntryId')::uuid, changed_at = now()
  where d.delivery_id = (record ->> 'deliveryId')::uuid and d.state = 'DISPATCHED'
    and d.attempts = (record ->> 'attempt')::integer
  returning d.exchange_id, d.ordinal into the_exchange, the_ordinal;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  insert into exchange.later_answers (decision_entry_id, exchange_id, ordinal, answered_at, answer, answer_keys)
  values ((record ->> 'decisionEntryId')::uuid, the_exchange, the_ordinal, clock_timestamp(),
    decode(record ->> 'answer', 'base64'), record -> 'answerKeys');
  perform exchange.record_reliances((record ->> 'deliveryId')::uuid, (record ->> 'decisionEntryId')::uuid, record -> 'reliances');
  perform holds.record_holds(record -> 'holds');
  perform notices.record_notices(record -> 'notices');
  perform cases.open_cases(record -> 'cases');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- The notices of an emergency access are written with the decisions.
create or replace function exchange.record_emergency_access(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  the_grant jsonb := record -> 'emergency';
begin
  return query select r.entry_id, r.entry_index from exchange.record_exchange_in_time(record) as r;
  insert into exchange.emergency_grants (grant_id, exchange_id, data_subject, staff_hash, granted_at, expires_at, sealed)
  values ((the_grant ->> 'grantId')::uuid, (record ->> 'exchangeId')::uuid, (the_grant ->> 'dataSubject')::uuid,
          decode(the_grant ->> 'staffHash', 'base64'), (the_grant ->> 'grantedAt')::timestamptz,
          (the_grant ->> 'expiresAt')::timestamptz, decode(the_grant ->> 'sealed', 'base64'));
end
$$;
