-- The doors through which authority is written. Each is called once: the rows, the closing of the consent epochs of everybody
-- concerned, the plan of what will happen on which day and the ledger entries stand or fall together, so that a decision that
-- was made under other facts can no longer be recorded. Epochs are locked before anything else, as everywhere
-- (consent.close_epochs; these functions find it when they are called).

-- The people for whom something changes when it changes for this person: their own, and those whom they may decide for.
create function families.find_concerned(p_person uuid) returns uuid[]
  language sql
  stable
as $$
  select array(
    select r.child from families.parental_responsibility r where r.holder = p_person
    union
    select f.data_subject
      from families.authority_fact_persons p
      join families.authority_facts f on f.fact_id = p.fact_id
     where p.person_id = p_person
    union
    select p_person);
$$;

-- p_note: {"request": {requestId, requestHash, answerId} | null, "recorderHash": hex | null,
--          "events": [{scheduleId, personId, dayHash, keyHash, sealed}]}; bytes in hex.
create function families.note_authority(p_note jsonb, p_at timestamptz) returns void
  language plpgsql
as $$
begin
  if jsonb_typeof(p_note -> 'request') = 'object' then
    insert into families.authority_requests (request_id, request_hash, answer_id, recorded_at)
    values ((p_note -> 'request' ->> 'requestId')::uuid, decode(p_note -> 'request' ->> 'requestHash', 'hex'),
            (p_note -> 'request' ->> 'answerId')::uuid, p_at);
  end if;
  if p_note ->> 'recorderHash' is not null then
    insert into families.authority_recorders (recorder_hash, recorded_at)
    values (decode(p_note ->> 'recorderHash', 'hex'), p_at) on conflict (recorder_hash) do nothing;
  end if;
  insert into families.authority_schedule (schedule_id, person_id, day_hash, key_hash, sealed, recorded_at)
  select (e ->> 'scheduleId')::uuid, (e ->> 'personId')::uuid, decode(e ->> 'dayHash', 'hex'),
         decode(e ->> 'keyHash', 'hex'), decode(e ->> 'sealed', 'hex'), p_at
    from jsonb_array_elements(p_note -> 'events') as e
  on conflict (key_hash) do nothing;
end
$$;

create function families.record_authority_fact(
  p_fact_id uuid, p_data_subject uuid, p_persons uuid[], p_sealed bytea, p_recorded_at timestamptz, p_note jsonb,
  p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform consent.close_epochs(p_data_subject, families.find_concerned(p_data_subject));
  insert into families.authority_facts (fact_id, data_subject, sealed, recorded_at)
  values (p_fact_id, p_data_subject, p_sealed, p_recorded_at);
  insert into families.authority_fact_persons (fact_id, person_id)
  select distinct p_fact_id, p.person_id from unnest(p_persons) as p(person_id);
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_authority_ending(
  p_fact_id uuid, p_sealed bytea, p_recorded_at timestamptz, p_note jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  v_data_subject uuid;
begin
  select f.data_subject into strict v_data_subject from families.authority_facts f where f.fact_id = p_fact_id;
  perform consent.close_epochs(v_data_subject, families.find_concerned(v_data_subject));
  insert into families.authority_fact_endings (fact_id, sealed, recorded_at)
  values (p_fact_id, p_sealed, p_recorded_at);
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- Parental responsibility, as in 021, with what it changes for decisions under way. The former doors are closed: none is left
-- that changes who may decide and leaves the epoch open.
drop function families.record_parental_responsibility(uuid, uuid, uuid, bytea, date, text, date, timestamptz, jsonb);
drop function families.record_responsibility_verification(uuid, text, date, bytea, timestamptz, jsonb);
drop function families.record_responsibility_ending(uuid, date, timestamptz, jsonb);
drop function families.record_retirement(uuid, timestamptz, jsonb);
drop function families.record_person(uuid, timestamptz, boolean, bytea, jsonb, jsonb, jsonb);
drop function families.record_demographics(uuid, integer, timestamptz, bytea, jsonb, jsonb);

-- p_verified_by and p_verified_on are both given where the evidence has been checked already, else both null.
create function families.record_parental_responsibility(
  p_responsibility_id uuid, p_child uuid, p_holder uuid, p_sealed_evidence bytea, p_valid_from date,
  p_verified_by text, p_verified_on date, p_recorded_at timestamptz, p_note jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform consent.close_epochs(p_child, array[p_child]);
  insert into families.parental_responsibility
    (responsibility_id, child, holder, sealed_evidence, valid_from, recorded_at)
  values (p_responsibility_id, p_child, p_holder, p_sealed_evidence, p_valid_from, p_recorded_at);
  if p_verified_by is not null then
    insert into families.responsibility_verifications
      (responsibility_id, verified_by, verified_on, sealed_evidence, recorded_at)
    values (p_responsibility_id, p_verified_by, p_verified_on, p_sealed_evidence, p_recorded_at);
  end if;
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_responsibility_verification(
  p_responsibility_id uuid, p_verified_by text, p_verified_on date, p_sealed_evidence bytea, p_recorded_at timestamptz,
  p_note jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  v_child uuid;
begin
  select r.child into strict v_child
    from families.parental_responsibility r where r.responsibility_id = p_responsibility_id;
  perform consent.close_epochs(v_child, array[v_child]);
  insert into families.responsibility_verifications
    (responsibility_id, verified_by, verified_on, sealed_evidence, recorded_at)
  values (p_responsibility_id, p_verified_by, p_verified_on, p_sealed_evidence, p_recorded_at);
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_responsibility_ending(
  p_responsibility_id uuid, p_valid_to date, p_recorded_at timestamptz, p_note jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  v_child uuid;
begin
  select r.child into strict v_child
    from families.parental_responsibility r where r.responsibility_id = p_responsibility_id;
  perform consent.close_epochs(v_child, array[v_child]);
  insert into families.responsibility_endings (responsibility_id, valid_to, recorded_at)
  values (p_responsibility_id, p_valid_to, p_recorded_at);
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_person(
  p_person_id uuid, p_registered_at timestamptz, p_restricted boolean, p_demographics bytea, p_identifiers jsonb,
  p_searches jsonb, p_note jsonb, p_entries jsonb
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
  perform families.note_authority(p_note, p_registered_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- A corrected birth date changes who decides, so the epoch closes here too.
create function families.record_demographics(
  p_person_id uuid, p_version integer, p_recorded_at timestamptz, p_demographics bytea, p_searches jsonb, p_note jsonb,
  p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform consent.close_epochs(p_person_id, array[p_person_id]);
  insert into families.demographics (person_id, version, recorded_at, sealed)
  values (p_person_id, p_version, p_recorded_at, p_demographics);
  if not exists (select from families.person_retirements r where r.person_id = p_person_id) then
    perform families.replace_searches(p_person_id, p_searches);
  end if;
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- An adoption order: every number of the identity ends for good, it is out of every search, nobody holds parental
-- responsibility for it, and no decision about it that is under way can be recorded. Nothing says what came after.
create function families.record_adoption(p_person_id uuid, p_retired_at timestamptz, p_note jsonb, p_entries jsonb)
  returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  -- The day of the order itself stays sealed.
  v_day date := (p_retired_at at time zone 'Europe/London')::date;
begin
  perform consent.close_epochs(p_person_id, families.find_concerned(p_person_id));
  insert into families.person_retirements (person_id, retired_at) values (p_person_id, p_retired_at);
  update families.person_identifiers i
     set ended_at = p_retired_at, ended_why = 'RETIRED', valid_to = greatest(v_day, i.valid_from)
   where i.person_id = p_person_id and i.ended_at is null;
  delete from families.person_search s where s.person_id = p_person_id;
  insert into families.responsibility_endings (responsibility_id, valid_to, recorded_at)
  select r.responsibility_id, v_day, p_retired_at
    from families.parental_responsibility r
   where r.child = p_person_id
     and not exists (select from families.responsibility_endings e where e.responsibility_id = r.responsibility_id);
  perform families.note_authority(p_note, p_retired_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- What was due for one person is done, once: a second process that does the same writes nothing (unique violation). Where an
-- event acts on this day the epochs close, since somebody else may decide from now on.
create function families.record_authority_events(
  p_person_id uuid, p_schedule_ids uuid[], p_acts boolean, p_done_at timestamptz, p_notices jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  if p_acts then
    perform consent.close_epochs(p_person_id, families.find_concerned(p_person_id));
  end if;
  insert into families.authority_schedule_done (schedule_id, done_at)
  select s.schedule_id, p_done_at from unnest(p_schedule_ids) as s(schedule_id) order by s.schedule_id;
  if jsonb_array_length(p_notices) > 0 then
    perform notices.record_notices(p_notices);
  end if;
  if jsonb_array_length(p_entries) > 0 then
    return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
  end if;
end
$$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'families.find_concerned(uuid)',
    'families.note_authority(jsonb, timestamptz)',
    'families.record_authority_fact(uuid, uuid, uuid[], bytea, timestamptz, jsonb, jsonb)',
    'families.record_authority_ending(uuid, bytea, timestamptz, jsonb, jsonb)',
    'families.record_parental_responsibility(uuid, uuid, uuid, bytea, date, text, date, timestamptz, jsonb, jsonb)',
    'families.record_responsibility_verification(uuid, text, date, bytea, timestamptz, jsonb, jsonb)',
    'families.record_responsibility_ending(uuid, date, timestamptz, jsonb, jsonb)',
    'families.record_person(uuid, timestamptz, boolean, bytea, jsonb, jsonb, jsonb, jsonb)',
    'families.record_demographics(uuid, integer, timestamptz, bytea, jsonb, jsonb, jsonb)',
    'families.record_adoption(uuid, timestamptz, jsonb, jsonb)',
    'families.record_authority_events(uuid, uuid[], boolean, timestamptz, jsonb, jsonb)'
  ] loop
    execute pg_catalog.format('revoke all on function %s from public', signature);
    execute pg_catalog.format('grant execute on function %s to assent_gateway', signature);
  end loop;
end
$$;
