-- What protects a person: a national data opt-out, a location that must not become known, a safe contact, how they want to be
-- told. Of each only that there is one stands in clear: its kind, days and people are sealed under the data subject's key.
-- Nothing here is ever changed: a protection ends by an ending, and another choice is another row.

create table families.protections (
  protection_id uuid primary key,
  data_subject uuid not null references families.persons,
  -- The order of recording, by which the newest choice counts.
  sequence bigint not null generated always as identity unique,
  sealed bytea not null,
  recorded_at timestamptz not null
);
create index protections_data_subject on families.protections (data_subject);

create table families.protection_endings (
  protection_id uuid primary key references families.protections,
  sealed bytea not null,
  recorded_at timestamptz not null
);

-- Each door is called once: row, closing of the epoch, the request that asked for it and the ledger entries stand or fall
-- together, so that a decision that was made without the protection can no longer be recorded or sent.
-- p_note: as families.note_authority takes it.
create function families.record_protection(
  p_protection_id uuid, p_data_subject uuid, p_sealed bytea, p_recorded_at timestamptz, p_note jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
begin
  perform consent.close_epochs(p_data_subject, array[p_data_subject]);
  insert into families.protections (protection_id, data_subject, sealed, recorded_at)
  values (p_protection_id, p_data_subject, p_sealed, p_recorded_at);
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

create function families.record_protection_ending(
  p_protection_id uuid, p_sealed bytea, p_recorded_at timestamptz, p_note jsonb, p_entries jsonb
) returns table (entry_id uuid, entry_index bigint)
  language plpgsql
as $$
declare
  v_data_subject uuid;
begin
  select p.data_subject into strict v_data_subject from families.protections p where p.protection_id = p_protection_id;
  perform consent.close_epochs(v_data_subject, array[v_data_subject]);
  insert into families.protection_endings (protection_id, sealed, recorded_at)
  values (p_protection_id, p_sealed, p_recorded_at);
  perform families.note_authority(p_note, p_recorded_at);
  return query select a.entry_id, a.entry_index from ledger.append_entries(p_entries) a;
end
$$;

do $$
declare
  append_only text;
begin
  foreach append_only in array array['protections', 'protection_endings'] loop
    execute pg_catalog.format(
      'create trigger refuse_change before update or delete on families.%I
         for each row execute function database.refuse_change()', append_only);
    execute pg_catalog.format(
      'create trigger refuse_truncate before truncate on families.%I
         for each statement execute function database.refuse_change()', append_only);
    execute pg_catalog.format('grant select, insert on families.%I to assent_gateway', append_only);
  end loop;
end
$$;
revoke all on function
  families.record_protection(uuid, uuid, bytea, timestamptz, jsonb, jsonb),
  families.record_protection_ending(uuid, bytea, timestamptz, jsonb, jsonb)
from public;
grant execute on function
  families.record_protection(uuid, uuid, bytea, timestamptz, jsonb, jsonb),
  families.record_protection_ending(uuid, bytea, timestamptz, jsonb, jsonb)
to assent_gateway;
