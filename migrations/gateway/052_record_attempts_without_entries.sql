-- How an attempt ended. A final state brings its outcome entry with it and drops the retry and, when it was the last
-- delivery of the exchange, the kept message. An attempt that is to be repeated brings no entry, and the ledger takes no
-- empty list.
create or replace function exchange.record_attempt(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
declare
  the_exchange uuid;
begin
  update exchange.deliveries
  set state = record ->> 'state', lease_until = null, changed_at = now()
  where delivery_id = (record ->> 'deliveryId')::uuid and state = 'DISPATCHED'
  returning exchange_id into the_exchange;
  if not found then
    raise exception 'the delivery is no longer ours to try' using errcode = 'AS003';
  end if;
  if record ->> 'state' = 'DUE' then
    perform exchange.schedule_redelivery((record ->> 'deliveryId')::uuid, (record ->> 'retrySeconds')::integer);
    return;
  end if;
  perform graphile_worker.remove_job('redeliver:' || (record ->> 'deliveryId'));
  update exchange.exchanges e set payload = null, payload_keys = null
  where e.exchange_id = the_exchange
    and not exists (select 1 from exchange.deliveries d where d.exchange_id = the_exchange and d.state in ('DUE', 'DISPATCHED'))
    and not exists (select 1 from exchange.recipients r where r.exchange_id = the_exchange and r.outcome = 'HOLD');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;
