-- A recipient that does not look at the time may take a body after the time until which it might, when the choice that let it go has
-- ended (docs/decisions/0010). That opens a case, and what follows from the end of the choice is done again: this recipient is among
-- those who must be told.

-- As before, with the cases that the ending opens, before the ledger's own entries (see cases.open_cases), and the changes of choices
-- that are followed again.
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
  perform exchange.note_mesh_message(record ->> 'carriedAs', (record ->> 'deliveryId')::uuid);
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
  perform exchange.follow_again(record -> 'followAgain');
  perform notices.record_notices(record -> 'notices');
  perform cases.open_cases(record -> 'cases');
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end;
$$;

-- Has what follows from the end of some choices done again: identifiers of consents. An absent list and a JSON null are none.
create function exchange.follow_again(consents jsonb) returns void
  language plpgsql
as $$
declare
  consent uuid;
begin
  for consent in
    select c::uuid from jsonb_array_elements_text(coalesce(nullif(consents, 'null'::jsonb), '[]'::jsonb)) as c order by c
  loop
    update exchange.withdrawals w set followed_at = null where w.consent_id = consent;
    perform graphile_worker.add_job('follow-withdrawal', json_build_object('consentId', consent),
      job_key => 'follow-withdrawal:' || consent::text, max_attempts => 5);
  end loop;
end;
$$;

-- What has arrived because of the choice, once for each delivery: under the decision that it arrived with, and whether it was taken too
-- late and after an instant. margin_seconds is how far recipients' clocks may be behind.
drop function exchange.find_disclosures(bytea);
create function exchange.find_disclosures(consent bytea, since timestamptz, margin_seconds integer)
  returns table (exchange_id uuid, ordinal integer, decision_entry_id uuid, came_after boolean)
  language sql
  stable
as $$
  select distinct on (d.delivery_id) d.exchange_id, d.ordinal, s.decision_entry_id,
         coalesce(s.ended_at > since and s.ended_at > s.accept_until + make_interval(secs => margin_seconds), false)
  from exchange.reliances r
  join exchange.deliveries d on d.delivery_id = r.delivery_id
  join exchange.dispatches s on s.delivery_id = r.delivery_id and s.decision_entry_id = r.decision_entry_id
  where r.consent_hash = consent and r.decisive and s.ending = 'ACCEPTED'
  order by d.delivery_id, s.ended_at;
$$;

revoke all on function exchange.record_attempt(jsonb), exchange.follow_again(jsonb),
  exchange.find_disclosures(bytea, timestamptz, integer) from public;
grant execute on function exchange.record_attempt(jsonb), exchange.follow_again(jsonb),
  exchange.find_disclosures(bytea, timestamptz, integer) to assent_gateway;
