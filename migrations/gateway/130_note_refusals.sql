-- Messages that are refused before anything is decided about them. Each is an entry in the ledger up to a bound for each system
-- and hour (docs/decisions/0015); of those beyond it only a count is kept here, which becomes one entry when the hour is over. So
-- nobody can fill the ledger by sending rubbish, and nobody can hide among rubbish that they were refused.
create table exchange.refusals (
  -- The system that proved itself, or `nobody`: all others share one bound.
  sender text not null check (sender = 'nobody' or sender = system_id::text),
  -- An hour in UTC, by its beginning.
  hour timestamptz not null,
  organisation_id uuid,
  system_id uuid,
  noted integer not null check (noted > 0),
  -- Problem codes beyond the bound with their counts.
  surplus jsonb not null default '{}'::jsonb,
  summed_up_at timestamptz,
  primary key (sender, hour)
);
grant select, insert, update, delete on exchange.refusals to assent_gateway;

-- Counts a refusal and tells whether it is to have an entry of its own.
create function exchange.count_refusal(organisation uuid, system uuid, problem text, bound integer) returns boolean
  language sql
as $$
  insert into exchange.refusals as r (sender, hour, organisation_id, system_id, noted)
  values (coalesce(system::text, 'nobody'), date_trunc('hour', now(), 'UTC'), organisation, system, 1)
  on conflict (sender, hour) do update
  set noted = least(r.noted + 1, bound),
      surplus = case when r.noted < bound then r.surplus
                     else r.surplus || jsonb_build_object(problem, coalesce((r.surplus ->> problem)::integer, 0) + 1) end
  -- Once there is a surplus, everything that follows within the hour belongs to it.
  returning r.surplus = '{}'::jsonb
$$;

-- Sums an hour up: {sender, hour, entries}. Nothing when another replica was first.
create function exchange.sum_up_refusals(record jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  update exchange.refusals r set summed_up_at = now()
  where r.sender = record ->> 'sender' and r.hour = (record ->> 'hour')::timestamptz and r.summed_up_at is null;
  if not found then
    return;
  end if;
  return query select a.entry_id, a.entry_index from ledger.append_entries(record -> 'entries') as a;
end
$$;

revoke all on function exchange.count_refusal(uuid, uuid, text, integer), exchange.sum_up_refusals(jsonb) from public;
grant execute on function exchange.count_refusal(uuid, uuid, text, integer), exchange.sum_up_refusals(jsonb) to assent_gateway;
