-- What rests on a choice that is taken back is decided again at once, also where an attempt was under way at that moment and ends
-- without its arriving: without that it would wait for its next turn, behind a recipient that is down or stopped.

-- Marks what rests on a choice, and gives how much that is.
create or replace function exchange.hasten_waiting(consent bytea) returns integer
  language plpgsql
as $$
declare
  waiting record;
  count integer := 0;
begin
  for waiting in
    update exchange.deliveries d set recheck = true
    from exchange.reliances r
    where r.delivery_id = d.delivery_id and r.decision_entry_id = d.decision_entry_id
      and r.consent_hash = consent and d.state in ('DUE', 'DISPATCHED')
    returning d.delivery_id, d.state
  loop
    -- What is under way is, once that attempt has ended: until then nobody else may take it.
    if waiting.state = 'DUE' then
      perform exchange.schedule_redelivery(waiting.delivery_id, 0);
    end if;
    count := count + 1;
  end loop;
  return count;
end;
$$;

-- As before; what was marked meanwhile does not wait.
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
    perform exchange.schedule_redelivery(p_delivery, 0);
  end if;
end;
$$;

-- As before; an attempt that ended without arriving is followed at once where a choice that it rested on was taken back meanwhile.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
  the_system uuid;
  again boolean;
begin
  update exchange.deliveries d
  set state = record ->> 'state', lease_until = null, parked = false, changed_at = now(),
      system_id = coalesce((record ->> 'systemId')::uuid, d.system_id)
  where d.delivery_id = (record ->> 'deliveryId')::uuid
    and (d.state = 'DISPATCHED' and d.attempts = (record ->> 'attempt')::integer
         or record ->> 'state' = 'DELIVERED' and d.state <> 'DELIVERED')
  returning d.exchange_id, d.system_id, d.recheck into the_exchange, the_system, again;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if record ->> 'ending' is not null then
    perform exchange.end_dispatch((record ->> 'dispatchId')::uuid, record ->> 'ending');
  end if;
  perform exchange.note_lane(the_system, (record ->> 'answered')::boolean, (record ->> 'retrySeconds')::integer);
  if record ->> 'state' = 'DUE' then
    perform exchange.keep_collection((record ->> 'dispatchId')::uuid, (record ->> 'deliveryId')::uuid, record -> 'collection');
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid,
      case when again then 0 else (record ->> 'retrySeconds')::integer end);
    perform exchange.release_next((record ->> 'deliveryId')::uuid);
    return;
  end if;
  if record ->> 'state' = 'DELIVERED' then
    delete from exchange.collections c where c.delivery_id = (record ->> 'deliveryId')::uuid;
  end if;
  perform graphile_worker.remove_job('redeliver:' || (record ->> 'deliveryId'));
  perform exchange.release_next((record ->> 'deliveryId')::uuid);
  update exchange.exchanges e set payload = null, payload_keys = null
  where e.exchange_id = the_exchange
    and not exists (select 1 from exchange.deliveries d where d.exchange_id = the_exchange and d.state in ('DUE', 'DISPATCHED'))
    and not holds.keeps_message(the_exchange)
    and not exists (
      select 1 from exchange.recipients r
      where r.exchange_id = the_exchange and r.outcome = 'HOLD'
        and not exists (select 1 from holds.holds h where h.exchange_id = the_exchange and h.ordinal = r.ordinal));
  perform notices.record_notices(record -> 'notices');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;
