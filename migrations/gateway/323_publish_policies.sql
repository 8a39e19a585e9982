-- A text of a policy decides, from a moment on and on every replica, once two persons from both sides of the partnership have approved it
-- (docs/decisions/0052). Who proposes approves nothing. All of it is written together with its ledger entries.
create table policy.proposals (
  proposal_id uuid primary key,
  kind text not null check (kind in ('PUBLISH', 'ROLL_BACK')),
  bundle text not null check (bundle ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'),
  version integer not null check (version > 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  -- Where the text is: an edition of a draft, or, without one, the policy directory.
  draft_id uuid,
  edition integer,
  organisation_id uuid not null references agreements.organisations (organisation_id),
  staff_id text not null check (staff_id <> ''),
  proposed_at timestamptz not null,
  -- Not before this moment, where one was named.
  not_before timestamptz,
  -- The turn that decided last when it was proposed: what was approved is a step from there.
  after_turn bigint not null check (after_turn >= 0),
  -- The entry that says why.
  entry_id uuid not null,
  foreign key (draft_id, edition) references policy.drafts (draft_id, edition),
  check ((draft_id is null) = (edition is null)),
  check (kind = 'ROLL_BACK' or draft_id is not null)
);
create index proposals_by_time on policy.proposals (proposed_at desc);

create table policy.proposal_approvals (
  proposal_id uuid not null references policy.proposals (proposal_id),
  -- Health, or councils and schools: one of each.
  side text not null check (side in ('HEALTH', 'LOCAL')),
  organisation_id uuid not null references agreements.organisations (organisation_id),
  staff_id text not null check (staff_id <> ''),
  approved_at timestamptz not null,
  primary key (proposal_id, side),
  unique (proposal_id, organisation_id, staff_id)
);

-- A turn that two sides have published; the others are texts of the policy directory under which a gateway began.
alter table policy.turns add column proposal_id uuid unique references policy.proposals (proposal_id);

create trigger refuse_change before update or delete on policy.proposals
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on policy.proposals
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on policy.proposal_approvals
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on policy.proposal_approvals
  for each statement execute function database.refuse_change();
grant select on policy.proposals, policy.proposal_approvals to assent_gateway;

create function policy.propose(p jsonb, p_entries jsonb) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  insert into policy.proposals (proposal_id, kind, bundle, version, hash, draft_id, edition, organisation_id, staff_id, proposed_at,
    not_before, after_turn, entry_id)
  values ((p ->> 'proposalId')::uuid, p ->> 'kind', p ->> 'bundle', (p ->> 'version')::integer, p ->> 'hash', (p ->> 'draftId')::uuid,
    (p ->> 'edition')::integer, (p ->> 'organisationId')::uuid, p ->> 'staffId', (p ->> 'proposedAt')::timestamptz,
    (p ->> 'notBefore')::timestamptz, (p ->> 'afterTurn')::bigint, (p ->> 'entryId')::uuid);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

-- Approves a proposal for one side. With the second side the text decides from the moment that is given: a turn is written. Two who do this
-- at once wait for each other at the proposal's row, within this one statement.
-- p_moment: null where whoever asks has seen no other approval yet. Says what came of it: 'APPROVED', 'PUBLISHED', or why nothing did.
create function policy.approve_proposal(
  p_proposal_id uuid, p_side text, p_organisation_id uuid, p_staff_id text, p_at timestamptz, p_moment timestamptz, p_entries jsonb
) returns text
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
declare
  proposed policy.proposals;
  is_second boolean;
begin
  select * into strict proposed from policy.proposals q where q.proposal_id = p_proposal_id for update;
  if exists (select 1 from policy.turns t where t.proposal_id = p_proposal_id) then
    return 'DONE';
  end if;
  if proposed.proposed_at < p_at - interval '30 days' then
    return 'LAPSED';
  end if;
  if (proposed.organisation_id = p_organisation_id and proposed.staff_id = p_staff_id)
     or exists (select 1 from policy.drafts d
                where d.draft_id = proposed.draft_id and d.edition <= proposed.edition
                  and d.organisation_id = p_organisation_id and d.staff_id = p_staff_id) then
    return 'OWN';
  end if;
  if exists (select 1 from policy.proposal_approvals a where a.proposal_id = p_proposal_id and a.side = p_side) then
    return 'TAKEN';
  end if;
  if proposed.after_turn <> (select coalesce(max(t.turn), 0) from policy.turns t) then
    return 'OVERTAKEN';
  end if;
  is_second := exists (select 1 from policy.proposal_approvals a where a.proposal_id = p_proposal_id);
  if is_second <> (p_moment is not null) then
    return 'AGAIN';
  end if;
  insert into policy.proposal_approvals (proposal_id, side, organisation_id, staff_id, approved_at)
  values (p_proposal_id, p_side, p_organisation_id, p_staff_id, p_at);
  insert into policy.approvals (bundle, version, hash, organisation_id, staff_id, approved_at)
  values (proposed.bundle, proposed.version, proposed.hash, p_organisation_id, p_staff_id, p_at)
  on conflict do nothing;
  if is_second then
    insert into policy.turns (turn, bundle, version, hash, in_force_since, proposal_id)
    values (proposed.after_turn + 1, proposed.bundle, proposed.version, proposed.hash, p_moment, p_proposal_id);
  end if;
  perform count(*) from ledger.append_entries(p_entries);
  return case when is_second then 'PUBLISHED' else 'APPROVED' end;
end
$$;

revoke all on function policy.propose(jsonb, jsonb),
  policy.approve_proposal(uuid, text, uuid, text, timestamptz, timestamptz, jsonb) from public;
grant execute on function policy.propose(jsonb, jsonb),
  policy.approve_proposal(uuid, text, uuid, text, timestamptz, timestamptz, jsonb) to assent_gateway;
