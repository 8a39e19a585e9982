-- The edition of the registers of organisations, systems, staff and agreements: every change of them makes the next one, in the same
-- transaction. Whoever asked something of an edition need not ask again while it stands (docs/decisions/0043-editions-and-epochs.md).

create table agreements.editions (
  single boolean primary key default true check (single),
  edition bigint not null
);
insert into agreements.editions (edition) values (1);
grant select on agreements.editions to assent_gateway;

create function agreements.count_edition() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  update agreements.editions set edition = edition + 1;
  return null;
end
$$;
revoke all on function agreements.count_edition() from public;

create trigger count_edition after insert or update or delete on agreements.organisations
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.organisation_profiles
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.organisation_identifiers
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.organisation_duties
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.organisation_closures
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.standing_changes
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.systems
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.system_scopes
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.public_keys
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.system_certificates
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.system_endpoints
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.staff
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.agreements
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.agreement_flows
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.agreement_signatures
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.agreement_revocations
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.record_services
  for each statement execute function agreements.count_edition();
create trigger count_edition after insert or update or delete on agreements.system_webhooks
  for each statement execute function agreements.count_edition();
