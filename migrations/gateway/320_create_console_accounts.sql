-- Who signs in to the console: an account for each entry of a staff register, by the organisation and its own reference, which is
-- never a name. What its owner may do stands in the staff register, and is asked anew on every page.
create schema console;
grant usage on schema console to assent_gateway;

create table console.accounts (
  account_id uuid primary key,
  organisation_id uuid not null,
  staff_id text not null check (staff_id ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$'),
  opened_at timestamptz not null,
  unique (organisation_id, staff_id)
);

create trigger accounts_do_not_change before update or delete or truncate on console.accounts
  for each statement execute function database.refuse_change();

grant select, insert on console.accounts to assent_gateway;
