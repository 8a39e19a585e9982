-- Staff registers: what an organisation says of those who act for it (rulings 18). By the organisation's own reference, never by name.
-- The highest version counts.
create table agreements.staff (
  organisation_id uuid not null references agreements.organisations,
  staff_id text not null check (staff_id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$'),
  version integer not null check (version > 0),
  register text not null check (register ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  roles text[] not null check (cardinality(roles) > 0),
  -- The last day on which the training counts; null: none is recorded.
  training_valid_to date,
  active_from date not null,
  -- The last day.
  active_to date check (active_to >= active_from),
  recorded_at timestamptz not null,
  primary key (organisation_id, staff_id, version)
);

create trigger refuse_change before update or delete on agreements.staff
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.staff
  for each statement execute function database.refuse_change();

grant select on agreements.staff to assent_gateway;
