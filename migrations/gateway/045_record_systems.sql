-- The doors through which systems, their keys, certificates and addresses are written; see 044 for how they refuse.

create function agreements.lock_system(p_system_id uuid) returns uuid
  language plpgsql
  set search_path = pg_catalog
as $$
declare
  holder uuid;
begin
  select s.organisation_id into holder from agreements.systems s where s.system_id = p_system_id;
  if not found then
    raise exception 'system-unknown' using errcode = 'AS040', detail = 'systemId';
  end if;
  perform agreements.lock_organisation(holder);
  return holder;
end
$$;

-- Two systems of one organisation may not receive for the same department and role with the same precision: where a message
-- goes must never be a matter of chance.
create function agreements.set_endpoint_unless_ambiguous(
  p_organisation_id uuid, p_system_id uuid, p_endpoint jsonb, p_at timestamptz
) returns void
  language plpgsql
  set search_path = pg_catalog
as $$
declare
  p_departments constant text[] := case when jsonb_typeof(p_endpoint -> 'departments') = 'array'
    then array(select jsonb_array_elements_text(p_endpoint -> 'departments')) end;
  p_roles constant text[] := case when jsonb_typeof(p_endpoint -> 'roles') = 'array'
    then array(select jsonb_array_elements_text(p_endpoint -> 'roles')) end;
begin
  if p_endpoint ->> 'url' is not null and exists (
    select 1
    from agreements.systems s
    cross join lateral (select e.url, e.departments, e.roles from agreements.system_endpoints e
                        where e.system_id = s.system_id order by e.version desc limit 1) e
    where s.organisation_id = p_organisation_id and s.system_id <> p_system_id and e.url is not null
      and (e.departments is null) = (p_departments is null) and (e.roles is null) = (p_roles is null)
      and (p_departments is null or e.departments && p_departments) and (p_roles is null or e.roles && p_roles)
  ) then
    raise exception 'endpoint-ambiguous' using errcode = 'AS040', detail = 'endpoint';
  end if;
  insert into agreements.system_endpoints (system_id, version, url, departments, roles, recorded_at)
  select p_system_id, coalesce(max(e.version), 0) + 1, p_endpoint ->> 'url', p_departments, p_roles, p_at
  from agreements.system_endpoints e
  where e.system_id = p_system_id;
end
$$;

create function agreements.register_system(p_system jsonb, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  p_id constant uuid := (p_system ->> 'systemId')::uuid;
  holder constant uuid := (p_system ->> 'organisationId')::uuid;
  p_at constant timestamptz := (p_system ->> 'at')::timestamptz;
begin
  perform agreements.lock_organisation(holder);
  insert into agreements.systems (system_id, organisation_id, client_id, name, registered_at)
  values (p_id, holder, p_system ->> 'clientId', p_system ->> 'name', p_at);
  insert into agreements.system_scopes (system_id, version, scopes, recorded_at)
  values (p_id, 1, array(select jsonb_array_elements_text(p_system -> 'scopes')), p_at);
  insert into agreements.public_keys (kid, organisation_id, system_id, thumbprint, jwk, valid_from, valid_to, registered_at)
  select k.jwk ->> 'kid', holder, p_id, k.thumbprint, k.jwk, k."validFrom", k."validTo", p_at
  from jsonb_to_recordset(p_system -> 'keys')
    as k (thumbprint text, jwk jsonb, "validFrom" timestamptz, "validTo" timestamptz);
  insert into agreements.system_certificates (thumbprint, system_id, valid_from, valid_to, registered_at)
  select c.thumbprint, p_id, c."validFrom", c."validTo", p_at
  from jsonb_to_recordset(p_system -> 'certificates')
    as c (thumbprint text, "validFrom" timestamptz, "validTo" timestamptz);
  if jsonb_typeof(p_system -> 'endpoint') = 'object' then
    perform agreements.set_endpoint_unless_ambiguous(holder, p_id, p_system -> 'endpoint', p_at);
  end if;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- p_endpoint null: the system no longer receives.
create function agreements.change_endpoint(p_system_id uuid, p_endpoint jsonb, p_at timestamptz, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.set_endpoint_unless_ambiguous(agreements.lock_system(p_system_id), p_system_id,
                                                   coalesce(p_endpoint, '{}'), p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.change_scopes(p_system_id uuid, p_scopes text[], p_at timestamptz, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_system(p_system_id);
  insert into agreements.system_scopes (system_id, version, scopes, recorded_at)
  select p_system_id, max(s.version) + 1, p_scopes, p_at from agreements.system_scopes s where s.system_id = p_system_id;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- Adds a key of a system, or of the organisation itself (p_system_id null). With p_others_end, the holder's other keys end then:
-- a rotation, in one step.
create function agreements.add_key(
  p_organisation_id uuid, p_system_id uuid, p_jwk jsonb, p_thumbprint text, p_valid_from timestamptz, p_valid_to timestamptz,
  p_others_end timestamptz, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_organisation(p_organisation_id);
  if p_system_id is not null and not exists (
    select 1 from agreements.systems s where s.system_id = p_system_id and s.organisation_id = p_organisation_id
  ) then
    raise exception 'system-unknown' using errcode = 'AS040', detail = 'systemId';
  end if;
  if p_others_end is not null then
    update agreements.public_keys k
    set valid_to = greatest(p_others_end, k.valid_from)
    where k.organisation_id = p_organisation_id and k.system_id is not distinct from p_system_id
      and coalesce(k.valid_to, 'infinity') > greatest(p_others_end, k.valid_from);
  end if;
  insert into agreements.public_keys (kid, organisation_id, system_id, thumbprint, jwk, valid_from, valid_to, registered_at)
  values (p_jwk ->> 'kid', p_organisation_id, p_system_id, p_thumbprint, p_jwk, p_valid_from, p_valid_to, p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- Ends a key from an instant on. An instant in the past also takes its strength from what it signed since.
create function agreements.retire_key(p_kid text, p_from timestamptz, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  update agreements.public_keys k
  set valid_to = greatest(p_from, k.valid_from)
  where k.kid = p_kid and coalesce(k.valid_to, 'infinity') > greatest(p_from, k.valid_from);
  if not found then
    raise exception 'key-not-in-force' using errcode = 'AS040', detail = 'kid';
  end if;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.add_certificate(
  p_system_id uuid, p_thumbprint text, p_valid_from timestamptz, p_valid_to timestamptz, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_system(p_system_id);
  insert into agreements.system_certificates (thumbprint, system_id, valid_from, valid_to, registered_at)
  values (p_thumbprint, p_system_id, p_valid_from, p_valid_to, p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.retire_certificate(p_thumbprint text, p_from timestamptz, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  update agreements.system_certificates c
  set valid_to = greatest(p_from, c.valid_from)
  where c.thumbprint = p_thumbprint and coalesce(c.valid_to, 'infinity') > greatest(p_from, c.valid_from);
  if not found then
    raise exception 'certificate-not-in-force' using errcode = 'AS040', detail = 'thumbprint';
  end if;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

grant execute on function
  agreements.register_system(jsonb, jsonb),
  agreements.change_endpoint(uuid, jsonb, timestamptz, jsonb),
  agreements.change_scopes(uuid, text[], timestamptz, jsonb),
  agreements.add_key(uuid, uuid, jsonb, text, timestamptz, timestamptz, timestamptz, timestamptz, jsonb),
  agreements.retire_key(text, timestamptz, jsonb),
  agreements.add_certificate(uuid, text, timestamptz, timestamptz, timestamptz, jsonb),
  agreements.retire_certificate(text, timestamptz, jsonb)
  to assent_gateway;
