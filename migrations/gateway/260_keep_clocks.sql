-- Deadlines that run (docs/domain/01 §1.8, docs/decisions/0034): which, who owes what to whom, since when and until when. What they say
-- of somebody is that a message of a kind was sent about a pseudonym, which exchange.exchanges says already; nothing of its content.
create schema deadlines;
grant usage on schema deadlines to assent_gateway, assent_eraser;

create table deadlines.clocks (
  clock_id uuid primary key,
  -- As the table of deadlines names it.
  code text not null check (code ~ '^[A-Z][A-Z0-9_]{2,49}$'),
  -- The delivery with whose arrival it begins to run.
  exchange_id uuid not null,
  ordinal integer not null check (ordinal >= 0),
  -- Null where nobody could say for certain whom it is about.
  data_subject uuid,
  correlation_id text not null,
  owed_by uuid not null,
  owed_to uuid,
  -- Neither: it was told when it is due.
  seen_by uuid,
  -- Nobody but those who owe it and wait for it may learn that it runs; and whoever waits wishes to stay unnamed.
  silent boolean not null,
  unnamed boolean not null,
  -- The London day it runs from, where the message names one; otherwise the day of its arrival.
  starts_on date,
  -- Keyed hash of the part that tells of it, and the decision that let that part go.
  part_hash bytea not null check (octet_length(part_hash) = 32),
  decision_entry_id uuid not null,
  -- The instant decided at, and when that was written down.
  decided_at timestamptz not null,
  recorded_at timestamptz not null,
  state text not null check (state in ('WAITING', 'RUNNING', 'JOINED', 'ENDED', 'DROPPED')),
  -- Another one that is the same: a party that learned of it by another message.
  joined_to uuid references deadlines.clocks,
  started_at timestamptz,
  due_at timestamptz,
  -- When something is next done about it.
  next_at timestamptz,
  ended_at timestamptz,
  outcome text check (outcome in ('MET', 'LATE', 'EXCUSED', 'EARLY')),
  -- How often it was changed: whoever changes it names the state that they saw.
  turn integer not null default 0 check (turn >= 0),
  check ((state = 'JOINED') = (joined_to is not null)),
  check ((state in ('RUNNING', 'ENDED')) = (started_at is not null and due_at is not null)),
  check ((state = 'ENDED') = (ended_at is not null and outcome is not null))
);
create index clocks_by_arrival on deadlines.clocks (exchange_id, ordinal);
create index clocks_by_person on deadlines.clocks (data_subject, code) where data_subject is not null;
create index clocks_by_correlation on deadlines.clocks (correlation_id, code);
create index clocks_that_run on deadlines.clocks (next_at) where state = 'RUNNING' and next_at is not null;
-- Of what runs from one day about one person there is one, by however many messages it was told.
create unique index one_clock_of_a_day on deadlines.clocks (code, owed_by, owed_to, data_subject, starts_on) nulls not distinct
  where state in ('RUNNING', 'ENDED') and starts_on is not null and data_subject is not null;
create index clocks_owed_by on deadlines.clocks (owed_by, due_at);
create index clocks_owed_to on deadlines.clocks (owed_to, due_at);
create index clocks_seen_by on deadlines.clocks (seen_by, due_at);

-- Periods that do not count, and why.
create table deadlines.excuses (
  clock_id uuid not null references deadlines.clocks on delete cascade,
  noted_at timestamptz not null,
  reason text not null check (reason ~ '^[A-Z_]{3,40}$'),
  from_day date not null,
  to_day date not null check (to_day >= from_day),
  primary key (clock_id, reason, from_day, to_day)
);

-- Deliveries with whose arrival something begins to run or ends. `ends` lists what ends: [{code, excused}].
create table deadlines.arrivals (
  exchange_id uuid not null,
  ordinal integer not null,
  data_subject uuid,
  correlation_id text not null,
  sent_by uuid not null,
  sent_to uuid not null,
  decided_at timestamptz not null,
  recorded_at timestamptz not null,
  ends jsonb not null,
  followed_at timestamptz,
  primary key (exchange_id, ordinal)
);
create index arrivals_that_wait on deadlines.arrivals (recorded_at) where followed_at is null;

-- Requests that noted something of one, so that the same said again is known.
create table deadlines.notes (
  request_id uuid primary key,
  request_hash bytea not null check (octet_length(request_hash) = 32),
  clock_id uuid not null references deadlines.clocks on delete cascade,
  noted_at timestamptz not null
);

create function deadlines.check_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.state in ('WAITING', 'RUNNING') and new.turn = old.turn + 1
    and (new.clock_id, new.code, new.exchange_id, new.ordinal, new.owed_by, new.silent, new.unnamed)
      = (old.clock_id, old.code, old.exchange_id, old.ordinal, old.owed_by, old.silent, old.unnamed)
    and new.data_subject is not distinct from old.data_subject
    and new.owed_to is not distinct from old.owed_to
    and (old.started_at is null or new.started_at = old.started_at)
  then
    return new;
  end if;
  raise exception 'a deadline only moves forward' using errcode = 'AS090';
end
$$;
create trigger check_step before update on deadlines.clocks for each row execute function deadlines.check_step();
create trigger refuse_delete before delete on deadlines.clocks for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on deadlines.clocks for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on deadlines.excuses for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on deadlines.excuses for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on deadlines.notes for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on deadlines.notes for each statement execute function database.refuse_change();

grant select, insert on deadlines.clocks, deadlines.excuses, deadlines.arrivals, deadlines.notes to assent_gateway;
grant update (state, joined_to, started_at, due_at, next_at, ended_at, outcome, turn) on deadlines.clocks to assent_gateway;
grant update (followed_at) on deadlines.arrivals to assent_gateway;

-- Writes down what will begin to run or end when a message arrives; called inside the statement that records the message.
-- {exchangeId, correlationId, dataSubject | null, sentBy, decidedAt, arrivals: [{ordinal, sentTo, ends}], clocks: [{...}]};
-- an absent value and a JSON null are nothing.
create function deadlines.note_arrivals(record jsonb) returns void
  language plpgsql
as $$
begin
  if coalesce(jsonb_typeof(record), 'null') <> 'object' then
    return;
  end if;
  insert into deadlines.arrivals (exchange_id, ordinal, data_subject, correlation_id, sent_by, sent_to, decided_at, recorded_at, ends)
  select (record ->> 'exchangeId')::uuid, a.ordinal, (record ->> 'dataSubject')::uuid, record ->> 'correlationId',
         (record ->> 'sentBy')::uuid, a."sentTo", (record ->> 'decidedAt')::timestamptz, now(), a.ends
  from jsonb_to_recordset(record -> 'arrivals') as a (ordinal integer, "sentTo" uuid, ends jsonb);
  insert into deadlines.clocks (clock_id, code, exchange_id, ordinal, data_subject, correlation_id, owed_by, owed_to, seen_by, silent,
    unnamed, starts_on, part_hash, decision_entry_id, decided_at, recorded_at, state)
  select c."clockId", c.code, (record ->> 'exchangeId')::uuid, c.ordinal, (record ->> 'dataSubject')::uuid, record ->> 'correlationId',
         c."owedBy", c."owedTo", c."seenBy", c.silent, c.unnamed, c."startsOn", decode(c."partHash", 'base64'), c."decisionEntryId",
         (record ->> 'decidedAt')::timestamptz, now(), 'WAITING'
  from jsonb_to_recordset(record -> 'clocks') as c ("clockId" uuid, code text, ordinal integer, "owedBy" uuid, "owedTo" uuid,
    "seenBy" uuid, silent boolean, unnamed boolean, "startsOn" date, "partHash" text, "decisionEntryId" uuid);
end
$$;

-- Moves a deadline on: {clockId, turn, state, joinedTo, startedAt, dueAt, nextAt, endedAt, outcome, excuse | null, note | null, entries}.
-- Nothing when somebody else was first.
create function deadlines.move(step jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  update deadlines.clocks c
  set state = step ->> 'state', joined_to = (step ->> 'joinedTo')::uuid, started_at = (step ->> 'startedAt')::timestamptz,
      due_at = (step ->> 'dueAt')::timestamptz, next_at = (step ->> 'nextAt')::timestamptz,
      ended_at = (step ->> 'endedAt')::timestamptz, outcome = step ->> 'outcome', turn = c.turn + 1
  where c.clock_id = (step ->> 'clockId')::uuid and c.turn = (step ->> 'turn')::integer and c.state in ('WAITING', 'RUNNING');
  if not found then
    return;
  end if;
  if jsonb_typeof(step -> 'excuse') = 'object' then
    insert into deadlines.excuses (clock_id, noted_at, reason, from_day, to_day)
    values ((step ->> 'clockId')::uuid, clock_timestamp(), step #>> '{excuse,reason}', (step #>> '{excuse,from}')::date,
            (step #>> '{excuse,to}')::date);
  end if;
  if jsonb_typeof(step -> 'note') = 'object' then
    insert into deadlines.notes (request_id, request_hash, clock_id, noted_at)
    values ((step #>> '{note,requestId}')::uuid, decode(step #>> '{note,requestHash}', 'base64'), (step ->> 'clockId')::uuid,
            clock_timestamp());
  end if;
  if jsonb_array_length(step -> 'entries') > 0 then
    return query select a.entry_id, a.entry_index from ledger.append_entries(step -> 'entries') as a;
  else
    return query select (step ->> 'clockId')::uuid, 0::bigint;
  end if;
end
$$;

-- Everything about somebody who is erased, before the exchanges about them go.
create function deadlines.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  theirs constant uuid[] := array(select exchange.find_exchanges_about(p_person));
begin
  delete from deadlines.arrivals a where a.data_subject = p_person or a.exchange_id = any (theirs);
  delete from deadlines.excuses e
   where e.clock_id in (select c.clock_id from deadlines.clocks c where c.data_subject = p_person or c.exchange_id = any (theirs));
  delete from deadlines.notes n
   where n.clock_id in (select c.clock_id from deadlines.clocks c where c.data_subject = p_person or c.exchange_id = any (theirs));
  delete from deadlines.clocks c
   where c.joined_to in (select o.clock_id from deadlines.clocks o where o.data_subject = p_person or o.exchange_id = any (theirs));
  delete from deadlines.clocks c where c.data_subject = p_person or c.exchange_id = any (theirs);
end
$$;

revoke all on all functions in schema deadlines from public;
grant execute on function deadlines.note_arrivals(jsonb), deadlines.move(jsonb) to assent_gateway;

-- The ledger tells of deadlines.
alter table ledger.entries drop constraint entries_kind_check;
alter table ledger.entries add constraint entries_kind_check check (kind in (
  'DECISION', 'OUTCOME', 'NOTICE', 'ACKNOWLEDGEMENT', 'CONSENT', 'FAMILY', 'AGREEMENT', 'POLICY', 'LOOK', 'ERASURE', 'HOLD',
  'RELATIONSHIP', 'CASE', 'DEADLINE'));
