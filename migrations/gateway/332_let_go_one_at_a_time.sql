-- As before, but that the ends of several deliveries to one recipient, which come at the same moment, let go one more and not each the
-- same one: they waited for each other at its job, and then at the head of the ledger.
create or replace function exchange.release_next(p_delivery uuid) returns void
  language plpgsql
as $$
declare
  ended record;
  next_one uuid;
begin
  select d.order_hash, d.system_id, d.state into ended from exchange.deliveries d where d.delivery_id = p_delivery;
  if not exchange.is_lane_free(ended.system_id) then
    return;
  end if;
  if ended.state not in ('DUE', 'DISPATCHED') then
    for next_one in
      select d.delivery_id from exchange.deliveries d
      where d.system_id = ended.system_id and d.state = 'DUE' and d.parked and d.exchange_id = (
        select f.exchange_id from exchange.deliveries f
        where f.order_hash = ended.order_hash and f.system_id = ended.system_id and f.state in ('DUE', 'DISPATCHED')
        order by f.position limit 1)
    loop
      perform exchange.schedule_redelivery(next_one, 0);
    end loop;
  end if;
  -- Who comes meanwhile does not wait for the one that is just let go: it stands in this way all the same.
  if not pg_try_advisory_xact_lock(hashtextextended('exchange.release_next ' || ended.system_id::text, 0)) then
    return;
  end if;
  select d.delivery_id into next_one from exchange.deliveries d
  where d.system_id = ended.system_id and d.state = 'DUE' and d.parked and exchange.is_its_turn(d.delivery_id)
    and d.delivery_id is distinct from next_one
  order by d.position limit 1;
  if next_one is not null then
    perform exchange.schedule_redelivery(next_one, 0);
  end if;
end;
$$;
