-- Stage 6 within the time that its sender waits. A statement that a frozen or overloaded database takes up late, or that waited
-- too long for a lock, writes nothing: its sender has been told meanwhile that nothing was sent. The gateway names the instant
-- on this database's clock.
create function exchange.check_in_time(answer_by timestamptz) returns void
language plpgsql
as $$
begin
  if answer_by is null or clock_timestamp() > answer_by then
    raise exception 'too late: the sender has had another answer' using errcode = 'AS051';
  end if;
end;
$$;

create function exchange.record_exchange_in_time(record jsonb) returns table (entry_id uuid, entry_index bigint)
language plpgsql
as $$
begin
  perform exchange.check_in_time((record ->> 'answerBy')::timestamptz);
  return query select r.entry_id, r.entry_index from exchange.record_exchange(record) as r;
  perform exchange.check_in_time((record ->> 'answerBy')::timestamptz);
end;
$$;

revoke all on function exchange.check_in_time(timestamptz), exchange.record_exchange_in_time(jsonb) from public;
grant execute on function exchange.check_in_time(timestamptz), exchange.record_exchange_in_time(jsonb) to assent_gateway;
