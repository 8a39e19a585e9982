-- Notices: what families are told, one row each, sealed for the person who is told.
create schema notices;
grant usage on schema notices to assent_gateway, assent_eraser;

create table notices.notices (
  notice_id uuid primary key,
  exchange_id uuid not null,
  person_id uuid not null,
  kind text not null check (kind in ('SHARED')),
  written_at timestamptz not null,
  body bytea not null
);
create index notices_by_person on notices.notices (person_id, written_at desc);

create trigger notices_are_append_only before update or delete or truncate on notices.notices
  for each statement execute function database.refuse_change();

grant select, insert on notices.notices to assent_gateway;
grant select, delete on notices.notices to assent_eraser;

-- Writes the notices that go with a decision; called inside the statement that records the decision.
create function notices.record_notices(notices jsonb) returns void
language sql
as $$
  insert into notices.notices (notice_id, exchange_id, person_id, kind, written_at, body)
  select (n ->> 'noticeId')::uuid,
         (n ->> 'exchangeId')::uuid,
         (n ->> 'personId')::uuid,
         n ->> 'kind',
         (n ->> 'writtenAt')::timestamptz,
         decode(n ->> 'body', 'base64')
  from jsonb_array_elements(notices) as n;
$$;
revoke all on function notices.record_notices(jsonb) from public;
grant execute on function notices.record_notices(jsonb) to assent_gateway;
