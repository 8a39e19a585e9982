-- The doors through which families are written. Each is called once and writes its rows and its ledger entries together, so
-- that no process ever holds a lock between two statements. All return the ledger entries that were appended.

-- p_identifiers: [{identifier_id, system, lookup_hash, sealed_value, valid_from}], p_searches: [{kind, hash}]; bytes in hex.
create function families.insert_identifiers(p_person_id uuid, p_recorded_at timestamptz, p_identifiers jsonb) returns void
  language sql
as $$
  insert into families.person_identifiers
    (identifier_id, person_id, system, lookup_hash, sealed_value, valid_from, recorded_at)
  select i.identifier_id, p_person_id, i.system, decode(i.lookup_hash, 'hex'), decode(i.sealed_value, 'hex'), i.valid_from,
         p_recorded_at
    from jsonb_to_recordset(p_identifiers)
      as i(identifier_id uuid, system text, lookup_hash text, sealed_value text, valid_from date);
$$;

create function families.replace_searches(p_person_id uuid, p_searches jsonb) returns void
  language sql
as $$
  delete from families.person_search where person_id = p_person_id;
  insert into families.person_search (kind, hash, person_id)
  select s.kind, decode(s.hash, 'hex'), p_person_id
    from jsonb_to_recordset(p_searches) as s(kind text, hash text);
$$;

create function families.record_person(
  p_person_id uuid, p_registered_at timestamptz, p_restricted boolean, p_demographics bytea, p_identifiers jsonb,
  p_searches jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.persons (person_id, registered_at) values (p_person_id, p_registered_at);
  insert into families.demographics (person_id, version, recorded_at, sealed)
  values (p_person_id, 1, p_registered_at, p_demographics);
  if p_restricted then
    insert into families.match_restrictions (person_id, version, restricted, recorded_at)
    values (p_person_id, 1, true, p_registered_at);
  end if;
  perform families.insert_identifiers(p_person_id, p_registered_at, p_identifiers);
  perform families.replace_searches(p_person_id, p_searches);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_demographics(
  p_person_id uuid, p_version integer, p_recorded_at timestamptz, p_demographics bytea, p_searches jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.demographics (person_id, version, recorded_at, sealed)
  values (p_person_id, p_version, p_recorded_at, p_demographics);
  if not exists (select from families.person_retirements r where r.person_id = p_person_id) then
    perform families.replace_searches(p_person_id, p_searches);
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_identifier(
  p_person_id uuid, p_recorded_at timestamptz, p_identifiers jsonb, p_supersedes uuid, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform families.insert_identifiers(p_person_id, p_recorded_at, p_identifiers);
  if p_supersedes is not null then
    update families.person_identifiers i
       set ended_at = p_recorded_at, ended_why = 'SUPERSEDED',
           valid_to = greatest((p_recorded_at at time zone 'Europe/London')::date, i.valid_from),
           superseded_by = (p_identifiers -> 0 ->> 'identifier_id')::uuid
     where i.identifier_id = p_supersedes and i.person_id = p_person_id and i.ended_at is null;
    if not found then
      raise exception 'the number to supersede is not in force' using errcode = 'AS021';
    end if;
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_match_restriction(
  p_person_id uuid, p_version integer, p_restricted boolean, p_recorded_at timestamptz, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.match_restrictions (person_id, version, restricted, recorded_at)
  values (p_person_id, p_version, p_restricted, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- Ends every number of the person for good and takes them out of every search.
create function families.record_retirement(p_person_id uuid, p_retired_at timestamptz, p_entries jsonb)
  returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.person_retirements (person_id, retired_at) values (p_person_id, p_retired_at);
  update families.person_identifiers i
     set ended_at = p_retired_at, ended_why = 'RETIRED',
         valid_to = greatest((p_retired_at at time zone 'Europe/London')::date, i.valid_from)
   where i.person_id = p_person_id and i.ended_at is null;
  delete from families.person_search s where s.person_id = p_person_id;
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_link(
  p_link_id uuid, p_from_person uuid, p_to_person uuid, p_kind text, p_valid_from date, p_recorded_at timestamptz,
  p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.family_links (link_id, from_person, to_person, kind, valid_from, recorded_at)
  values (p_link_id, p_from_person, p_to_person, p_kind, p_valid_from, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_link_ending(p_link_id uuid, p_valid_to date, p_recorded_at timestamptz, p_entries jsonb)
  returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.link_endings (link_id, valid_to, recorded_at) values (p_link_id, p_valid_to, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- p_verified_by and p_verified_on are both given where the evidence has been checked already, else both null.
create function families.record_parental_responsibility(
  p_responsibility_id uuid, p_child uuid, p_holder uuid, p_sealed_evidence bytea, p_valid_from date,
  p_verified_by text, p_verified_on date, p_recorded_at timestamptz, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.parental_responsibility
    (responsibility_id, child, holder, sealed_evidence, valid_from, recorded_at)
  values (p_responsibility_id, p_child, p_holder, p_sealed_evidence, p_valid_from, p_recorded_at);
  if p_verified_by is not null then
    insert into families.responsibility_verifications
      (responsibility_id, verified_by, verified_on, sealed_evidence, recorded_at)
    values (p_responsibility_id, p_verified_by, p_verified_on, p_sealed_evidence, p_recorded_at);
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_responsibility_verification(
  p_responsibility_id uuid, p_verified_by text, p_verified_on date, p_sealed_evidence bytea, p_recorded_at timestamptz,
  p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.responsibility_verifications
    (responsibility_id, verified_by, verified_on, sealed_evidence, recorded_at)
  values (p_responsibility_id, p_verified_by, p_verified_on, p_sealed_evidence, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_responsibility_ending(
  p_responsibility_id uuid, p_valid_to date, p_recorded_at timestamptz, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into families.responsibility_endings (responsibility_id, valid_to, recorded_at)
  values (p_responsibility_id, p_valid_to, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

grant execute on function
  families.insert_identifiers(uuid, timestamptz, jsonb),
  families.replace_searches(uuid, jsonb),
  families.record_person(uuid, timestamptz, boolean, bytea, jsonb, jsonb, jsonb),
  families.record_demographics(uuid, integer, timestamptz, bytea, jsonb, jsonb),
  families.record_identifier(uuid, timestamptz, jsonb, uuid, jsonb),
  families.record_match_restriction(uuid, integer, boolean, timestamptz, jsonb),
  families.record_retirement(uuid, timestamptz, jsonb),
  families.record_link(uuid, uuid, uuid, text, date, timestamptz, jsonb),
  families.record_link_ending(uuid, date, timestamptz, jsonb),
  families.record_parental_responsibility(uuid, uuid, uuid, bytea, date, text, date, timestamptz, jsonb),
  families.record_responsibility_verification(uuid, text, date, bytea, timestamptz, jsonb),
  families.record_responsibility_ending(uuid, date, timestamptz, jsonb)
to assent_gateway;
