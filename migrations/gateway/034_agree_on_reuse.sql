-- Agreements that advice which exists suffices for an assessment (SEND Regulations 2014 reg 6(4)): versions that never change,
-- sealed for the child or young person. The newest version holds.
create table consent.reuse_agreements (
  agreement_id uuid not null,
  version integer not null check (version > 0),
  data_subject uuid not null,
  recorded_at timestamptz not null,
  body bytea not null,
  primary key (agreement_id, version)
);
create index reuse_agreements_by_person on consent.reuse_agreements (data_subject, agreement_id, version desc);

create function consent.check_reuse_version() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
declare
  previous record;
begin
  select r.version, r.data_subject, r.recorded_at into previous from consent.reuse_agreements r
   where r.agreement_id = new.agreement_id order by r.version desc limit 1;
  if new.version <> coalesce(previous.version, 0) + 1 then
    raise exception 'this version of the agreement is taken or skips one' using errcode = 'AS032';
  end if;
  if previous.version is not null
    and (new.data_subject <> previous.data_subject or new.recorded_at < previous.recorded_at)
  then
    raise exception 'a version follows the one before, about the same person and not earlier' using errcode = 'AS031';
  end if;
  return new;
end
$$;
create trigger check_version before insert on consent.reuse_agreements
  for each row execute function consent.check_reuse_version();
create trigger refuse_change before update or delete on consent.reuse_agreements
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on consent.reuse_agreements
  for each statement execute function database.refuse_change();
grant select, insert on consent.reuse_agreements to assent_gateway;

-- One version: a decision that was made before it can no longer be recorded.
create function consent.record_reuse(
  p_agreement_id uuid, p_version integer, p_data_subject uuid, p_recorded_at timestamptz, p_body bytea, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform consent.close_epochs(p_data_subject, array[]::uuid[]);
  insert into consent.reuse_agreements (agreement_id, version, data_subject, recorded_at, body)
  values (p_agreement_id, p_version, p_data_subject, p_recorded_at, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;
revoke all on function consent.record_reuse(uuid, integer, uuid, timestamptz, bytea, jsonb) from public;
revoke all on function consent.check_reuse_version() from public;
grant execute on function consent.record_reuse(uuid, integer, uuid, timestamptz, bytea, jsonb) to assent_gateway;
