-- Which parts are about somebody is asked when they are erased, or for how long they are kept: all of them, in no order. By the person
-- alone the index holds each person once with a list of rows, in place of a line of sixty bytes for each row (docs/ledger-size.md).
drop index ledger.part_wraps_by_person;
create index part_wraps_by_person on ledger.part_wraps (person_id);

-- As before (migration 201), but the last entry of a person is sought among theirs and never along the whole ledger.
create or replace function erasure.find_kept(p_after uuid, p_limit integer)
  returns table (person_id uuid, registered_at timestamptz, retired_at timestamptz, last_seen_at timestamptz, children uuid[])
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select p.person_id, p.registered_at,
         (select r.retired_at from families.person_retirements r where r.person_id = p.person_id),
         (select e.recorded_at from ledger.entries e
           where e.entry_index = (select max(theirs.entry_index)
                                    from (select w.entry_index from ledger.part_wraps w
                                           where w.person_id = p.person_id offset 0) as theirs)),
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
