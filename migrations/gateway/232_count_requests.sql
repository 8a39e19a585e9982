-- How many requests each system has made in a minute, over all replicas (docs/decisions/0031). Whoever asks stands as a hash. A crash may
-- forget it: then a minute begins anew.
create unlogged table exchange.request_counts (
  minute timestamptz not null,
  who bytea not null check (octet_length(who) = 32),
  requests bigint not null check (requests > 0),
  primary key (minute, who)
);
grant select, insert, delete, update (requests) on exchange.request_counts to assent_gateway;

-- Adds what one replica has counted, [{who, requests}] with hashes in hex, and gives what all have; forgets the minutes before the last.
create function exchange.add_requests(p_minute timestamptz, p_counts jsonb) returns table (who text, requests bigint)
  language plpgsql
as $$
#variable_conflict use_column
begin
  delete from exchange.request_counts c where c.minute < p_minute - interval '1 minute';
  return query
  insert into exchange.request_counts as c (minute, who, requests)
  -- In one order everywhere, so that two replicas never wait for each other.
  select p_minute, decode(n ->> 'who', 'hex'), (n ->> 'requests')::bigint from jsonb_array_elements(p_counts) as n order by n ->> 'who'
  on conflict (minute, who) do update set requests = c.requests + excluded.requests
  returning encode(c.who, 'hex'), c.requests;
end;
$$;
revoke all on function exchange.add_requests(timestamptz, jsonb) from public;
grant execute on function exchange.add_requests(timestamptz, jsonb) to assent_gateway;
