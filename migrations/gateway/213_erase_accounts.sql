-- Whoever is erased loses their account and what sessions it has: who signs in next is somebody new.
create function portal.erase_person(p_person uuid) returns void
  language plpgsql
as $$
declare
  theirs constant uuid[] := array(select p.account_id from portal.account_persons p where p.person_id = p_person);
begin
  delete from pages.sessions s where s.sess #>> '{assent,account,id}' = any (theirs::text[]);
  delete from portal.account_persons p where p.person_id = p_person;
  delete from portal.accounts a where a.account_id = any (theirs);
end
$$;
revoke all on function portal.erase_person(uuid) from public;

-- As before, and the portal among the rooms.
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
  perform portal.erase_person(the_person);
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
