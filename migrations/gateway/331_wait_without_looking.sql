-- Deliveries that wait cost no more than they must.

-- Whether one that is tried again is on its way to this recipient: of what is routine there is one at a time (docs/decisions/0030).
create function exchange.is_at_work(p_system uuid) returns boolean
  language sql
  stable
as $$
  select exists (
    select from exchange.deliveries d
    where d.system_id = p_system and d.state = 'DISPATCHED' and d.lease_until > now() and d.attempts > 1);
$$;
revoke all on function exchange.is_at_work(uuid) from public;
grant execute on function exchange.is_at_work(uuid) to assent_gateway;

-- As before. One that waits only for another's attempt to end is let go by that end; that nobody saw it waiting is looked at a second
-- later, and not again and again while the attempt goes on.
create or replace function exchange.park_delivery(p_delivery uuid, p_attempt integer) returns void
  language plpgsql
as $$
declare
  the_system uuid;
  the_end timestamptz;
  again boolean;
begin
  update exchange.deliveries d
  set state = 'DUE', parked = true, lease_until = null, changed_at = now()
  where d.delivery_id = p_delivery and (d.state = 'DUE' or d.state = 'DISPATCHED' and d.attempts = p_attempt)
  returning d.system_id, d.expires_at, d.recheck into the_system, the_end, again;
  if not found then
    return;
  end if;
  perform exchange.schedule_redelivery(p_delivery, greatest(0, ceil(extract(epoch from the_end - now()))::integer));
  -- What it waited for may have ended since: whoever ended it found it not parked yet, and let nobody go.
  if again or exchange.is_its_turn(p_delivery) and exchange.is_lane_free(the_system) then
    perform exchange.schedule_redelivery(p_delivery, case when again or not exchange.is_at_work(the_system) then 0 else 1 end);
  end if;
end;
$$;

-- As before, by the indexes on both sides of a link: every delivery asks.
create or replace function families.find_family(p_person uuid) returns setof uuid
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  with recursive family (person) as (
    select p_person
    union
    select n.person
    from family f
    cross join lateral (
      select l.to_person as person, l.link_id, l.kind from families.family_links l where l.from_person = f.person
      union all
      select l.from_person, l.link_id, l.kind from families.family_links l where l.to_person = f.person
    ) as n
    left join families.link_endings e on e.link_id = n.link_id
    where n.kind in ('PARENT', 'SIBLING', 'PARTNER') and (e.valid_to is null or e.valid_to > current_date)
  )
  select person from family;
$$;
