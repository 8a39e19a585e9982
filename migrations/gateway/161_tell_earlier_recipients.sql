-- What must follow a message that corrects, retracts or supersedes what was sent before (docs/domain/02 §2.3 M19, §2.4; UK GDPR Art 19;
-- docs/decisions/0020): everybody who was given it is told, and acknowledges it by a date. Written down with the message and in the
-- same statement, so that no process can die in between.
create table exchange.followups (
  exchange_id uuid primary key references exchange.exchanges deferrable initially deferred,
  recorded_at timestamptz not null,
  -- What is to be told, of which messages; sealed for the data subject.
  body bytea not null,
  body_keys jsonb not null,
  -- When everything that follows had been done.
  followed_at timestamptz
);
create index followups_that_wait on exchange.followups (recorded_at) where followed_at is null;

-- The gateway's own messages that told somebody, and the exchange because of which they were told.
create table exchange.tellings (
  exchange_id uuid primary key references exchange.exchanges deferrable initially deferred,
  because_of uuid not null references exchange.exchanges
);
create index tellings_by_cause on exchange.tellings (because_of);

-- By when somebody at the recipient must have acknowledged a message; and when its sender was told that nobody had.
create table exchange.owed_acknowledgements (
  exchange_id uuid not null,
  ordinal integer not null,
  due_at timestamptz not null,
  escalated_at timestamptz,
  primary key (exchange_id, ordinal),
  foreign key (exchange_id, ordinal) references exchange.recipients (exchange_id, ordinal) deferrable initially deferred
);
create index owed_that_wait on exchange.owed_acknowledgements (due_at) where escalated_at is null;

-- Parts of messages that their author took back as wrong: they never go again. The part stands as a keyed hash.
create table exchange.retractions (
  source_organisation_id uuid not null,
  message_id text not null,
  part_hash bytea not null check (octet_length(part_hash) = 32),
  exchange_id uuid not null references exchange.exchanges deferrable initially deferred,
  primary key (source_organisation_id, message_id, part_hash)
);

create trigger refuse_change before update or delete or truncate on exchange.tellings
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete or truncate on exchange.retractions
  for each statement execute function database.refuse_change();
grant select, insert on exchange.followups, exchange.tellings, exchange.owed_acknowledgements, exchange.retractions to assent_gateway;
grant update (followed_at) on exchange.followups to assent_gateway;
grant update (escalated_at) on exchange.owed_acknowledgements to assent_gateway;

-- Everything that follows from a message: {exchangeId, plan | null, followup: {body, bodyKeys} | null, because: exchange | null,
-- owed: [{ordinal, dueAt}], retracted: {messageId, parts: [hash]} | null}; bytes in base64.
create function exchange.note_consequences(record jsonb) returns void
  language plpgsql
as $$
begin
  perform plans.keep_version(record -> 'plan');

  if jsonb_typeof(record -> 'retracted') = 'object' then
    insert into exchange.retractions (source_organisation_id, message_id, part_hash, exchange_id)
    select (record ->> 'sourceOrganisationId')::uuid, record #>> '{retracted,messageId}', decode(p, 'base64'),
           (record ->> 'exchangeId')::uuid
    from jsonb_array_elements_text(record #> '{retracted,parts}') as p
    on conflict do nothing;
  end if;

  insert into exchange.owed_acknowledgements (exchange_id, ordinal, due_at)
  select (record ->> 'exchangeId')::uuid, (o ->> 'ordinal')::integer, (o ->> 'dueAt')::timestamptz
  from jsonb_array_elements(record -> 'owed') as o;

  if record ->> 'because' is not null then
    insert into exchange.tellings (exchange_id, because_of)
    values ((record ->> 'exchangeId')::uuid, (record ->> 'because')::uuid);
  end if;

  if jsonb_typeof(record -> 'followup') = 'object' then
    insert into exchange.followups (exchange_id, recorded_at, body, body_keys)
    values ((record ->> 'exchangeId')::uuid, clock_timestamp(), decode(record #>> '{followup,body}', 'base64'),
            record #> '{followup,bodyKeys}');
    perform graphile_worker.add_job('follow-message', json_build_object('exchangeId', record ->> 'exchangeId'),
      job_key => 'follow-message:' || (record ->> 'exchangeId'), max_attempts => 5);
  end if;
end;
$$;

-- Stage 6 with what follows. It comes first: the ledger's head is locked after everything else.
create function exchange.record_exchange_with_consequences(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform exchange.note_consequences(record);
  return query select r.entry_id, r.entry_index from exchange.record_exchange_in_time(record) as r;
end;
$$;

-- A message of the gateway's own, with what follows.
create function exchange.record_telling(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform exchange.note_consequences(record);
  return query select r.entry_id, r.entry_index from exchange.record_exchange(record) as r;
end;
$$;

revoke all on function exchange.note_consequences(jsonb), exchange.record_exchange_with_consequences(jsonb),
  exchange.record_telling(jsonb) from public;
grant execute on function exchange.note_consequences(jsonb), exchange.record_exchange_with_consequences(jsonb),
  exchange.record_telling(jsonb) to assent_gateway;
