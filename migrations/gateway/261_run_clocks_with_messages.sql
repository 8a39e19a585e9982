-- Messages start deadlines and end them when they arrive: what will is written down with the message, in its statement, and done by the
-- worker as soon as it has arrived, however it did.
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
  perform deadlines.note_arrivals(record -> 'clocks');

  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

create function deadlines.follow_arrival() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  if exists (select from deadlines.arrivals a
              where a.exchange_id = new.exchange_id and a.ordinal = new.ordinal and a.followed_at is null)
  then
    perform graphile_worker.add_job('deadlines-follow', '{}'::json, job_key => 'deadlines-follow:' || new.exchange_id::text,
      max_attempts => 5);
  end if;
  return null;
end;
$$;
revoke all on function deadlines.follow_arrival() from public;
create trigger follow_arrival after update of state on exchange.deliveries
  for each row
  when (new.state = 'DELIVERED' and old.state <> 'DELIVERED')
  execute function deadlines.follow_arrival();

-- Whoever owes an acknowledgement is reminded once before it is due; and each can be named.
alter table exchange.owed_acknowledgements add column deadline_id uuid not null default gen_random_uuid();
alter table exchange.owed_acknowledgements add column reminded_at timestamptz;
grant update (reminded_at) on exchange.owed_acknowledgements to assent_gateway;

-- As before, with deadlines.
create or replace function erasure.finish_erasure(record jsonb) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  the_person uuid;
  decoded constant jsonb := coalesce(record, '{}'::jsonb);
begin
  select e.person_id into the_person from erasure.erasures e
   where e.erasure_id = (record ->> 'erasureId')::uuid and e.state = 'RECORDED' for update;
  if the_person is null then
    return false;
  end if;
  perform cases.erase_person(the_person);
  perform deadlines.erase_person(the_person);
  perform holds.erase_person(the_person);
  perform notices.erase_person(the_person,
    array(select jsonb_array_elements_text(decoded -> 'noticeIds')::uuid));
  perform plans.erase_person(the_person);
  perform portal.erase_person(the_person);
  perform exchange.erase_person(the_person,
    array(select decode(jsonb_array_elements_text(decoded -> 'relianceHashes'), 'base64')));
  perform consent.erase_person(the_person);
  perform relationships.erase_person(the_person);
  perform families.erase_person(the_person,
    array(select decode(jsonb_array_elements_text(decoded -> 'recorderHashes'), 'base64')));
  perform ledger.erase_person(the_person, decode(record ->> 'personHash', 'base64'));
  delete from erasure.legal_holds h where h.person_id = the_person;
  update erasure.erasures e set state = 'DONE', done_at = (record ->> 'at')::timestamptz
   where e.erasure_id = (record ->> 'erasureId')::uuid;
  return true;
end
$$;
