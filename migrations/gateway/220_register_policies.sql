-- Which text of which policy decides, since when, and who approved it (docs/decisions/0027). The texts themselves stand in the
-- policy directory; here stands the hash that every decision names. Each row is written together with its ledger entry.

create schema policy;
grant usage on schema policy to assent_gateway;

create table policy.approvals (
  bundle text not null check (bundle ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'),
  version integer not null check (version > 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  organisation_id uuid not null references agreements.organisations (organisation_id),
  staff_id text not null check (staff_id <> ''),
  approved_at timestamptz not null,
  primary key (hash, organisation_id, staff_id)
);

-- One row for each time that another text than before began to decide.
create table policy.turns (
  turn bigint primary key check (turn > 0),
  bundle text not null check (bundle ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'),
  version integer not null check (version > 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  in_force_since timestamptz not null
);

create trigger refuse_change before update or delete on policy.approvals
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on policy.approvals
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on policy.turns
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on policy.turns
  for each statement execute function database.refuse_change();
grant select on policy.approvals, policy.turns to assent_gateway;

-- Does nothing, and says so, where the same officer has approved the same text before.
create function policy.approve(
  p_bundle text, p_version integer, p_hash text, p_organisation_id uuid, p_staff_id text, p_at timestamptz, p_entries jsonb
) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into policy.approvals (bundle, version, hash, organisation_id, staff_id, approved_at)
  values (p_bundle, p_version, p_hash, p_organisation_id, p_staff_id, p_at)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  perform count(*) from ledger.append_entries(p_entries);
  return true;
end
$$;

-- Does nothing, and says so, where that text decides already or another replica was first. p_after: the turn that it follows.
create function policy.put_in_force(
  p_after bigint, p_bundle text, p_version integer, p_hash text, p_at timestamptz, p_entries jsonb
) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into policy.turns (turn, bundle, version, hash, in_force_since)
  values (p_after + 1, p_bundle, p_version, p_hash, p_at)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  perform count(*) from ledger.append_entries(p_entries);
  return true;
end
$$;

revoke all on function policy.approve(text, integer, text, uuid, text, timestamptz, jsonb),
  policy.put_in_force(bigint, text, integer, text, timestamptz, jsonb) from public;
grant execute on function policy.approve(text, integer, text, uuid, text, timestamptz, jsonb),
  policy.put_in_force(bigint, text, integer, text, timestamptz, jsonb) to assent_gateway;
