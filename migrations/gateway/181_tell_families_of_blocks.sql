-- What officers had families told apart from any case: the name of each request and what it said, both as keyed hashes, so that the same
-- one sent again tells nobody twice. Nothing in it says who was told, or of whom.
create table cases.tellings (
  request_id uuid primary key,
  request_hash bytea not null,
  told_at timestamptz not null
);
create trigger refuse_change before update or delete on cases.tellings for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on cases.tellings for each statement execute function database.refuse_change();
grant select, insert on cases.tellings to assent_gateway;

-- Tells a family: {requestId, requestHash, toldAt, notices, entries}; bytes in base64. The name can be used once.
create function cases.tell_family(telling jsonb) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  insert into cases.tellings (request_id, request_hash, told_at)
  values ((telling ->> 'requestId')::uuid, decode(telling ->> 'requestHash', 'base64'), (telling ->> 'toldAt')::timestamptz);
  perform notices.record_notices(telling -> 'notices');
  return query select a.entry_id, a.entry_index from ledger.append_entries(telling -> 'entries') as a;
end
$$;
revoke all on function cases.tell_family(jsonb) from public;
grant execute on function cases.tell_family(jsonb) to assent_gateway;
