-- Families are told of more than disclosures: of choices that changed, of authority that changes, of what earlier recipients
-- must no longer rely on. Not all of it belongs to an exchange.
alter table notices.notices alter column exchange_id drop not null;
alter table notices.notices drop constraint notices_kind_check;
alter table notices.notices add constraint notices_kind_check check (kind in (
  'SHARED', 'AUTHORITY_EVENT', 'CONSENT_CHANGED', 'NO_LONGER_RELY', 'EMERGENCY_ACCESS', 'ACCESS_REQUEST', 'BLOCKED'));
alter table notices.notices add constraint disclosures_have_an_exchange check (kind <> 'SHARED' or exchange_id is not null);
create index notices_by_exchange on notices.notices (exchange_id);

-- Writes notices; called inside the statement that records what they tell of. An absent list and a JSON null are no notices.
-- Each: [{"noticeId": uuid, "exchangeId": uuid | null, "personId": uuid, "kind": text, "writtenAt": instant, "body": base64}]
create or replace function notices.record_notices(notices jsonb) returns void
  language sql
as $$
  insert into notices.notices (notice_id, exchange_id, person_id, kind, written_at, body)
  select (n ->> 'noticeId')::uuid,
         (n ->> 'exchangeId')::uuid,
         (n ->> 'personId')::uuid,
         n ->> 'kind',
         (n ->> 'writtenAt')::timestamptz,
         decode(n ->> 'body', 'base64')
  from jsonb_array_elements(coalesce(nullif(record_notices.notices, 'null'::jsonb), '[]'::jsonb)) as n;
$$;
revoke all on function notices.record_notices(jsonb) from public;
grant execute on function notices.record_notices(jsonb) to assent_gateway;
