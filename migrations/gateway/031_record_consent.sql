-- The doors through which choices are written and decisions are guarded. Each is one call: rows, epochs and ledger entries
-- stand or fall together. Epochs are always locked in the order of person_id and before the ledger, so that no two calls can
-- wait for each other.

-- Moves on the epoch of each person and gives the new one of p_data_subject. From then until the calling statement has
-- committed no decision about any of them can be recorded, and afterwards none that was made under the old epoch.
create function consent.close_epochs(p_data_subject uuid, p_persons uuid[]) returns bigint
  language plpgsql
as $$
declare
  closed_person uuid;
  opened bigint;
  answer bigint;
begin
  for closed_person in
    select distinct p.person_id from unnest(p_persons || p_data_subject) as p(person_id) order by p.person_id
  loop
    insert into consent.epochs as e (person_id, epoch) values (closed_person, 1)
    on conflict (person_id) do update set epoch = e.epoch + 1
    returning e.epoch into opened;
    if closed_person = p_data_subject then
      answer := opened;
    end if;
  end loop;
  return answer;
end
$$;

-- p_guards: [{"person": uuid, "epoch": text}]. Raises AS001 when an epoch has moved, and otherwise keeps all of them from
-- moving until the calling statement has committed. A person without a row gets one, so that it can be locked.
create function consent.check_epochs(p_guards jsonb) returns void
  language plpgsql
as $$
declare
  guard record;
  current bigint;
begin
  for guard in
    select distinct g.person, g.epoch from jsonb_to_recordset(p_guards) as g(person uuid, epoch bigint) order by g.person
  loop
    if guard.person is null or guard.epoch is null then
      raise exception 'a guard names a person and an epoch' using errcode = 'AS033';
    end if;
    select e.epoch into current from consent.epochs e where e.person_id = guard.person for share;
    if not found then
      insert into consent.epochs (person_id, epoch) values (guard.person, 0) on conflict (person_id) do nothing;
      select e.epoch into current from consent.epochs e where e.person_id = guard.person for share;
    end if;
    if current is distinct from guard.epoch then
      raise exception 'the consent epoch has moved' using errcode = 'AS001';
    end if;
  end loop;
end
$$;

-- A new choice: the first version of a record, or a fresh answer that takes the place of the one before.
create function consent.record_consent(
  p_consent_id uuid, p_version integer, p_data_subject uuid, p_status text, p_type text, p_kind text,
  p_valid_from timestamptz, p_valid_to timestamptz, p_recorded_at timestamptz, p_recorded_by_kind text, p_body bytea,
  p_persons uuid[], p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  opened bigint := consent.close_epochs(p_data_subject, p_persons);
begin
  insert into consent.consents
    (consent_id, version, data_subject, status, type, kind, valid_from, valid_to, recorded_at, sequence, chosen_sequence,
     recorded_by_kind, body)
  values
    (p_consent_id, p_version, p_data_subject, p_status, p_type, p_kind, p_valid_from, p_valid_to, p_recorded_at, opened,
     opened, p_recorded_by_kind, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

-- The same choice in another status. A draft becomes a choice when it becomes active.
create function consent.move_consent(
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
    (consent_id, version, data_subject, status, type, kind, valid_from, valid_to, recorded_at, sequence, chosen_sequence,
     recorded_by_kind, body)
  values
    (p_consent_id, p_version, p_data_subject, p_status, previous.type, previous.kind, previous.valid_from,
     previous.valid_to, p_recorded_at, opened,
     case when previous.status = 'draft' then opened else previous.chosen_sequence end, p_recorded_by_kind, p_body);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function consent.withdraw_consent(
  p_consent_id uuid, p_version integer, p_data_subject uuid, p_recorded_at timestamptz, p_recorded_by_kind text,
  p_body bytea, p_persons uuid[], p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language sql
as $$
  select m.entry_id, m.entry_index
    from consent.move_consent(
      p_consent_id, p_version, p_data_subject, 'withdrawn', p_recorded_at, p_recorded_by_kind, p_body, p_persons,
      p_entries) m;
$$;

grant execute on function
  consent.is_forward(text, text),
  consent.close_epochs(uuid, uuid[]),
  consent.check_epochs(jsonb),
  consent.record_consent(
    uuid, integer, uuid, text, text, text, timestamptz, timestamptz, timestamptz, text, bytea, uuid[], jsonb),
  consent.move_consent(uuid, integer, uuid, text, timestamptz, text, bytea, uuid[], jsonb),
  consent.withdraw_consent(uuid, integer, uuid, timestamptz, text, bytea, uuid[], jsonb)
to assent_gateway;
