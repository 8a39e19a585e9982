-- Sessions of people in browsers. They hold identifiers, instants and codes of a choice that is being made, nothing that
-- a person wrote or is called. Rows are changed and go: what somebody did is in the ledger, not here.
create schema pages;
grant usage on schema pages to assent_gateway, assent_eraser;

create table pages.sessions (
  sid text primary key check (sid ~ '^[a-z]+\.[A-Za-z0-9_-]{43}$'),
  sess jsonb not null,
  expire timestamptz not null
);
create index sessions_by_expiry on pages.sessions (expire);
create index sessions_by_account on pages.sessions ((sess #>> '{assent,account,id}'));

grant select, insert, update, delete on pages.sessions to assent_gateway;
grant select, delete on pages.sessions to assent_eraser;
