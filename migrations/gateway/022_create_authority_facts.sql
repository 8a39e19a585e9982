-- What is known about who may decide for a person, beside parental responsibility: competence, capacity, representatives,
-- legal status, court orders, delegated authority, death. Of each fact only that there is one stands in clear: its kind, days
-- and terms are sealed under the data subject's key, since each of them tells something. Nothing here is ever changed: a fact
-- ends by an ending, and another finding is another fact.

create table families.authority_facts (
  fact_id uuid primary key,
  data_subject uuid not null references families.persons,
  sealed bytea not null,
  recorded_at timestamptz not null
);
create index authority_facts_data_subject on families.authority_facts (data_subject);

-- Other people whom a fact names (an attorney, a carer), so that what changes for them is known to change for the data subject.
create table families.authority_fact_persons (
  fact_id uuid not null references families.authority_facts,
  person_id uuid not null references families.persons,
  primary key (fact_id, person_id)
);
create index authority_fact_persons_person on families.authority_fact_persons (person_id);

create table families.authority_fact_endings (
  fact_id uuid primary key references families.authority_facts,
  sealed bytea not null,
  recorded_at timestamptz not null
);

-- A request that was recorded, so that the same one sent again changes nothing and gets the same answer. Both hashes are keyed.
create table families.authority_requests (
  request_id uuid primary key,
  request_hash bytea not null check (octet_length(request_hash) = 32),
  answer_id uuid not null,
  recorded_at timestamptz not null
);

-- Keyed hashes of "this organisation recorded something of this person's authority": who may ask about the record.
create table families.authority_recorders (
  recorder_hash bytea primary key check (octet_length(recorder_hash) = 32),
  recorded_at timestamptz not null
);

-- What is due on a day for a person. The day is a keyed hash, since a birthday must not stand here, and what happens on it is
-- sealed; the key hash keeps the same event from being planned twice.
create table families.authority_schedule (
  schedule_id uuid primary key,
  person_id uuid not null references families.persons,
  day_hash bytea not null check (octet_length(day_hash) = 32),
  key_hash bytea not null unique check (octet_length(key_hash) = 32),
  sealed bytea not null,
  recorded_at timestamptz not null
);
create index authority_schedule_day on families.authority_schedule (day_hash);

create table families.authority_schedule_done (
  schedule_id uuid primary key references families.authority_schedule,
  done_at timestamptz not null
);

-- London days for which everything that was due has been done.
create table families.authority_days (
  day date primary key,
  done_at timestamptz not null
);

do $$
declare
  append_only text;
begin
  foreach append_only in array array[
    'authority_facts', 'authority_fact_persons', 'authority_fact_endings', 'authority_requests', 'authority_recorders',
    'authority_schedule', 'authority_schedule_done', 'authority_days'
  ] loop
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
