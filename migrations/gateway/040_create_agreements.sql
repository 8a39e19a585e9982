-- Organisations that exchange information: who they are, on which dates, and whether they may take part at all. What was true on
-- a date stays on record: dated rows may only be closed, all other rows are never changed. The gateway reads the tables and
-- writes through the functions of 044 alone.
create schema agreements;
grant usage on schema agreements to assent_gateway;

-- Guards a dated row: nothing but valid_to may change, and that only to end sooner. So a fact, a key or a certificate can be
-- taken away at any time and never be given back under the same row.
create function agreements.refuse_all_but_closing() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if to_jsonb(new) - 'valid_to' is distinct from to_jsonb(old) - 'valid_to'
     or new.valid_to is null
     or new.valid_to > coalesce(old.valid_to, 'infinity') then
    raise exception 'a dated row of %.% may only end sooner', tg_table_schema, tg_table_name using errcode = 'AS090';
  end if;
  return new;
end
$$;

create table agreements.organisations (
  organisation_id uuid primary key,
  type text not null check (type ~ '^[A-Z][A-Z_]+$'),
  -- The first day on which it exists.
  exists_from date not null,
  registered_at timestamptz not null
);

-- What is said of an organisation; the highest version counts.
create table agreements.organisation_profiles (
  organisation_id uuid not null references agreements.organisations,
  version integer not null check (version > 0),
  name text not null check (length(name) between 1 and 200),
  departments text[] not null,
  -- Answered by a person at the organisation when the gateway refuses something urgent.
  duty_phone text check (duty_phone ~ '^[+0-9][0-9 ()-]{5,30}$'),
  recorded_at timestamptz not null,
  primary key (organisation_id, version)
);

-- The last day is in valid_to. A value names one organisation at a time; an ODS code is never given out again (docs/domain/04 §4.5).
create table agreements.organisation_identifiers (
  organisation_id uuid not null references agreements.organisations,
  system text not null,
  value text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  constraint identifier_shape check (case system
    when 'ods' then value ~ '^[A-Z0-9]{3,12}$'
    when 'gss' then value ~ '^E(06|07|08|09|10)[0-9]{6}$'
    when 'urn' then value ~ '^[0-9]{5,6}$'
    when 'laestab' then value ~ '^[0-9]{7}$'
    when 'la' then value ~ '^[0-9]{3}$'
    when 'ukprn' then value ~ '^1[0-9]{7}$'
    else false end),
  constraint identifier_taken exclude using gist
    (system with =, value with =, daterange(valid_from, valid_to, '[]') with &&),
  primary key (organisation_id, system, value, valid_from)
);
create unique index ods_code_reused on agreements.organisation_identifiers (value) where system = 'ods';

-- How the organisation stands to the duty of Children Act 2004 s.16LA (docs/domain/01 §1.5). No row on a date means NONE.
create table agreements.organisation_duties (
  organisation_id uuid not null references agreements.organisations,
  duty_status text not null check (duty_status in ('S11', 'DESIGNATED_EDU', 'COMMISSIONED', 'NONE')),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  constraint duty_overlap exclude using gist
    (organisation_id with =, daterange(valid_from, valid_to, '[]') with &&),
  primary key (organisation_id, valid_from)
);

-- The end of an organisation: the first day on which it is no more, and who takes its place. Nothing is routed to the
-- successor by itself.
create table agreements.organisation_closures (
  organisation_id uuid primary key references agreements.organisations,
  closed_on date not null,
  successor_id uuid references agreements.organisations check (successor_id <> organisation_id),
  recorded_at timestamptz not null
);

-- Suspensions and resumptions of an organisation (system_id null) or of one of its systems. The latest row by change_id says
-- what holds now, whatever time it states: no clock can delay a suspension.
create table agreements.standing_changes (
  change_id bigint generated always as identity primary key,
  organisation_id uuid not null references agreements.organisations,
  system_id uuid,
  action text not null check (action in ('SUSPEND', 'RESUME')),
  reason text not null check (length(reason) between 1 and 500),
  stated_at timestamptz not null
);
create index standing_changes_latest on agreements.standing_changes (organisation_id, system_id, change_id desc);

create trigger refuse_change before update or delete on agreements.organisations
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on agreements.organisation_profiles
  for each row execute function database.refuse_change();
create trigger refuse_change before delete on agreements.organisation_identifiers
  for each row execute function database.refuse_change();
create trigger close_only before update on agreements.organisation_identifiers
  for each row execute function agreements.refuse_all_but_closing();
create trigger refuse_change before delete on agreements.organisation_duties
  for each row execute function database.refuse_change();
create trigger close_only before update on agreements.organisation_duties
  for each row execute function agreements.refuse_all_but_closing();
create trigger refuse_change before update or delete on agreements.organisation_closures
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on agreements.standing_changes
  for each row execute function database.refuse_change();

create trigger refuse_truncate before truncate on agreements.organisations
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.organisation_profiles
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.organisation_identifiers
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.organisation_duties
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.organisation_closures
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.standing_changes
  for each statement execute function database.refuse_change();

-- Since when the organisation (p_system_id null) or the system is suspended; null when it is not.
create function agreements.find_suspension(p_organisation_id uuid, p_system_id uuid) returns timestamptz
  language sql
  stable
  set search_path = pg_catalog
as $$
  select case when latest.action = 'SUSPEND' then latest.stated_at end
  from (select c.action, c.stated_at
        from agreements.standing_changes c
        where c.organisation_id = p_organisation_id and c.system_id is not distinct from p_system_id
        order by c.change_id desc
        limit 1) latest
$$;

-- Whether the organisation exists on the day and is not suspended now.
create function agreements.is_active(p_organisation_id uuid, p_on date) returns boolean
  language sql
  stable
  set search_path = pg_catalog
as $$
  select coalesce((
    select o.exists_from <= p_on
           and not exists (select 1 from agreements.organisation_closures c
                           where c.organisation_id = o.organisation_id and c.closed_on <= p_on)
           and agreements.find_suspension(o.organisation_id, null) is null
    from agreements.organisations o
    where o.organisation_id = p_organisation_id), false)
$$;

grant select on agreements.organisations, agreements.organisation_profiles, agreements.organisation_identifiers,
  agreements.organisation_duties, agreements.organisation_closures, agreements.standing_changes to assent_gateway;
grant execute on function agreements.find_suspension(uuid, uuid), agreements.is_active(uuid, date) to assent_gateway;
