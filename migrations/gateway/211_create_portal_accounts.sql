-- Who signs in: an account for each person of a sign-in provider, under a keyed hash of its names for them, and the
-- registered person whom it was bound to once their identity was proved. A binding never changes.
create schema portal;
grant usage on schema portal to assent_gateway, assent_eraser;

create table portal.accounts (
  account_id uuid primary key,
  subject_hash bytea not null unique check (octet_length(subject_hash) = 32),
  opened_at timestamptz not null
);

create table portal.account_persons (
  account_id uuid primary key references portal.accounts on delete cascade,
  person_id uuid not null,
  bound_at timestamptz not null
);
create index account_persons_person on portal.account_persons (person_id);

create trigger accounts_do_not_change before update or truncate on portal.accounts
  for each statement execute function database.refuse_change();
create trigger account_persons_do_not_change before update or truncate on portal.account_persons
  for each statement execute function database.refuse_change();

grant select, insert on portal.accounts, portal.account_persons to assent_gateway;
grant select, delete on portal.accounts, portal.account_persons to assent_eraser;
