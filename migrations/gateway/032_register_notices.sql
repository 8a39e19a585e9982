-- The notices on which choices are made: their words and the scope that they name. A version is made of what it says, so that
-- it never changes. A notice is about nobody in particular.
create table consent.notice_versions (
  notice_version uuid primary key,
  hash bytea not null unique check (length(hash) = 32),
  origin text not null check (origin in ('COMPOSED', 'REGISTERED')),
  -- Who registered it first; null for the region's own and for what a family's own account composed.
  organisation_id uuid,
  reference text not null check (length(reference) between 1 and 200),
  language text not null,
  format text not null check (format in ('standard', 'easyRead', 'BSL', 'symbols', 'audio')),
  text text not null check (length(text) between 1 and 20000),
  scope jsonb not null,
  registered_at timestamptz not null
);
create trigger refuse_change before update or delete on consent.notice_versions
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on consent.notice_versions
  for each statement execute function database.refuse_change();
grant select, insert on consent.notice_versions to assent_gateway;
