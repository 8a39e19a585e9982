-- Key-encryption keys that were replaced (docs/decisions/0024). From the moment that one stands here no key is wrapped under it
-- any more, by whichever process, and what it still wraps is wrapped anew; then it can be thrown away.
create table keystore.retired_keks (
  kek_id text primary key check (kek_id ~ '^[0-9a-f]{16}$'),
  retired_at timestamptz not null default now()
);

create function keystore.refuse_retired_kek() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  -- Ordered with the retiring, which takes the lock for itself alone: whatever is inserted under the old key stands before it.
  perform pg_advisory_xact_lock_shared(hashtextextended('keystore.kek ' || new.kek_id, 0));
  if exists (select from keystore.retired_keks r where r.kek_id = new.kek_id) then
    raise exception 'key-encryption key % is retired and wraps nothing more', new.kek_id using errcode = 'AS093';
  end if;
  return new;
end
$$;
create trigger refuse_retired_kek before insert or update on keystore.person_keys
  for each row execute function keystore.refuse_retired_kek();
create trigger refuse_retired_kek before insert or update on keystore.part_keys
  for each row execute function keystore.refuse_retired_kek();

-- Retires a key-encryption key; done twice it changes nothing. For the owner alone.
create function keystore.retire_kek(kek text) returns void
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('keystore.kek ' || kek, 0));
  insert into keystore.retired_keks (kek_id) values (kek) on conflict (kek_id) do nothing;
end
$$;
revoke all on function keystore.refuse_retired_kek(), keystore.retire_kek(text) from public;

grant select on keystore.retired_keks to assent_gateway;
create index person_keys_by_kek on keystore.person_keys (kek_id);
create index part_keys_by_kek on keystore.part_keys (kek_id);
