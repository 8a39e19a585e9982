-- Tokens that may be used once: the assertions with which systems ask for access tokens (RFC 7523) and those with which
-- organisations name the practitioner who acts. Shared by all replicas and kept across restarts, so a replay meets its
-- first use wherever it is tried. The primary key decides between two that come at the same moment.
create table exchange.spent_assertions (
  kind text not null check (kind in ('CLIENT', 'USER')),
  -- `iss`, which is the client_id of a registered system.
  issuer text not null check (issuer <> ''),
  -- SHA-256 of `jti`: what the issuer wrote there is none of our business.
  assertion_hash bytea not null check (octet_length(assertion_hash) = 32),
  expires_at timestamptz not null,
  primary key (kind, issuer, assertion_hash)
);
create index spent_assertions_by_expiry on exchange.spent_assertions (expires_at);

create trigger refuse_change
  before update on exchange.spent_assertions
  for each row execute function database.refuse_change();
create trigger refuse_truncate
  before truncate on exchange.spent_assertions
  for each statement execute function database.refuse_change();

-- The gateway cannot delete a row, only ask for those to go that expired more than a day ago by the database's clock.
create function exchange.forget_spent_assertions() returns integer
  language sql
  security definer
  set search_path = pg_catalog
as $$
  with forgotten as (
    delete from exchange.spent_assertions where expires_at < now() - interval '1 day' returning 1
  )
  select count(*)::integer from forgotten
$$;

grant select, insert on exchange.spent_assertions to assent_gateway;
grant execute on function exchange.forget_spent_assertions() to assent_gateway;
