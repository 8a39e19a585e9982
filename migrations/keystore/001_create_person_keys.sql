-- The key store (rulings 13): a database of its own with a backup policy of its own, so that restoring the main database
-- cannot bring an erased person back. It holds keys, wrapped under the key-encryption key, and identifiers; no content.

revoke all on schema public from public;
alter default privileges revoke execute on functions from public;

create schema keystore;
grant usage on schema keystore to assent_gateway, assent_eraser;

-- One key per data subject. The row's absence is the erasure: without it, whatever was sealed for the person stays sealed.
create table keystore.person_keys (
  person_id uuid primary key,
  -- Names the key-encryption key that wraps the key (first 16 hex digits of its SHA-256), so that it can be rotated.
  kek_id text not null check (kek_id ~ '^[0-9a-f]{16}$'),
  -- Version octet, nonce (12), the person's key encrypted (32), tag (16).
  wrapped_key bytea not null check (octet_length(wrapped_key) = 61),
  created_at timestamptz not null default now()
);

-- Content keys of parts that are about no person (unmatched entries), one for each part.
create table keystore.part_keys (
  key_id text primary key check (length(key_id) between 1 and 200),
  kek_id text not null check (kek_id ~ '^[0-9a-f]{16}$'),
  wrapped_key bytea not null check (octet_length(wrapped_key) = 61),
  created_at timestamptz not null default now()
);

-- Whose key was destroyed. A key is never made anew for one of them.
create table keystore.destroyed_keys (
  person_id uuid primary key,
  destroyed_at timestamptz not null default now()
);

create function keystore.refuse_destroyed_person() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('keystore.person ' || new.person_id::text, 0));
  if exists (select 1 from keystore.destroyed_keys d where d.person_id = new.person_id) then
    raise exception 'the key of this person was destroyed and is not made anew' using errcode = 'AS091';
  end if;
  return new;
end
$$;

create trigger refuse_destroyed_person
  before insert on keystore.person_keys
  for each row execute function keystore.refuse_destroyed_person();

-- Destroys keys in one statement: an interrupted erasure is repeated with the same outcome. The lock on each person orders it
-- with an insert that is under way, whose key would not be seen otherwise. Gives how many keys there were.
create function keystore.destroy_person_keys(persons uuid[]) returns integer
  language plpgsql
  set search_path = pg_catalog
as $$
declare
  destroyed integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('keystore.person ' || p::text, 0))
     from (select distinct p from unnest(persons) as p order by p) as ordered;
  insert into keystore.destroyed_keys (person_id)
  select distinct p from unnest(persons) as p
  on conflict (person_id) do nothing;
  delete from keystore.person_keys k where k.person_id = any (persons);
  get diagnostics destroyed = row_count;
  return destroyed;
end
$$;

-- The gateway makes and reads keys, and can neither change nor destroy one. The eraser destroys, and cannot read one.
grant select, insert on keystore.person_keys, keystore.part_keys to assent_gateway;
grant select on keystore.destroyed_keys to assent_gateway;
grant delete on keystore.person_keys, keystore.part_keys to assent_eraser;
grant select (person_id) on keystore.person_keys to assent_eraser;
grant select (key_id) on keystore.part_keys to assent_eraser;
grant select, insert on keystore.destroyed_keys to assent_eraser;
grant execute on function keystore.destroy_person_keys(uuid[]) to assent_eraser;
