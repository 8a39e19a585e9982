-- People, their numbers, how they are connected and who holds parental responsibility. Every personal value is sealed under
-- its person's key or stands here as a keyed hash; what is in clear is random identifiers, codes and days.

create schema families;
grant usage on schema families to assent_gateway, assent_eraser;

create table families.persons (
  person_id uuid primary key,
  registered_at timestamptz not null
);

-- A retired identity (adoption, docs/domain/01 §1.9) answers to nothing any more. Nothing here says what came after it.
create table families.person_retirements (
  person_id uuid primary key references families.persons,
  retired_at timestamptz not null
);

-- Whether a person may be matched by machine; the newest version holds, none means open.
create table families.match_restrictions (
  person_id uuid not null references families.persons,
  version integer not null check (version > 0),
  restricted boolean not null,
  recorded_at timestamptz not null,
  primary key (person_id, version)
);

-- Name, birth date, sex and address, sealed under the person's key; the newest version holds.
create table families.demographics (
  person_id uuid not null references families.persons,
  version integer not null check (version > 0),
  recorded_at timestamptz not null,
  sealed bytea not null,
  primary key (person_id, version)
);

-- A number belongs to one person for ever: a retired one is never given to another, and its row names no successor.
create table families.person_identifiers (
  identifier_id uuid primary key,
  person_id uuid not null references families.persons,
  system text not null check (system in ('nhs-number', 'upn', 'uln')),
  lookup_hash bytea not null check (octet_length(lookup_hash) = 32),
  -- The value as received and as normalised, sealed under the person's key.
  sealed_value bytea not null,
  valid_from date,
  valid_to date,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_why text check (ended_why in ('SUPERSEDED', 'RETIRED', 'ENTERED_IN_ERROR')),
  superseded_by uuid,
  unique (identifier_id, person_id),
  -- A successor is a number of the same person.
  foreign key (superseded_by, person_id) references families.person_identifiers (identifier_id, person_id),
  check (valid_from is null or valid_to is null or valid_from <= valid_to),
  check ((ended_at is null) = (valid_to is null)),
  check ((ended_at is null) = (ended_why is null)),
  check (superseded_by is null or ended_why = 'SUPERSEDED')
);
create unique index person_identifiers_lookup on families.person_identifiers (system, lookup_hash)
  where ended_why is distinct from 'ENTERED_IN_ERROR';
create index person_identifiers_person on families.person_identifiers (person_id);

-- An index for finding people without knowing their number: keyed hashes of pairs of facts. Rebuilt when the facts change.
create table families.person_search (
  kind text not null check (kind in ('dob+surname', 'dob+postcode', 'dob+given', 'surname+postcode')),
  hash bytea not null check (octet_length(hash) = 32),
  person_id uuid not null references families.persons,
  primary key (kind, hash, person_id)
);
create index person_search_person on families.person_search (person_id);

-- Invented demographics that are opened in place of candidates that were not found, so that finding nobody costs as much
-- work as finding somebody.
create table families.decoys (
  slot integer primary key check (slot between 0 and 31),
  person_id uuid not null,
  sealed bytea not null
);

-- "from_person is the PARENT of to_person". The days are null where the connection began at birth or is open.
create table families.family_links (
  link_id uuid primary key,
  from_person uuid not null references families.persons,
  to_person uuid not null references families.persons,
  kind text not null check (kind in ('PARENT', 'SIBLING', 'PARTNER', 'RELATIVE', 'CARER', 'OTHER')),
  valid_from date,
  recorded_at timestamptz not null,
  check (from_person <> to_person)
);
create index family_links_from on families.family_links (from_person);
create index family_links_to on families.family_links (to_person);

create table families.link_endings (
  link_id uuid primary key references families.family_links,
  valid_to date not null,
  recorded_at timestamptz not null
);

-- A claim to hold parental responsibility. It gives authority only once it is verified and until it has ended. The kind
-- of evidence is sealed under the child's key, since an adoption certificate would tell of an adoption.
create table families.parental_responsibility (
  responsibility_id uuid primary key,
  child uuid not null references families.persons,
  holder uuid not null references families.persons,
  sealed_evidence bytea,
  -- Null is since birth: a birthday must not stand here in clear.
  valid_from date,
  recorded_at timestamptz not null,
  check (child <> holder)
);
create index parental_responsibility_child on families.parental_responsibility (child);

create table families.responsibility_verifications (
  responsibility_id uuid primary key references families.parental_responsibility,
  -- The member of staff who saw the evidence, by their random identifier.
  verified_by text not null check (verified_by <> ''),
  verified_on date not null,
  sealed_evidence bytea not null,
  recorded_at timestamptz not null
);

create table families.responsibility_endings (
  responsibility_id uuid primary key references families.parental_responsibility,
  valid_to date not null,
  recorded_at timestamptz not null
);

create function families.refuse_identifier_change() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if old.ended_at is null and new.ended_at is not null
    and (new.identifier_id, new.person_id, new.system, new.lookup_hash, new.sealed_value, new.recorded_at)
      = (old.identifier_id, old.person_id, old.system, old.lookup_hash, old.sealed_value, old.recorded_at)
    and new.valid_from is not distinct from old.valid_from
  then
    return new;
  end if;
  raise exception 'UPDATE on families.person_identifiers is refused: a number is only ever ended, and once'
    using errcode = 'AS090';
end
$$;
create trigger refuse_change before update on families.person_identifiers
  for each row execute function families.refuse_identifier_change();
create trigger refuse_truncate before truncate on families.person_identifiers
  for each statement execute function database.refuse_change();

do $$
declare
  append_only text;
begin
  foreach append_only in array array[
    'persons', 'person_retirements', 'match_restrictions', 'demographics', 'decoys', 'family_links', 'link_endings',
    'parental_responsibility', 'responsibility_verifications', 'responsibility_endings'
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

grant select, insert on families.person_identifiers to assent_gateway;
grant update (valid_to, ended_at, ended_why, superseded_by) on families.person_identifiers to assent_gateway;
grant select, insert, delete on families.person_search to assent_gateway;
-- The eraser removes what a person can be found by; what is sealed dies with the key (rulings 13).
grant select (person_id) on families.person_identifiers, families.person_search to assent_eraser;
grant delete on families.person_identifiers, families.person_search to assent_eraser;
