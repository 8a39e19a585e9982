-- A draft that is tried on decisions that were made. What came of it lies sealed (docs/ledger-index.md: nothing of a category lies in clear
-- beside the ledger), what everybody may read apart from what nobody is to notice, and only for a month.
create table policy.rehearsals (
  rehearsal_id uuid primary key,
  draft_id uuid not null,
  edition integer not null,
  organisation_id uuid not null references agreements.organisations (organisation_id),
  staff_id text not null check (staff_id <> ''),
  asked_at timestamptz not null,
  -- Decisions of how many days, up to when it was asked.
  days integer not null check (days between 1 and 366),
  state text not null default 'WAITING' check (state in ('WAITING', 'RUNNING', 'DONE', 'STOPPED', 'FAILED')),
  stop_asked boolean not null default false,
  total integer not null default 0 check (total >= 0),
  done integer not null default 0 check (done >= 0),
  -- By the database's clock: a rehearsal that has not moved for two minutes is under way nowhere.
  moved_at timestamptz not null default clock_timestamp(),
  open_results jsonb,
  silent_results jsonb,
  foreign key (draft_id, edition) references policy.drafts (draft_id, edition),
  check ((state = 'DONE') = (open_results is not null) and (state = 'DONE') = (silent_results is not null))
);
-- One at a time for each organisation: what serves families goes first.
create unique index one_rehearsal_at_a_time on policy.rehearsals (organisation_id) where state in ('WAITING', 'RUNNING');
create index rehearsals_of_organisation on policy.rehearsals (organisation_id, asked_at desc);
create index rehearsals_by_age on policy.rehearsals (asked_at);
grant select, insert, delete on policy.rehearsals to assent_gateway;
grant update (state, stop_asked, total, done, moved_at, open_results, silent_results) on policy.rehearsals to assent_gateway;

-- Queues a rehearsal. Says false where one of the organisation's is under way; one that nobody moves any more has failed.
create function policy.begin_rehearsal(
  p_rehearsal_id uuid, p_draft_id uuid, p_edition integer, p_organisation_id uuid, p_staff_id text, p_at timestamptz, p_days integer
) returns boolean
  language plpgsql
as $$
begin
  update policy.rehearsals r set state = 'FAILED', moved_at = clock_timestamp()
  where r.organisation_id = p_organisation_id and r.state in ('WAITING', 'RUNNING')
    and r.moved_at < clock_timestamp() - interval '2 minutes';
  insert into policy.rehearsals (rehearsal_id, draft_id, edition, organisation_id, staff_id, asked_at, days)
  values (p_rehearsal_id, p_draft_id, p_edition, p_organisation_id, p_staff_id, p_at, p_days)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  perform graphile_worker.add_job('rehearse-policy', json_build_object('rehearsalId', p_rehearsal_id),
    job_key => 'rehearse-policy:' || p_rehearsal_id::text, max_attempts => 1, priority => 10);
  return true;
end
$$;
revoke all on function policy.begin_rehearsal(uuid, uuid, integer, uuid, text, timestamptz, integer) from public;
grant execute on function policy.begin_rehearsal(uuid, uuid, integer, uuid, text, timestamptz, integer) to assent_gateway;
