-- A message that waited and was decided otherwise has another answer: its sender, who asks what became of it, reads why it went
-- differently or not at all. Sealed like the first answer; the last one counts.
create table exchange.later_answers (
  decision_entry_id uuid primary key,
  exchange_id uuid not null,
  ordinal integer not null,
  answered_at timestamptz not null,
  answer bytea not null,
  answer_keys jsonb not null,
  foreign key (exchange_id, ordinal) references exchange.recipients (exchange_id, ordinal)
);
create index later_answers_by_exchange on exchange.later_answers (exchange_id, ordinal, answered_at desc);
create trigger later_answers_are_append_only before update or delete or truncate on exchange.later_answers
  for each statement execute function database.refuse_change();
grant select, insert on exchange.later_answers to assent_gateway;

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
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

revoke all on function exchange.record_redecision(jsonb) from public;
grant execute on function exchange.record_redecision(jsonb) to assent_gateway;
