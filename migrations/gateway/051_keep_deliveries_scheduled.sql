-- Every delivery that waits has a job that nobody has taken. Whoever takes a delivery schedules its next attempt in the same
-- statement, for when the lease has run out: a process that is killed at any moment leaves that attempt behind, instead of a
-- job that the queue keeps locked for hours. An attempt's end replaces it or removes it.
create or replace function exchange.take_delivery(delivery uuid, lease_seconds integer) returns boolean
language plpgsql
as $$
begin
  update exchange.deliveries
  set state = 'DISPATCHED', attempts = attempts + 1, lease_until = now() + make_interval(secs => lease_seconds), changed_at = now()
  where delivery_id = delivery and (state = 'DUE' or (state = 'DISPATCHED' and lease_until <= now()));
  if not found then
    return false;
  end if;
  perform exchange.schedule_redelivery(delivery, lease_seconds);
  return true;
end;
$$;

-- Schedules the deliveries that wait and have no such job: their process was killed between taking the job and taking the
-- delivery. A job that was locked less than lock_seconds ago may still be at work.
create function exchange.reschedule_stranded(lock_seconds integer) returns integer
language plpgsql
as $$
declare
  stranded uuid;
  count integer := 0;
begin
  for stranded in
    select d.delivery_id
    from exchange.deliveries d
    where (d.state = 'DUE' or (d.state = 'DISPATCHED' and d.lease_until <= now()))
      and not exists (
        select 1
        from graphile_worker.jobs j
        where j.key = 'redeliver:' || d.delivery_id::text
          and (j.locked_at is null and j.attempts < j.max_attempts
               or j.locked_at > now() - make_interval(secs => lock_seconds)))
  loop
    perform exchange.schedule_redelivery(stranded, 0);
    count := count + 1;
  end loop;
  return count;
end;
$$;

create index deliveries_that_wait on exchange.deliveries (delivery_id) where state in ('DUE', 'DISPATCHED');

revoke all on function exchange.reschedule_stranded(integer) from public;
grant execute on function exchange.reschedule_stranded(integer) to assent_gateway;
