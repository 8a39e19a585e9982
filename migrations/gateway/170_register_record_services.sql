-- Where a system gives records that others ask for, and in which form. The highest version counts; one with no address means
-- that it no longer gives any.
create table agreements.record_services (
  system_id uuid not null references agreements.systems,
  version integer not null check (version > 0),
  url text check (url like 'https://%'),
  form text check (form in ('JSON', 'FHIR')),
  departments text[] check (cardinality(departments) > 0),
  recorded_at timestamptz not null,
  primary key (system_id, version),
  check ((url is null) = (form is null))
);
grant select on agreements.record_services to assent_gateway;
create trigger refuse_change before update or delete on agreements.record_services
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.record_services
  for each statement execute function database.refuse_change();

-- p_service null: the system no longer gives records. Two systems of one organisation may not give the same form for the same
-- departments: whom a request goes to must never be a matter of chance.
create function agreements.change_record_service(p_system_id uuid, p_service jsonb, p_at timestamptz, p_entries jsonb)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  holder constant uuid := agreements.lock_system(p_system_id);
  p_departments constant text[] := case when jsonb_typeof(p_service -> 'departments') = 'array'
    then array(select jsonb_array_elements_text(p_service -> 'departments')) end;
begin
  if p_service ->> 'url' is not null and exists (
    select 1
    from agreements.systems s
    cross join lateral (select r.url, r.form, r.departments from agreements.record_services r
                        where r.system_id = s.system_id order by r.version desc limit 1) r
    where s.organisation_id = holder and s.system_id <> p_system_id and r.url is not null
      and r.form = p_service ->> 'form'
      and (r.departments is null) = (p_departments is null)
      and (p_departments is null or r.departments && p_departments)
  ) then
    raise exception 'record-service-ambiguous' using errcode = 'AS040', detail = 'records';
  end if;
  insert into agreements.record_services (system_id, version, url, form, departments, recorded_at)
  select p_system_id, coalesce(max(r.version), 0) + 1, p_service ->> 'url', p_service ->> 'form', p_departments, p_at
  from agreements.record_services r
  where r.system_id = p_system_id;
  perform count(*) from ledger.append_entries(p_entries);
end
$$;
revoke all on function agreements.change_record_service(uuid, jsonb, timestamptz, jsonb) from public;
grant execute on function agreements.change_record_service(uuid, jsonb, timestamptz, jsonb) to assent_gateway;
