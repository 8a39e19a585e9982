-- What an erasure waits for, one line each, so that whoever ordered it can go and end it: a delivery that is on its way, a hold that
-- waits for a judgement, a case that waits for an officer. Random identifiers, who has it and by when; never why, nor whose it is.

create function erasure.list_under_way(p_person uuid)
  returns table (kind text, id uuid, exchange_id uuid, organisation_id uuid, due_at timestamptz)
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select 'DELIVERY', d.delivery_id, d.exchange_id, r.organisation_id, d.expires_at
    from exchange.deliveries d
    join exchange.recipients r on r.exchange_id = d.exchange_id and r.ordinal = d.ordinal
   where d.state in ('DUE', 'DISPATCHED') and d.exchange_id in (select exchange.find_exchanges_about(p_person))
  union all
  select 'HOLD', h.hold_id, h.exchange_id, null, h.due_at
    from holds.holds h
   where h.data_subject = p_person and h.closed_at is null
  union all
  select 'CASE', c.case_id, null, c.organisation_id, c.due_at
    from cases.cases c
   where c.closed_at is null
     and exists (select from cases.occurrences o
                  where o.case_id = c.case_id
                    and o.body_keys -> 'wraps' @> jsonb_build_array(jsonb_build_object('person', p_person::text)))
  order by 5, 2;
$$;

-- The counts are of those lines.
create or replace function erasure.find_under_way(p_person uuid)
  returns table (deliveries bigint, holds bigint, cases bigint)
  language sql
  stable
  security definer
  set search_path = pg_catalog
as $$
  select count(*) filter (where w.kind = 'DELIVERY'),
         count(*) filter (where w.kind = 'HOLD'),
         count(*) filter (where w.kind = 'CASE')
    from erasure.list_under_way(p_person) w;
$$;

revoke all on function erasure.list_under_way(uuid) from public;
grant execute on function erasure.list_under_way(uuid) to assent_eraser;
