-- What must follow a withdrawal, written down with it and in the same statement, so that no process can die in between: what waits
-- is decided again at once, and earlier recipients are told what must no longer be relied on (docs/domain/01 §1.7, rulings 12).
create table exchange.withdrawals (
  consent_id uuid primary key,
  recorded_at timestamptz not null,
  -- When everything that follows had been done.
  followed_at timestamptz
);
create index withdrawals_to_follow on exchange.withdrawals (recorded_at) where followed_at is null;
grant select, insert on exchange.withdrawals to assent_gateway;
grant update (followed_at) on exchange.withdrawals to assent_gateway;

create function exchange.note_withdrawal() returns trigger
  language plpgsql
as $$
begin
  insert into exchange.withdrawals (consent_id, recorded_at) values (new.consent_id, clock_timestamp())
  on conflict (consent_id) do nothing;
  perform graphile_worker.add_job('follow-withdrawal', json_build_object('consentId', new.consent_id),
    job_key => 'follow-withdrawal:' || new.consent_id::text, max_attempts => 5);
  return null;
end
$$;
create trigger note_withdrawal after insert on consent.consents
  for each row when (new.status = 'withdrawn') execute function exchange.note_withdrawal();

-- The gateway's own messages: what it tells a recipient because of a withdrawal is an exchange like any other.
alter table exchange.exchanges drop constraint exchanges_kind_check;
alter table exchange.exchanges add constraint exchanges_kind_check check (kind in ('PUSH', 'ADVICE', 'EVENT'));

-- Has every delivery tried now that waits and whose last decision rests on the choice; gives how many.
create function exchange.hasten_waiting(consent bytea) returns integer
  language plpgsql
as $$
declare
  waiting uuid;
  count integer := 0;
begin
  for waiting in
    select d.delivery_id
    from exchange.deliveries d
    join exchange.reliances r on r.delivery_id = d.delivery_id and r.decision_entry_id = d.decision_entry_id
    where r.consent_hash = consent and d.state = 'DUE'
  loop
    perform exchange.schedule_redelivery(waiting, 0);
    count := count + 1;
  end loop;
  return count;
end;
$$;

-- What has arrived because of the choice, once for each delivery: under the decision that it arrived with.
create function exchange.find_disclosures(consent bytea)
  returns table (exchange_id uuid, ordinal integer, decision_entry_id uuid)
  language sql
  stable
as $$
  select distinct on (d.delivery_id) d.exchange_id, d.ordinal, s.decision_entry_id
  from exchange.reliances r
  join exchange.deliveries d on d.delivery_id = r.delivery_id
  join exchange.dispatches s on s.delivery_id = r.delivery_id and s.decision_entry_id = r.decision_entry_id
  where r.consent_hash = consent and r.decisive and s.ending = 'ACCEPTED'
  order by d.delivery_id, s.ended_at;
$$;

revoke all on all functions in schema exchange from public;
grant execute on all functions in schema exchange to assent_gateway;
