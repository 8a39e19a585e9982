-- What retention (docs/domain/01 §1.11) is counted from, for people in the order of their identifiers after a given one.
create function erasure.find_kept(p_after uuid, p_limit integer)
  returns table (person_id uuid, registered_at timestamptz, retired_at timestamptz, last_seen_at timestamptz, children uuid[])
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select p.person_id, p.registered_at,
         (select r.retired_at from families.person_retirements r where r.person_id = p.person_id),
         (select e.recorded_at from ledger.part_wraps w join ledger.entries e on e.entry_index = w.entry_index
           where w.person_id = p.person_id order by w.entry_index desc limit 1),
         array(select r.child from families.parental_responsibility r where r.holder = p.person_id
               union
               select l.to_person from families.family_links l
                where l.from_person = p.person_id and l.kind in ('PARENT', 'CARER'))
    from families.persons p
   where (p_after is null or p.person_id > p_after)
     and not exists (select from erasure.erasures e where e.person_id = p.person_id)
   order by p.person_id
   limit p_limit;
$$;
revoke all on function erasure.find_kept(uuid, integer) from public;
grant execute on function erasure.find_kept(uuid, integer), erasure.is_held(uuid, timestamptz) to assent_eraser, assent_gateway;
