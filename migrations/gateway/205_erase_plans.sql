-- Plans and corrections are erased with the person whom they are about (docs/decisions/0020, docs/decisions/0024). What is about somebody
-- in another's plan loses that person's key, and goes where only they opened it.
create function plans.erase_person(p_person uuid) returns void
  language plpgsql
  set search_path = pg_catalog
  set assent.erasing = 'on'
as $$
declare
  theirs constant uuid[] := array(select v.version_id from plans.versions v where v.data_subject = p_person);
begin
  delete from plans.carriers c where c.version_id = any (theirs);
  delete from plans.parts p
   where p.version_id = any (theirs)
      or (database.has_wrap(p.body_keys, p_person) and jsonb_array_length(p.body_keys -> 'wraps') = 1);
  update plans.parts p set body_keys = database.drop_wrap(p.body_keys, p_person)
   where database.has_wrap(p.body_keys, p_person);
  delete from plans.versions v where v.version_id = any (theirs);
end
$$;
revoke all on function plans.erase_person(uuid) from public;

-- As before, with what follows from messages.
create or replace function exchange.erase_person(p_person uuid, p_reliance_hashes bytea[]) returns void
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
  perform graphile_worker.remove_job('follow-message:' || e::text) from unnest(theirs) as e;
  delete from exchange.tellings t where t.exchange_id = any (theirs) or t.because_of = any (theirs);
  delete from exchange.followups f where f.exchange_id = any (theirs);
  delete from exchange.retractions r where r.exchange_id = any (theirs);
  delete from exchange.owed_acknowledgements o where o.exchange_id = any (theirs);
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

-- As before, with plans.
create or replace function erasure.finish_erasure(record jsonb) returns boolean
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
  perform plans.erase_person(the_person);
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
