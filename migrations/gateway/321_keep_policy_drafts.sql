-- Texts of policies that officers write in the console. A draft is a row of editions, each the whole text as somebody saved it, with what
-- was found wrong with it then; none is ever changed. A draft decides nothing.
create table policy.drafts (
  draft_id uuid not null,
  -- Counted from 1 without gaps: whoever saves says which edition they began with, and of two who began with the same one is told.
  edition integer not null check (edition between 1 and 500),
  organisation_id uuid not null references agreements.organisations (organisation_id),
  staff_id text not null check (staff_id <> ''),
  saved_at timestamptz not null,
  -- What the text calls itself, and its hash; nothing where it cannot be read as a bundle that is whole.
  bundle text check (bundle ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'),
  version integer check (version > 0),
  hash text check (hash ~ '^[0-9a-f]{64}$'),
  files jsonb not null check (jsonb_typeof(files) = 'array'),
  verdict jsonb not null check (jsonb_typeof(verdict) = 'object'),
  primary key (draft_id, edition),
  check ((hash is null) = (bundle is null) and (hash is null) = (version is null))
);
create index drafts_of_organisation on policy.drafts (organisation_id, saved_at desc);

create trigger refuse_change before update or delete on policy.drafts
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on policy.drafts
  for each statement execute function database.refuse_change();
grant select on policy.drafts to assent_gateway;

-- Keeps an edition after the one that its writer began with (0: a new draft). Says false where somebody else has saved since, and
-- where the draft is another organisation's.
create function policy.save_draft(
  p_draft_id uuid, p_after integer, p_organisation_id uuid, p_staff_id text, p_at timestamptz,
  p_bundle text, p_version integer, p_hash text, p_files jsonb, p_verdict jsonb
) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into policy.drafts (draft_id, edition, organisation_id, staff_id, saved_at, bundle, version, hash, files, verdict)
  select p_draft_id, p_after + 1, p_organisation_id, p_staff_id, p_at, p_bundle, p_version, p_hash, p_files, p_verdict
  where p_after = 0
     or exists (select 1 from policy.drafts d
                where d.draft_id = p_draft_id and d.edition = p_after and d.organisation_id = p_organisation_id)
  on conflict do nothing;
  return found;
end
$$;

revoke all on function policy.save_draft(uuid, integer, uuid, text, timestamptz, text, integer, text, jsonb, jsonb) from public;
grant execute on function policy.save_draft(uuid, integer, uuid, text, timestamptz, text, integer, text, jsonb, jsonb)
  to assent_gateway;
