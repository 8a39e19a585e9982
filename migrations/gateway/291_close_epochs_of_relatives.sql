-- What an erasure takes from somebody else's record closes that person's epoch too, in the same statement: the claim of an erased
-- parent is gone, and a decision that rested on it is taken again. Otherwise as in 199.
create or replace function families.erase_person(p_person uuid, p_recorder_hashes bytea[]) returns void
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
  relatives constant uuid[] := array_remove(families.find_concerned(p_person), p_person);
begin
  if cardinality(relatives) > 0 then
    perform consent.close_epochs(relatives[1], relatives);
  end if;
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
