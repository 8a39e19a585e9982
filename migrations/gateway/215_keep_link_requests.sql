-- Who asked to be linked to a child, until somebody who knows the child has seen their document and says so through a system. What they
-- wrote is sealed under their own key and looked up nowhere: that somebody asked says nothing of whether there is such a child.
create table portal.link_requests (
  request_id uuid primary key,
  person_id uuid not null,
  asked_at timestamptz not null,
  -- The last London day on which it is shown.
  shown_until date not null,
  body bytea not null
);
create index link_requests_by_person on portal.link_requests (person_id, asked_at desc);
create trigger link_requests_do_not_change before update or truncate on portal.link_requests
  for each statement execute function database.refuse_change();
grant select, insert on portal.link_requests to assent_gateway;
grant select, delete on portal.link_requests to assent_eraser;

-- As before, and what they asked.
create or replace function portal.erase_person(p_person uuid) returns void
  language plpgsql
as $$
declare
  theirs constant uuid[] := array(select p.account_id from portal.account_persons p where p.person_id = p_person);
begin
  delete from pages.sessions s where s.sess #>> '{assent,account,id}' = any (theirs::text[]);
  delete from portal.link_requests l where l.person_id = p_person;
  delete from portal.account_persons p where p.person_id = p_person;
  delete from portal.accounts a where a.account_id = any (theirs);
end
$$;
