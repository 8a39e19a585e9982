-- What each room deletes of somebody who is erased: its own function, which it alone knows how to write. test/erasure holds every
-- table of every room against the list in test/erasure/tables-of-people.ts, so that a new table with personal data is not forgotten.
-- What several people share stays for the others: there the erased person's wrapped key goes, and with it what only they opened.

-- Custom rules of rooms let a deletion through like database.refuse_change.
create or replace function consent.check_epoch_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if tg_op = 'DELETE' and database.is_erasing() then
    return old;
  end if;
  if tg_op = 'UPDATE' and new.person_id = old.person_id and new.epoch = old.epoch + 1 then
    return new;
  end if;
  raise exception 'an epoch only moves on, one step at a time' using errcode = 'AS090';
end
$$;

-- Sealed keys without those of one person.
create function database.drop_wrap(keys jsonb, person uuid) returns jsonb
  language sql
  immutable
  set search_path = pg_catalog
as $$
  select jsonb_set(keys, '{wraps}', coalesce(
    (select jsonb_agg(w order by n) from jsonb_array_elements(keys -> 'wraps') with ordinality as x(w, n)
      where w ->> 'person' <> person::text), '[]'::jsonb));
$$;

create function database.has_wrap(keys jsonb, person uuid) returns boolean
  language sql
  immutable
  set search_path = pg_catalog
as $$
  select keys -> 'wraps' @> jsonb_build_array(jsonb_build_object('person', person::text));
$$;
revoke all on function database.drop_wrap(jsonb, uuid), database.has_wrap(jsonb, uuid) from public;

-- What happened to several people loses the erased person's key and is otherwise never changed.
create or replace function cases.check_occurrence() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if tg_op = 'DELETE' and (old.case_id is null or database.is_erasing()) then
    return old;
  end if;
  if tg_op = 'UPDATE' and old.case_id is null
    and (new.occurrence_id, new.tally_hash, new.mark, new.occurred_at, new.body, new.body_keys)
      = (old.occurrence_id, old.tally_hash, old.mark, old.occurred_at, old.body, old.body_keys)
  then
    return new;
  end if;
  if tg_op = 'UPDATE' and database.is_erasing() and (new.occurrence_id, new.body) = (old.occurrence_id, old.body) then
    return new;
  end if;
  raise exception 'what happened is not changed' using errcode = 'AS090';
end
$$;

create or replace function holds.check_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if database.is_erasing() and (new.hold_id, new.turn, new.state, new.body) = (old.hold_id, old.turn, old.state, old.body) then
    return new;
  end if;
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

create index occurrences_by_wrap on cases.occurrences using gin ((body_keys -> 'wraps') jsonb_path_ops);

create function families.erase_person(p_person uuid, p_recorder_hashes bytea[]) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  facts constant uuid[] := array(select f.fact_id from families.authority_facts f where f.data_subject = p_person);
  claims constant uuid[] := array(select r.responsibility_id from families.parental_responsibility r
                                   where r.child = p_person or r.holder = p_person);
  links constant uuid[] := array(select l.link_id from families.family_links l
                                  where l.from_person = p_person or l.to_person = p_person);
  shields constant uuid[] := array(select p.protection_id from families.protections p where p.data_subject = p_person);
  plans constant uuid[] := array(select s.schedule_id from families.authority_schedule s where s.person_id = p_person);
begin
  delete from families.authority_requests q where q.answer_id = any (facts || claims || shields);
  delete from families.authority_recorders r where r.recorder_hash = any (p_recorder_hashes);
  delete from families.authority_fact_endings e where e.fact_id = any (facts);
  delete from families.authority_fact_persons p where p.fact_id = any (facts) or p.person_id = p_person;
  delete from families.authority_facts f where f.fact_id = any (facts);
  delete from families.responsibility_endings e where e.responsibility_id = any (claims);
  delete from families.responsibility_verifications v where v.responsibility_id = any (claims);
  delete from families.parental_responsibility r where r.responsibility_id = any (claims);
  delete from families.link_endings e where e.link_id = any (links);
  delete from families.family_links l where l.link_id = any (links);
  delete from families.protection_endings e where e.protection_id = any (shields);
  delete from families.protections p where p.protection_id = any (shields);
  delete from families.authority_schedule_done d where d.schedule_id = any (plans);
  delete from families.authority_schedule s where s.schedule_id = any (plans);
  delete from families.person_search s where s.person_id = p_person;
  delete from families.person_identifiers i where i.person_id = p_person;
  delete from families.demographics d where d.person_id = p_person;
  delete from families.match_restrictions m where m.person_id = p_person;
  delete from families.person_retirements r where r.person_id = p_person;
  delete from families.persons p where p.person_id = p_person;
end
$$;

-- The epoch goes as well: whoever decided under it finds another one, and nothing can be recorded about the person any more.
create function consent.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  delete from consent.consents c where c.data_subject = p_person;
  delete from consent.reuse_agreements r where r.data_subject = p_person;
  delete from consent.epochs e where e.person_id = p_person;
end
$$;

create function relationships.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  delete from relationships.endings e
   where e.relationship_id in (select r.relationship_id from relationships.relationships r where r.person_id = p_person);
  delete from relationships.relationships r where r.person_id = p_person;
end
$$;

-- A hold about somebody else that names this person loses this person's key.
create function holds.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  their_holds constant uuid[] := array(select h.hold_id from holds.holds h where h.data_subject = p_person);
begin
  delete from holds.judgements j where j.hold_id = any (their_holds);
  delete from holds.desks d where d.hold_id = any (their_holds);
  delete from holds.holds h where h.hold_id = any (their_holds);
  update holds.judgements j set body_keys = database.drop_wrap(j.body_keys, p_person)
   where database.has_wrap(j.body_keys, p_person);
  update holds.holds h set body_keys = database.drop_wrap(h.body_keys, p_person)
   where database.has_wrap(h.body_keys, p_person);
end
$$;

-- A case about nobody else goes with the person; of any other, what was about this person alone.
create function cases.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  wrap constant jsonb := jsonb_build_array(jsonb_build_object('person', p_person::text));
  touched constant uuid[] := array(select distinct o.case_id from cases.occurrences o
                                    where o.body_keys -> 'wraps' @> wrap and o.case_id is not null);
begin
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

create function notices.erase_person(p_person uuid, p_notices uuid[]) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  delete from notices.notices n
   where n.person_id = p_person or n.notice_id = any (p_notices)
      or n.exchange_id in (select exchange.find_exchanges_about(p_person));
end
$$;

-- With the exchanges go their answers for repeated requests, their deliveries, and the jobs that would have tried those again.
create function exchange.erase_person(p_person uuid, p_reliance_hashes bytea[]) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  theirs constant uuid[] := array(select exchange.find_exchanges_about(p_person));
  sent constant uuid[] := array(select d.delivery_id from exchange.deliveries d where d.exchange_id = any (theirs));
begin
  perform graphile_worker.remove_job('redeliver:' || d::text) from unnest(sent) as d;
  perform graphile_worker.remove_job('follow-withdrawal:' || c.consent_id::text)
     from (select distinct c.consent_id from consent.consents c where c.data_subject = p_person) as c;
  delete from exchange.withdrawals w
   where w.consent_id in (select c.consent_id from consent.consents c where c.data_subject = p_person);
  delete from exchange.emergency_grants g where g.exchange_id = any (theirs) or g.data_subject = p_person;
  delete from exchange.reliances r where r.delivery_id = any (sent) or r.consent_hash = any (p_reliance_hashes);
  delete from exchange.dispatches d where d.delivery_id = any (sent);
  delete from exchange.deliveries d where d.delivery_id = any (sent);
  delete from exchange.later_answers a where a.exchange_id = any (theirs);
  delete from exchange.acknowledgements a where a.exchange_id = any (theirs);
  delete from exchange.recipients r where r.exchange_id = any (theirs);
  delete from exchange.exchanges e where e.exchange_id = any (theirs);
end
$$;

-- The wrapped keys of the parts about the person, and the index rows by which they were found. What was committed to stays.
create function ledger.erase_person(p_person uuid, p_person_hash bytea) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
begin
  delete from ledger.part_wraps w where w.person_id = p_person;
  delete from ledger.entry_index i where i.person_hash = p_person_hash;
end
$$;

-- The places of the entries that lose something: a part that the person could open, or their index row.
create function ledger.find_entries_about(p_person uuid, p_person_hash bytea) returns setof bigint
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select w.entry_index from ledger.part_wraps w where w.person_id = p_person
  union
  select i.entry_index from ledger.entry_index i where i.person_hash = p_person_hash
  order by 1;
$$;

-- Everything that stands in clear about the person, in every room at once, when their key is destroyed already.
-- {erasureId, at, personHash, recorderHashes, relianceHashes, noticeIds}; bytes in base64. Gives whether this call did it.
create function erasure.finish_erasure(record jsonb) returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  the_person uuid;
  decoded constant jsonb := coalesce(record, '{}'::jsonb);
begin
  select e.person_id into the_person from erasure.erasures e
   where e.erasure_id = (record ->> 'erasureId')::uuid and e.state = 'RECORDED' for update;
  if the_person is null then
    return false;
  end if;
  perform cases.erase_person(the_person);
  perform holds.erase_person(the_person);
  perform notices.erase_person(the_person,
    array(select jsonb_array_elements_text(decoded -> 'noticeIds')::uuid));
  perform exchange.erase_person(the_person,
    array(select decode(jsonb_array_elements_text(decoded -> 'relianceHashes'), 'base64')));
  perform consent.erase_person(the_person);
  perform relationships.erase_person(the_person);
  perform families.erase_person(the_person,
    array(select decode(jsonb_array_elements_text(decoded -> 'recorderHashes'), 'base64')));
  perform ledger.erase_person(the_person, decode(record ->> 'personHash', 'base64'));
  delete from erasure.legal_holds h where h.person_id = the_person;
  update erasure.erasures e set state = 'DONE', done_at = (record ->> 'at')::timestamptz
   where e.erasure_id = (record ->> 'erasureId')::uuid;
  return true;
end
$$;

-- Messages to relatives that belong to no exchange: the erasure opens them and takes those that speak of the person.
create function erasure.find_notices_of_relatives(p_person uuid)
  returns table (notice_id uuid, person_id uuid, body bytea)
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select n.notice_id, n.person_id, n.body
    from notices.notices n
   where n.exchange_id is null and n.person_id <> p_person
     and n.person_id in (
       select r.holder from families.parental_responsibility r where r.child = p_person
       union select l.from_person from families.family_links l where l.to_person = p_person
       union select l.to_person from families.family_links l where l.from_person = p_person
       union select p.person_id from families.authority_fact_persons p
               join families.authority_facts f on f.fact_id = p.fact_id where f.data_subject = p_person);
$$;

create function erasure.find_choices_about(p_person uuid) returns setof uuid
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select distinct c.consent_id from consent.consents c where c.data_subject = p_person;
$$;

do $$
declare
  signature text;
begin
  foreach signature in array array[
    'families.erase_person(uuid, bytea[])', 'consent.erase_person(uuid)', 'relationships.erase_person(uuid)',
    'holds.erase_person(uuid)', 'cases.erase_person(uuid)', 'notices.erase_person(uuid, uuid[])',
    'exchange.erase_person(uuid, bytea[])', 'ledger.erase_person(uuid, bytea)', 'ledger.find_entries_about(uuid, bytea)',
    'erasure.finish_erasure(jsonb)', 'erasure.find_notices_of_relatives(uuid)', 'erasure.find_choices_about(uuid)'
  ] loop
    execute pg_catalog.format('revoke all on function %s from public', signature);
  end loop;
end
$$;
grant execute on function ledger.find_entries_about(uuid, bytea), erasure.finish_erasure(jsonb),
  erasure.find_notices_of_relatives(uuid), erasure.find_choices_about(uuid) to assent_eraser;
