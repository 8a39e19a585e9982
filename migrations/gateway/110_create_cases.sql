-- Cases: what information-governance officers look at afterwards (docs/domain/07 X2, X5, AC5, AC9; docs/decisions/0011). Of what kind a
-- case is, whose act it looks at and whom it is about is sealed; in clear stand random identifiers, the organisation whose officers
-- must look, the state and the hours of the clock.
create schema cases;
grant usage on schema cases to assent_gateway, assent_eraser;

create table cases.cases (
  case_id uuid primary key,
  -- Keyed hash of the kind, so that officers can ask for one.
  kind_hash bytea not null check (octet_length(kind_hash) = 32),
  -- Null: the officers of the gateway's operator look.
  organisation_id uuid,
  -- Keyed hash of what a repetition shares with it, kind included: while the case is open, a repetition joins it.
  subject_hash bytea check (octet_length(subject_hash) = 32),
  state text not null check (state in ('OPEN', 'ESCALATED', 'CLOSED')),
  opened_at timestamptz not null,
  -- When it is handed up, and then when that is said again. Nothing closes because a time has passed.
  due_at timestamptz not null,
  closed_at timestamptz check (closed_at >= opened_at),
  -- How often it was changed: whoever changes it names the state that they saw.
  turn integer not null default 0 check (turn >= 0),
  check ((state = 'CLOSED') = (closed_at is not null))
);
create unique index cases_open_once on cases.cases (subject_hash) where closed_at is null and subject_hash is not null;
create index cases_by_organisation on cases.cases (organisation_id, due_at, case_id);
create index cases_that_wait on cases.cases (due_at) where closed_at is null;

-- What happened, once or again. One that belongs to no case yet waits for others of its tally.
create table cases.occurrences (
  occurrence_id uuid primary key,
  case_id uuid references cases.cases,
  -- Keyed hash of what is counted, and the mark under which this counts: two under one mark count once.
  tally_hash bytea check (octet_length(tally_hash) = 32),
  mark text check (length(mark) <= 64),
  occurred_at timestamptz not null,
  body bytea not null,
  body_keys jsonb not null,
  check ((tally_hash is null) = (mark is null)),
  check (case_id is not null or tally_hash is not null)
);
create index occurrences_by_case on cases.occurrences (case_id, occurred_at);
create index occurrences_uncounted on cases.occurrences (tally_hash, occurred_at) where case_id is null;

-- What officers found.
create table cases.outcomes (
  case_id uuid primary key references cases.cases,
  given_at timestamptz not null,
  -- Keyed hash of who said what, so that the same words said again are known.
  request_hash bytea not null check (octet_length(request_hash) = 32),
  body bytea not null,
  body_keys jsonb not null
);

create function cases.check_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.closed_at is null and new.turn = old.turn + 1 and new.due_at >= old.due_at
    and (new.state <> 'OPEN' or old.state = 'OPEN')
    and (new.case_id, new.kind_hash, new.opened_at) = (old.case_id, old.kind_hash, old.opened_at)
    and new.organisation_id is not distinct from old.organisation_id
    and new.subject_hash is not distinct from old.subject_hash
  then
    return new;
  end if;
  raise exception 'a case only moves forward' using errcode = 'AS090';
end
$$;
create trigger check_step before update on cases.cases for each row execute function cases.check_step();
create trigger refuse_delete before delete on cases.cases for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on cases.cases for each statement execute function database.refuse_change();

-- What happened is never changed; it may come to belong to a case, and is forgotten only while it belongs to none.
create function cases.check_occurrence() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.case_id is null then
    if tg_op = 'DELETE' then
      return old;
    end if;
    if (new.occurrence_id, new.tally_hash, new.mark, new.occurred_at, new.body, new.body_keys)
      = (old.occurrence_id, old.tally_hash, old.mark, old.occurred_at, old.body, old.body_keys)
    then
      return new;
    end if;
  end if;
  raise exception 'what happened is not changed' using errcode = 'AS090';
end
$$;
create trigger check_occurrence before update or delete on cases.occurrences
  for each row execute function cases.check_occurrence();
create trigger refuse_truncate before truncate on cases.occurrences
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on cases.outcomes for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on cases.outcomes for each statement execute function database.refuse_change();

grant select, insert on cases.cases, cases.occurrences, cases.outcomes to assent_gateway;
grant update (state, due_at, closed_at, turn) on cases.cases to assent_gateway;
grant update (case_id), delete on cases.occurrences to assent_gateway;

-- Opens cases, or adds to open ones; called inside the statement that records what they are about, before it appends its own ledger
-- entries. An absent list and a JSON null are no cases. An element: {caseId, kindHash, organisationId | null, subjectHash | null, openedAt,
-- dueAt, body, bodyKeys, tally: {hash, mark, needed, since} | null, opened: [entry], joined: [entry]}; bytes in base64.
-- With a tally a case is opened only once as many different marks were noted since the instant; until then what happened waits.
-- Cases are taken in one order everywhere, and the ledger's head after all of them, so that two statements never wait for each other.
create function cases.open_cases(cases jsonb) returns void
  language plpgsql
as $$
declare
  draft record;
  the_case uuid;
  is_new boolean;
  entries jsonb := '[]'::jsonb;
begin
  for draft in
    select d."caseId" as occurrence_id, decode(d."kindHash", 'base64') as kind_hash, d."organisationId" as organisation_id,
           decode(d."subjectHash", 'base64') as subject_hash, d."openedAt" as opened_at, d."dueAt" as due_at,
           decode(d.body, 'base64') as body, d."bodyKeys" as body_keys,
           decode(d.tally ->> 'hash', 'base64') as tally_hash, d.tally ->> 'mark' as mark,
           (d.tally ->> 'needed')::integer as needed, (d.tally ->> 'since')::timestamptz as since, d.opened, d.joined
    from jsonb_to_recordset(coalesce(nullif(open_cases.cases, 'null'::jsonb), '[]'::jsonb)) as d (
      "caseId" uuid, "kindHash" text, "organisationId" uuid, "subjectHash" text, "openedAt" timestamptz, "dueAt" timestamptz,
      body text, "bodyKeys" jsonb, tally jsonb, opened jsonb, joined jsonb)
    order by d."subjectHash", d."caseId"
  loop
    if draft.tally_hash is not null then
      -- Of two that are counted at once, one sees the other.
      perform pg_advisory_xact_lock(hashtextextended(encode(draft.tally_hash, 'hex'), 110));
      insert into cases.occurrences (occurrence_id, tally_hash, mark, occurred_at, body, body_keys)
      values (draft.occurrence_id, draft.tally_hash, draft.mark, draft.opened_at, draft.body, draft.body_keys);
      if (select count(distinct o.mark) from cases.occurrences o
           where o.tally_hash = draft.tally_hash and o.occurred_at >= draft.since) < draft.needed
      then
        continue;
      end if;
    end if;
    loop
      insert into cases.cases (case_id, kind_hash, organisation_id, subject_hash, state, opened_at, due_at)
      values (draft.occurrence_id, draft.kind_hash, draft.organisation_id, draft.subject_hash, 'OPEN', draft.opened_at, draft.due_at)
      on conflict (subject_hash) where closed_at is null and subject_hash is not null do nothing
      returning case_id into the_case;
      is_new := found;
      exit when is_new;
      update cases.cases c set turn = c.turn + 1
       where c.subject_hash = draft.subject_hash and c.closed_at is null
      returning c.case_id into the_case;
      exit when found;
    end loop;
    if draft.tally_hash is null then
      insert into cases.occurrences (occurrence_id, case_id, occurred_at, body, body_keys)
      values (draft.occurrence_id, the_case, draft.opened_at, draft.body, draft.body_keys);
    else
      update cases.occurrences o set case_id = the_case
       where o.tally_hash = draft.tally_hash and o.case_id is null and o.occurred_at >= draft.since;
    end if;
    entries := entries || case when is_new then draft.opened else draft.joined end;
  end loop;
  if entries <> '[]'::jsonb then
    perform ledger.append_entries(entries);
  end if;
end
$$;

-- Hands a case up, or says again that it waits: {caseId, turn, dueAt, entries}. Nothing when somebody else was first.
create function cases.escalate(step jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  update cases.cases c
  set state = 'ESCALATED', due_at = (step ->> 'dueAt')::timestamptz, turn = c.turn + 1
  where c.case_id = (step ->> 'caseId')::uuid and c.turn = (step ->> 'turn')::integer and c.closed_at is null;
  if not found then
    return;
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(step -> 'entries') as a;
end
$$;

-- Closes a case: {caseId, turn, at, requestHash, body, bodyKeys, notices, entries}. Raises AS024 when it has moved since it was seen.
create function cases.close(outcome jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  update cases.cases c
  set state = 'CLOSED', closed_at = greatest(c.opened_at, (outcome ->> 'at')::timestamptz), turn = c.turn + 1
  where c.case_id = (outcome ->> 'caseId')::uuid and c.turn = (outcome ->> 'turn')::integer and c.closed_at is null;
  if not found then
    raise exception 'the case has moved' using errcode = 'AS024';
  end if;
  insert into cases.outcomes (case_id, given_at, request_hash, body, body_keys)
  values ((outcome ->> 'caseId')::uuid, (outcome ->> 'at')::timestamptz, decode(outcome ->> 'requestHash', 'base64'),
          decode(outcome ->> 'body', 'base64'), outcome -> 'bodyKeys');
  perform notices.record_notices(outcome -> 'notices');
  return query select a.entry_id, a.entry_index from ledger.append_entries(outcome -> 'entries') as a;
end
$$;

-- Forgets what was noted before an instant and came to no case.
create function cases.forget_uncounted(before timestamptz) returns integer
  language sql
as $$
  with gone as (delete from cases.occurrences o where o.case_id is null and o.occurred_at < before returning 1)
  select count(*)::integer from gone
$$;

revoke all on all functions in schema cases from public;
grant execute on all functions in schema cases to assent_gateway;

-- The ledger tells of cases.
alter table ledger.entries drop constraint entries_kind_check;
alter table ledger.entries add constraint entries_kind_check check (kind in (
  'DECISION', 'OUTCOME', 'NOTICE', 'ACKNOWLEDGEMENT', 'CONSENT', 'FAMILY', 'AGREEMENT', 'POLICY', 'LOOK', 'ERASURE', 'HOLD',
  'RELATIONSHIP', 'CASE'));
