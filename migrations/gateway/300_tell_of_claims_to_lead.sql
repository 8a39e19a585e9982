-- A relationship as before, with the cases that it opens: another organisation that leads for the child hears of it
-- (docs/decisions/0045). Cases come before the ledger's own entries (see cases.open_cases).
drop function relationships.record_relationship(uuid, uuid, bytea, bytea, timestamptz, bytea, jsonb);

create function relationships.record_relationship(
  p_relationship_id uuid, p_person_id uuid, p_request_key bytea, p_request_hash bytea, p_recorded_at timestamptz, p_body bytea,
  p_cases jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into relationships.relationships (relationship_id, person_id, request_key, request_hash, recorded_at, body)
  values (p_relationship_id, p_person_id, p_request_key, p_request_hash, p_recorded_at, p_body);
  perform cases.open_cases(p_cases);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

revoke all on function relationships.record_relationship(uuid, uuid, bytea, bytea, timestamptz, bytea, jsonb, jsonb) from public;
grant execute on function relationships.record_relationship(uuid, uuid, bytea, bytea, timestamptz, bytea, jsonb, jsonb)
  to assent_gateway;
