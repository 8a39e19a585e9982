-- Who leads for a child, and who works with whom (docs/domain/02 §2.1, docs/decisions/0009). That somebody works with a child is
-- personal: in clear stands only that something is recorded about a person's random identifier, and when it was recorded. Who, why, from
-- when and until when is sealed under the person's key.
create schema relationships;
grant usage on schema relationships to assent_gateway, assent_eraser;

create table relationships.relationships (
  relationship_id uuid primary key,
  -- The order of recording: of two leads who begin on one day the later recorded counts.
  sequence bigint generated always as identity unique,
  person_id uuid not null,
  -- Keyed hashes of who asked under which key, and of what they said: the same request again is known.
  request_key bytea not null constraint request_once unique check (octet_length(request_key) = 32),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  recorded_at timestamptz not null,
  body bytea not null
);
create index relationships_by_person on relationships.relationships (person_id);

create table relationships.endings (
  relationship_id uuid constraint ended_once primary key references relationships.relationships,
  recorded_at timestamptz not null,
  body bytea not null
);

create trigger refuse_change before update or delete on relationships.relationships
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on relationships.relationships
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on relationships.endings
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on relationships.endings
  for each statement execute function database.refuse_change();

grant select, insert on relationships.relationships, relationships.endings to assent_gateway;

create function relationships.record_relationship(
  p_relationship_id uuid, p_person_id uuid, p_request_key bytea, p_request_hash bytea, p_recorded_at timestamptz, p_body bytea,
  p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into relationships.relationships (relationship_id, person_id, request_key, request_hash, recorded_at, body)
  values (p_relationship_id, p_person_id, p_request_key, p_request_hash, p_recorded_at, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function relationships.record_ending(
  p_relationship_id uuid, p_recorded_at timestamptz, p_body bytea, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into relationships.endings (relationship_id, recorded_at, body)
  values (p_relationship_id, p_recorded_at, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

revoke all on all functions in schema relationships from public;
grant execute on all functions in schema relationships to assent_gateway;
