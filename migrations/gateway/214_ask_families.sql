-- What services ask families to choose. In clear stands only that somebody was asked something, by whom, and until when it can be
-- answered; who would receive what and why is sealed under the key of the person whom it is about. An answer is a choice like any
-- other (consent.consents): nothing here says whether there is one.
create table consent.choice_requests (
  request_id uuid primary key,
  data_subject uuid not null,
  organisation_id uuid not null,
  -- Keyed hashes of who asked under which key, and of what they said: the same request again is known.
  request_key bytea not null constraint choice_asked_once unique check (octet_length(request_key) = 32),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  asked_at timestamptz not null,
  -- The last London day on which it is shown.
  shown_until date not null,
  body bytea not null
);
create index choice_requests_by_person on consent.choice_requests (data_subject, asked_at desc);
create trigger refuse_change before update or delete on consent.choice_requests
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on consent.choice_requests
  for each statement execute function database.refuse_change();
grant select, insert on consent.choice_requests to assent_gateway;

create function consent.ask_family(
  p_request_id uuid, p_data_subject uuid, p_organisation_id uuid, p_request_key bytea, p_request_hash bytea,
  p_asked_at timestamptz, p_shown_until date, p_body bytea, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into consent.choice_requests (request_id, data_subject, organisation_id, request_key, request_hash, asked_at, shown_until, body)
  values (p_request_id, p_data_subject, p_organisation_id, p_request_key, p_request_hash, p_asked_at, p_shown_until, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;
revoke all on function consent.ask_family(uuid, uuid, uuid, bytea, bytea, timestamptz, date, bytea, jsonb) from public;
grant execute on function consent.ask_family(uuid, uuid, uuid, bytea, bytea, timestamptz, date, bytea, jsonb) to assent_gateway;

-- As before, and what was asked about the person.
create or replace function consent.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  delete from consent.choice_requests q where q.data_subject = p_person;
  delete from consent.consents c where c.data_subject = p_person;
  delete from consent.reuse_agreements r where r.data_subject = p_person;
  delete from consent.epochs e where e.person_id = p_person;
end
$$;
