-- Choices end and come up for review, so that a job must find them: the day of review stands beside the period. A choice may
-- replace what the same person said before of the same scope; both are written in one call.
alter table consent.consents add column review_on date;
create index consents_ending on consent.consents (valid_to)
  where valid_to is not null and status in ('active', 'suspended', 'pending-reauthorise');
create index consents_to_review on consent.consents (review_on) where review_on is not null and status in ('active', 'suspended');

create or replace function consent.move_consent(
  p_consent_id uuid, p_version integer, p_data_subject uuid, p_status text, p_recorded_at timestamptz,
  p_recorded_by_kind text, p_body bytea, p_persons uuid[], p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  opened bigint := consent.close_epochs(p_data_subject, p_persons);
  previous consent.consents;
begin
  select c.* into previous from consent.consents c
   where c.consent_id = p_consent_id order by c.version desc limit 1;
  if not found then
    raise exception 'no such record' using errcode = 'AS031';
  end if;
  insert into consent.consents
    (consent_id, version, data_subject, status, type, kind, valid_from, valid_to, review_on, recorded_at, sequence,
     chosen_sequence, recorded_by_kind, body)
  values
    (p_consent_id, p_version, p_data_subject, p_status, previous.type, previous.kind, previous.valid_from,
     previous.valid_to, previous.review_on, p_recorded_at, opened,
     case when previous.status = 'draft' then opened else previous.chosen_sequence end, p_recorded_by_kind, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- One new choice: {"consentId", "version", "dataSubject", "status", "type", "kind", "validFrom", "validTo", "reviewOn",
-- "recordedAt", "recordedByKind", "body" (base64), "persons"}. p_replaced: what it takes the place of, each {"consentId",
-- "version", "body" (base64), "persons"}, about the same person; they move first, so that the choice is the later, each
-- with a place of its own in the order. The epochs of everybody are locked first, in the one order that all calls keep.
create function consent.record_choice(p_choice jsonb, p_replaced jsonb, p_entries jsonb)
  returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  replaced jsonb;
  previous consent.consents;
  subject uuid := (p_choice ->> 'dataSubject')::uuid;
  opened bigint;
begin
  opened := consent.close_epochs(subject, array(
    select e.value::uuid from jsonb_array_elements_text(p_choice -> 'persons') e
    union
    select e.value::uuid
      from jsonb_array_elements(p_replaced) r, jsonb_array_elements_text(r.value -> 'persons') e));
  for replaced in select r.value from jsonb_array_elements(p_replaced) as r loop
    select c.* into previous from consent.consents c
     where c.consent_id = (replaced ->> 'consentId')::uuid and c.data_subject = subject
     order by c.version desc limit 1;
    if not found then
      raise exception 'no such record about this person' using errcode = 'AS031';
    end if;
    insert into consent.consents
      (consent_id, version, data_subject, status, type, kind, valid_from, valid_to, review_on, recorded_at, sequence,
       chosen_sequence, recorded_by_kind, body)
    values
      (previous.consent_id, (replaced ->> 'version')::integer, subject, 'superseded', previous.type, previous.kind,
       previous.valid_from, previous.valid_to, previous.review_on, (p_choice ->> 'recordedAt')::timestamptz, opened,
       previous.chosen_sequence, p_choice ->> 'recordedByKind', decode(replaced ->> 'body', 'base64'));
    opened := consent.close_epochs(subject, array[]::uuid[]);
  end loop;
  insert into consent.consents
    (consent_id, version, data_subject, status, type, kind, valid_from, valid_to, review_on, recorded_at, sequence,
     chosen_sequence, recorded_by_kind, body)
  values
    ((p_choice ->> 'consentId')::uuid, (p_choice ->> 'version')::integer, subject, p_choice ->> 'status',
     p_choice ->> 'type', p_choice ->> 'kind', (p_choice ->> 'validFrom')::timestamptz,
     (p_choice ->> 'validTo')::timestamptz, (p_choice ->> 'reviewOn')::date, (p_choice ->> 'recordedAt')::timestamptz,
     opened, opened, p_choice ->> 'recordedByKind', decode(p_choice ->> 'body', 'base64'));
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;
revoke all on function consent.record_choice(jsonb, jsonb, jsonb) from public;
grant execute on function consent.record_choice(jsonb, jsonb, jsonb) to assent_gateway;

drop function consent.record_consent(
  uuid, integer, uuid, text, text, text, timestamptz, timestamptz, timestamptz, text, bytea, uuid[], jsonb);
