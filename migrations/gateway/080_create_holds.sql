-- Holds: what waits for a named person's judgement (docs/domain/03 §3.5, docs/decisions/0009). Why it waits, which parts, and who is
-- to judge is sealed under the keys of the people it is about; who may look is a list of keyed hashes. In clear stand random
-- identifiers, the data subject's pseudonym, the state and the hours of the clock.
create schema holds;
grant usage on schema holds to assent_gateway, assent_eraser;

create table holds.holds (
  hold_id uuid primary key,
  exchange_id uuid not null,
  ordinal integer not null check (ordinal >= 0),
  -- Null where nobody could say for certain whom it is about.
  data_subject uuid,
  state text not null check (state in ('OPEN', 'ESCALATED', 'RELEASED', 'REFUSED', 'EXPIRED')),
  -- How far it has been handed up: 0 the lead or desk that it was opened for, 1 their manager, 2 information governance.
  level smallint not null default 0 check (level between 0 and 2),
  opened_at timestamptz not null,
  -- When it is handed up. Nothing is ever released because a time has passed.
  due_at timestamptz not null,
  -- When it ends unreleased, and what it kept is removed.
  expires_at timestamptz not null check (expires_at > opened_at),
  closed_at timestamptz,
  -- How often it was changed: whoever changes it names the state that they saw.
  turn integer not null default 0 check (turn >= 0),
  body bytea not null,
  body_keys jsonb not null,
  check ((state in ('RELEASED', 'REFUSED', 'EXPIRED')) = (closed_at is not null)),
  check (state <> 'OPEN' or level = 0)
);
create index holds_by_exchange on holds.holds (exchange_id, ordinal);
create index holds_that_wait on holds.holds (due_at) where closed_at is null;
create index holds_that_end on holds.holds (expires_at) where closed_at is null;
create index holds_by_person on holds.holds (data_subject) where data_subject is not null;

-- Who may look at a hold, from which level on: keyed hashes of "this member of staff" or "this role in this organisation".
create table holds.desks (
  hold_id uuid not null references holds.holds,
  desk_hash bytea not null check (octet_length(desk_hash) = 32),
  level smallint not null check (level between 0 and 2),
  primary key (hold_id, desk_hash)
);
create index desks_by_hash on holds.desks (desk_hash, hold_id);

-- What each person judged, once; several holds need two of them.
create table holds.judgements (
  hold_id uuid not null references holds.holds,
  -- Keyed hash of who judged.
  judge_hash bytea not null check (octet_length(judge_hash) = 32),
  -- Keyed hash of what they said, so that the same words said again are known.
  request_hash bytea not null check (octet_length(request_hash) = 32),
  given_at timestamptz not null,
  body bytea not null,
  body_keys jsonb not null,
  primary key (hold_id, judge_hash)
);

create function holds.check_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.closed_at is null and new.turn = old.turn + 1 and new.level >= old.level and new.due_at >= old.due_at
    and (new.hold_id, new.exchange_id, new.ordinal, new.opened_at, new.expires_at, new.body, new.body_keys)
      = (old.hold_id, old.exchange_id, old.ordinal, old.opened_at, old.expires_at, old.body, old.body_keys)
    and new.data_subject is not distinct from old.data_subject
    and (new.state <> 'OPEN' or old.state = 'OPEN')
  then
    return new;
  end if;
  raise exception 'a hold only moves forward' using errcode = 'AS090';
end
$$;
create trigger check_step before update on holds.holds for each row execute function holds.check_step();
create trigger refuse_delete before delete on holds.holds for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on holds.holds for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on holds.desks for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on holds.desks for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on holds.judgements
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on holds.judgements
  for each statement execute function database.refuse_change();

grant select, insert on holds.holds, holds.desks, holds.judgements to assent_gateway;
grant update (state, level, due_at, closed_at, turn) on holds.holds to assent_gateway;

-- Opens the holds that a decision makes; called inside the statement that records the decision. An element:
-- {holdId, exchangeId, ordinal, dataSubject, openedAt, dueAt, expiresAt, body, bodyKeys, desks: [{hash, level}]}; bytes in base64.
create function holds.record_holds(opened jsonb) returns void
  language plpgsql
as $$
begin
  if opened is null or jsonb_typeof(opened) <> 'array' then
    return;
  end if;
  insert into holds.holds (hold_id, exchange_id, ordinal, data_subject, state, opened_at, due_at, expires_at, body, body_keys)
  select (h ->> 'holdId')::uuid, (h ->> 'exchangeId')::uuid, (h ->> 'ordinal')::integer, (h ->> 'dataSubject')::uuid, 'OPEN',
         (h ->> 'openedAt')::timestamptz, (h ->> 'dueAt')::timestamptz, (h ->> 'expiresAt')::timestamptz,
         decode(h ->> 'body', 'base64'), h -> 'bodyKeys'
  from jsonb_array_elements(opened) as h;
  insert into holds.desks (hold_id, desk_hash, level)
  select (h ->> 'holdId')::uuid, decode(d ->> 'hash', 'base64'), (d ->> 'level')::smallint
  from jsonb_array_elements(opened) as h, jsonb_array_elements(h -> 'desks') as d;
end
$$;

-- Whether anything of an exchange still waits, so that its message must be kept (sealed) for a release.
create function holds.keeps_message(the_exchange uuid) returns boolean
  language sql
  stable
as $$
  select exists (select 1 from holds.holds h where h.exchange_id = the_exchange and h.closed_at is null)
$$;

revoke all on all functions in schema holds from public;
grant execute on all functions in schema holds to assent_gateway;

-- The ledger tells of holds, and of who works with whom.
alter table ledger.entries drop constraint entries_kind_check;
alter table ledger.entries add constraint entries_kind_check check (kind in (
  'DECISION', 'OUTCOME', 'NOTICE', 'ACKNOWLEDGEMENT', 'CONSENT', 'FAMILY', 'AGREEMENT', 'POLICY', 'LOOK', 'ERASURE', 'HOLD',
  'RELATIONSHIP'));
