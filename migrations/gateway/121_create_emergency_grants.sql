-- Emergency accesses (docs/domain/03 §3.2 P14; docs/domain/07 X2). A grant is what a later pull names: who opened whom, and until
-- when. Who it is stands as a keyed hash; why is sealed under the data subject's key.
create table exchange.emergency_grants (
  grant_id uuid primary key,
  exchange_id uuid not null unique references exchange.exchanges,
  data_subject uuid not null,
  -- Keyed hash of the organisation and its member of staff.
  staff_hash bytea not null check (octet_length(staff_hash) = 32),
  granted_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > granted_at and expires_at <= granted_at + interval '4 hours'),
  sealed bytea not null
);
create trigger refuse_change before update or delete on exchange.emergency_grants
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on exchange.emergency_grants
  for each statement execute function database.refuse_change();
grant select, insert on exchange.emergency_grants to assent_gateway;

-- What is asked of a holder's record is an exchange like any other.
alter table exchange.exchanges drop constraint exchanges_kind_check;
alter table exchange.exchanges add constraint exchanges_kind_check
  check (kind in ('PUSH', 'ADVICE', 'EVENT', 'SUPPLEMENT', 'PULL'));

-- Stage 6 of an emergency access: decisions, cases and entries as for any exchange, and with them the grant and the notices
-- (record -> 'emergency': {grantId, dataSubject, staffHash, grantedAt, expiresAt, sealed}, bytes in base64; record -> 'notices').
-- All of it or nothing: no grant can be named that the ledger does not have.
create function exchange.record_emergency_access(record jsonb) returns table (entry_id uuid, entry_index bigint)
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
  perform notices.record_notices(record -> 'notices');
end
$$;
revoke all on function exchange.record_emergency_access(jsonb) from public;
grant execute on function exchange.record_emergency_access(jsonb) to assent_gateway;
