-- The doors through which organisations, systems and staff are written: each is one call that also appends the ledger's entries
-- (p_entries, src/ledger), so that no change stands without its entry. What is refused by a rule rather than by a constraint raises
-- SQLSTATE AS040 with the rule's name as message and the field as detail. Organisations are locked before the ledger.

-- Two changes to what one organisation has cannot pass each other.
create function agreements.lock_organisation(p_organisation_id uuid) returns void
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  perform 1 from agreements.organisations o where o.organisation_id = p_organisation_id for no key update;
  if not found then
    raise exception 'organisation-unknown' using errcode = 'AS040', detail = 'organisationId';
  end if;
end
$$;

create function agreements.register_organisation(p_organisation jsonb, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  p_id constant uuid := (p_organisation ->> 'organisationId')::uuid;
  p_at constant timestamptz := (p_organisation ->> 'at')::timestamptz;
begin
  insert into agreements.organisations (organisation_id, type, exists_from, registered_at)
  values (p_id, p_organisation ->> 'type', (p_organisation ->> 'existsFrom')::date, p_at);
  insert into agreements.organisation_profiles (organisation_id, version, name, departments, duty_phone, recorded_at)
  values (p_id, 1, p_organisation ->> 'name',
          array(select jsonb_array_elements_text(p_organisation -> 'departments')), p_organisation ->> 'dutyPhone', p_at);
  insert into agreements.organisation_identifiers (organisation_id, system, value, valid_from, valid_to)
  select p_id, i.system, i.value, i."validFrom", i."validTo"
  from jsonb_to_recordset(p_organisation -> 'identifiers')
    as i (system text, value text, "validFrom" date, "validTo" date);
  insert into agreements.organisation_duties (organisation_id, duty_status, valid_from, valid_to)
  select p_id, d."dutyStatus", d."validFrom", d."validTo"
  from jsonb_to_recordset(p_organisation -> 'duties')
    as d ("dutyStatus" text, "validFrom" date, "validTo" date);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.update_profile(
  p_organisation_id uuid, p_name text, p_departments text[], p_duty_phone text, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  insert into agreements.organisation_profiles (organisation_id, version, name, departments, duty_phone, recorded_at)
  select p_organisation_id, max(p.version) + 1, p_name, p_departments, p_duty_phone, p_at
  from agreements.organisation_profiles p
  where p.organisation_id = p_organisation_id;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.add_identifier(
  p_organisation_id uuid, p_system text, p_value text, p_valid_from date, p_valid_to date, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  insert into agreements.organisation_identifiers (organisation_id, system, value, valid_from, valid_to)
  values (p_organisation_id, p_system, p_value, p_valid_from, p_valid_to);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- p_last_day is the last day on which the identifier names the organisation.
create function agreements.end_identifier(
  p_organisation_id uuid, p_system text, p_value text, p_last_day date, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  update agreements.organisation_identifiers i
  set valid_to = p_last_day
  where i.organisation_id = p_organisation_id and i.system = p_system and i.value = p_value
    and i.valid_from <= p_last_day and coalesce(i.valid_to, 'infinity') > p_last_day;
  if not found then
    raise exception 'identifier-not-held' using errcode = 'AS040', detail = 'identifier';
  end if;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- The status from a day on, in place of the one that held until then.
create function agreements.change_duty(
  p_organisation_id uuid, p_duty_status text, p_valid_from date, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  if exists (select 1 from agreements.organisation_duties d
             where d.organisation_id = p_organisation_id and d.valid_from >= p_valid_from) then
    raise exception 'duty-later-stands' using errcode = 'AS040', detail = 'from';
  end if;
  update agreements.organisation_duties d
  set valid_to = p_valid_from - 1
  where d.organisation_id = p_organisation_id and coalesce(d.valid_to, 'infinity') >= p_valid_from;
  insert into agreements.organisation_duties (organisation_id, duty_status, valid_from)
  values (p_organisation_id, p_duty_status, p_valid_from);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.close_organisation(
  p_organisation_id uuid, p_closed_on date, p_successor_id uuid, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  insert into agreements.organisation_closures (organisation_id, closed_on, successor_id, recorded_at)
  values (p_organisation_id, p_closed_on, p_successor_id, p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- Suspends or resumes an organisation (p_system_id null) or one of its systems, from the moment that this commits.
create function agreements.change_standing(
  p_organisation_id uuid, p_system_id uuid, p_action text, p_reason text, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  if (agreements.find_suspension(p_organisation_id, p_system_id) is not null) = (p_action = 'SUSPEND') then
    raise exception 'standing-unchanged' using errcode = 'AS040', detail = '';
  end if;
  insert into agreements.standing_changes (organisation_id, system_id, action, reason, stated_at)
  values (p_organisation_id, p_system_id, p_action, p_reason, p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.record_staff(
  p_organisation_id uuid, p_staff_id text, p_register text, p_roles text[], p_training_valid_to date, p_active_from date,
  p_active_to date, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  insert into agreements.staff (organisation_id, staff_id, version, register, roles, training_valid_to, active_from, active_to,
                                recorded_at)
  select p_organisation_id, p_staff_id, coalesce(max(s.version), 0) + 1, p_register, p_roles, p_training_valid_to, p_active_from,
         p_active_to, p_at
  from agreements.staff s
  where s.organisation_id = p_organisation_id and s.staff_id = p_staff_id;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

grant execute on function
  agreements.register_organisation(jsonb, jsonb),
  agreements.update_profile(uuid, text, text[], text, timestamptz, jsonb),
  agreements.add_identifier(uuid, text, text, date, date, jsonb),
  agreements.end_identifier(uuid, text, text, date, jsonb),
  agreements.change_duty(uuid, text, date, jsonb),
  agreements.close_organisation(uuid, date, uuid, timestamptz, jsonb),
  agreements.change_standing(uuid, uuid, text, text, timestamptz, jsonb),
  agreements.record_staff(uuid, text, text, text[], date, date, date, timestamptz, jsonb)
  to assent_gateway;
