-- What all rooms' migrations rest on. The owner runs migrations; nobody else gets anything that is not granted by name.

revoke all on schema public from public;

-- Exclusion constraints on "the same person and overlapping dates" need equality of scalars in a GiST index.
create schema database;
create extension btree_gist with schema database;
grant usage on schema database to assent_gateway, assent_eraser;

-- A function is executable by everybody unless this is revoked: each room grants execute on its doors by name.
alter default privileges revoke execute on functions from public;

create function database.refuse_change() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  raise exception '% on %.% is refused: what it records is never changed', tg_op, tg_table_schema, tg_table_name
    using errcode = 'AS090';
end
$$;

comment on function database.refuse_change() is
'Makes a table append-only for everybody, its owner included. Attach it in the migration that creates the table:

  create trigger refuse_change
    before update or delete on room.things
    for each row execute function database.refuse_change();
  create trigger refuse_truncate
    before truncate on room.things
    for each statement execute function database.refuse_change();

A table whose rows the eraser may delete leaves "or delete" out of the first trigger. Raises SQLSTATE AS090.';
