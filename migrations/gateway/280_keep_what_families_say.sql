-- What people say themselves: their own words, that something is wrong, a complaint, a wish for a copy or to have something deleted. What it
-- is and to whom is sealed under the keys of both, the one who says it and the one whom it is about, so that it is gone with either. Unless
-- it is only kept, a case of the same name lies before the officers of those to whom it is said.
create table cases.sayings (
  saying_id uuid primary key,
  person_id uuid not null,
  about_id uuid not null,
  said_at timestamptz not null,
  body bytea not null
);
create index sayings_by_person on cases.sayings (person_id, about_id, said_at desc);
create index sayings_by_about on cases.sayings (about_id);
create trigger refuse_change before update or delete on cases.sayings for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on cases.sayings for each statement execute function database.refuse_change();
grant select, insert on cases.sayings to assent_gateway;

-- Writes what somebody says, opens its case and appends its ledger entry: {sayingId, personId, aboutId, saidAt, body, cases: [case],
-- entries: [entry]}.
create function cases.say(saying jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into cases.sayings (saying_id, person_id, about_id, said_at, body)
  values ((saying ->> 'sayingId')::uuid, (saying ->> 'personId')::uuid, (saying ->> 'aboutId')::uuid,
          (saying ->> 'saidAt')::timestamptz, decode(saying ->> 'body', 'base64'));
  perform cases.open_cases(saying -> 'cases');
  return query select a.entry_id, a.entry_index from ledger.append_entries(saying -> 'entries') as a;
end
$$;
revoke all on function cases.say(jsonb) from public;
grant execute on function cases.say(jsonb) to assent_gateway;

-- As before, and what they said or what was said about them.
create or replace function cases.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  wrap constant jsonb := jsonb_build_array(jsonb_build_object('person', p_person::text));
  touched constant uuid[] := array(select distinct o.case_id from cases.occurrences o
                                    where o.body_keys -> 'wraps' @> wrap and o.case_id is not null);
begin
  delete from cases.sayings s where p_person in (s.person_id, s.about_id);
  delete from cases.occurrences o
   where o.body_keys -> 'wraps' @> wrap and jsonb_array_length(o.body_keys -> 'wraps') = 1;
  update cases.occurrences o set body_keys = database.drop_wrap(o.body_keys, p_person) where o.body_keys -> 'wraps' @> wrap;
  delete from cases.outcomes c
   where c.case_id = any (touched)
     and (not exists (select from cases.occurrences o where o.case_id = c.case_id)
          or (database.has_wrap(c.body_keys, p_person) and jsonb_array_length(c.body_keys -> 'wraps') = 1));
  update cases.outcomes c set body_keys = database.drop_wrap(c.body_keys, p_person)
   where c.case_id = any (touched) and database.has_wrap(c.body_keys, p_person);
  delete from cases.cases c
   where c.case_id = any (touched) and not exists (select from cases.occurrences o where o.case_id = c.case_id);
end
$$;

-- People are told that what they said was answered.
alter table notices.notices drop constraint notices_kind_check;
alter table notices.notices add constraint notices_kind_check check (kind in (
  'SHARED', 'AUTHORITY_EVENT', 'CONSENT_CHANGED', 'NO_LONGER_RELY', 'EMERGENCY_ACCESS', 'ACCESS_REQUEST', 'BLOCKED', 'ANSWERED'));
