-- What went because of a choice may have lost its permit without a withdrawal: the choice was written down by mistake, the same
-- person's new record took its place, or they chose again in the same record. Earlier recipients are told all the same, and a change
-- that comes after another is followed too (docs/domain/01 §1.7).
grant update (recorded_at) on exchange.withdrawals to assent_gateway;

create or replace function exchange.note_withdrawal() returns trigger
  language plpgsql
as $$
begin
  insert into exchange.withdrawals (consent_id, recorded_at) values (new.consent_id, clock_timestamp())
  on conflict (consent_id) do update set recorded_at = excluded.recorded_at, followed_at = null;
  perform graphile_worker.add_job('follow-withdrawal', json_build_object('consentId', new.consent_id),
    job_key => 'follow-withdrawal:' || new.consent_id::text, max_attempts => 5);
  return null;
end
$$;

drop trigger note_withdrawal on consent.consents;
create trigger note_withdrawal after insert on consent.consents
  for each row
  when (new.status in ('withdrawn', 'superseded', 'entered-in-error') or (new.status = 'active' and new.version > 1))
  execute function exchange.note_withdrawal();
