-- How somebody speaks with services: language, interpreter, forms. Sealed under their own key; what they say last counts.
create table portal.profiles (
  person_id uuid primary key,
  changed_at timestamptz not null,
  body bytea not null
);
grant select, insert, update on portal.profiles to assent_gateway;
grant select, delete on portal.profiles to assent_eraser;

-- As before, and how they speak.
create or replace function portal.erase_person(p_person uuid) returns void
  language plpgsql
as $$
declare
  theirs constant uuid[] := array(select p.account_id from portal.account_persons p where p.person_id = p_person);
begin
  delete from pages.sessions s where s.sess #>> '{assent,account,id}' = any (theirs::text[]);
  delete from portal.profiles f where f.person_id = p_person;
  delete from portal.link_requests l where l.person_id = p_person;
  delete from portal.account_persons p where p.person_id = p_person;
  delete from portal.accounts a where a.account_id = any (theirs);
end
$$;
