-- Notices are brought to people: they are told by e-mail or text message that there is a message, and nothing more (docs/decisions/0037).

-- Quiet: nobody but its reader may learn that it was written, so that nothing is sent for it. It is read in the portal.
alter table notices.notices add column quiet boolean not null default false;

-- What is still to be brought.
create table notices.waiting (
  notice_id uuid primary key references notices.notices on delete cascade,
  person_id uuid not null
);
create index waiting_by_person on notices.waiting (person_id);
grant select, insert, delete on notices.waiting to assent_gateway;

-- How it was tried to bring them: never where to, and never in what words. Nothing here is changed.
create table notices.bringings (
  bringing_id uuid primary key,
  person_id uuid not null,
  tried_at timestamptz not null,
  channel text check (channel in ('EMAIL', 'TEXT')),
  -- SENT: the carrier took it; AGAIN: it did not, and is asked again; FAILED: it never will; NOT_SENT: nothing may or can be sent.
  outcome text not null check (outcome in ('SENT', 'AGAIN', 'FAILED', 'NOT_SENT')),
  why text check (length(why) between 1 and 60),
  check ((outcome = 'SENT') = (why is null)),
  check (outcome = 'NOT_SENT' or channel is not null)
);
create index bringings_by_person on notices.bringings (person_id, tried_at desc);
create table notices.brought (
  bringing_id uuid not null references notices.bringings on delete cascade,
  notice_id uuid not null references notices.notices on delete cascade,
  primary key (bringing_id, notice_id)
);
create index brought_by_notice on notices.brought (notice_id);
create trigger refuse_change before update or delete on notices.bringings for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on notices.bringings for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete on notices.brought for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on notices.brought for each statement execute function database.refuse_change();
grant select, insert on notices.bringings, notices.brought to assent_gateway;

-- Whatever is written for somebody is brought in one message a little later: several at once are one, so that their number says nothing.
create function notices.queue_bringing() returns trigger
  language plpgsql
as $$
begin
  if not new.quiet then
    insert into notices.waiting (notice_id, person_id) values (new.notice_id, new.person_id);
    perform graphile_worker.add_job('tell-person', json_build_object('personId', new.person_id),
      run_at => now() + interval '10 seconds', job_key => 'tell-person:' || new.person_id::text, max_attempts => 12);
  end if;
  return null;
end;
$$;
create trigger queue_bringing after insert on notices.notices for each row execute function notices.queue_bringing();

-- As before, with whether one is quiet.
create or replace function notices.record_notices(notices jsonb) returns void
  language sql
as $$
  insert into notices.notices (notice_id, exchange_id, person_id, kind, written_at, body, quiet)
  select (n ->> 'noticeId')::uuid,
         (n ->> 'exchangeId')::uuid,
         (n ->> 'personId')::uuid,
         n ->> 'kind',
         (n ->> 'writtenAt')::timestamptz,
         decode(n ->> 'body', 'base64'),
         coalesce((n ->> 'quiet')::boolean, false)
  from jsonb_array_elements(coalesce(nullif(record_notices.notices, 'null'::jsonb), '[]'::jsonb)) as n;
$$;

-- Writes how it was tried, and takes what is at an end from what waits: {bringingId, personId, triedAt, channel, outcome, why, notices}.
create function notices.record_bringing(bringing jsonb) returns void
  language plpgsql
as $$
begin
  insert into notices.bringings (bringing_id, person_id, tried_at, channel, outcome, why)
  values ((bringing ->> 'bringingId')::uuid, (bringing ->> 'personId')::uuid, (bringing ->> 'triedAt')::timestamptz,
          bringing ->> 'channel', bringing ->> 'outcome', bringing ->> 'why');
  insert into notices.brought (bringing_id, notice_id)
  select (bringing ->> 'bringingId')::uuid, w.notice_id
    from notices.waiting w
   where w.notice_id in (select n::uuid from jsonb_array_elements_text(bringing -> 'notices') as n);
  if bringing ->> 'outcome' <> 'AGAIN' then
    delete from notices.waiting w
     where w.notice_id in (select n::uuid from jsonb_array_elements_text(bringing -> 'notices') as n);
  end if;
end;
$$;

-- As before, with how it was tried to bring them.
create or replace function notices.erase_person(p_person uuid, p_notices uuid[]) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  perform graphile_worker.remove_job('tell-person:' || p_person::text);
  delete from notices.waiting w where w.person_id = p_person;
  delete from notices.brought g
   where g.bringing_id in (select b.bringing_id from notices.bringings b where b.person_id = p_person);
  delete from notices.bringings b where b.person_id = p_person;
  delete from notices.notices n
   where n.person_id = p_person or n.notice_id = any (p_notices)
      or n.exchange_id in (select exchange.find_exchanges_about(p_person));
end
$$;

revoke all on function notices.queue_bringing(), notices.record_bringing(jsonb) from public;
grant execute on function notices.record_bringing(jsonb) to assent_gateway;
