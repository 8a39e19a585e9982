-- What families chose, in versions that never change, and the epoch of each person, which moves whenever a choice about
-- them does. What was chosen is sealed under the data subject's key.

create schema consent;
grant usage on schema consent to assent_gateway;

create table consent.consents (
  consent_id uuid not null,
  version integer not null check (version > 0),
  data_subject uuid not null,
  status text not null check (status in
    ('draft', 'active', 'suspended', 'pending-reauthorise', 'withdrawn', 'expired', 'superseded', 'entered-in-error')),
  type text not null check (type in ('SHARE', 'SERVICE', 'TREATMENT', 'GDPR_LAWFUL_BASIS', 'ASSESSMENT_GATE')),
  kind text not null check (kind in ('CONSENT', 'OBJECTION')),
  valid_from timestamptz not null,
  valid_to timestamptz,
  recorded_at timestamptz not null,
  -- The order in which choices about this person were recorded (the epoch that the version opened), whatever any clock said,
  -- and the place in it of the choice that the version carries.
  sequence bigint not null check (sequence > 0),
  chosen_sequence bigint not null check (chosen_sequence between 1 and sequence),
  recorded_by_kind text not null check (recorded_by_kind in ('DECIDER', 'PRACTITIONER', 'SYSTEM')),
  body bytea not null,
  primary key (consent_id, version),
  unique (data_subject, sequence),
  check (valid_to is null or valid_from < valid_to),
  check (kind = 'CONSENT' or type = 'SHARE'),
  -- Nobody but a person chooses.
  check (chosen_sequence < sequence or (recorded_by_kind <> 'SYSTEM' and status in ('draft', 'active')))
);
create index consents_data_subject on consent.consents (data_subject, consent_id, version desc);

-- What may follow what while the choice stays the same; the same table stands in src/consent/consent-life.ts.
create function consent.is_forward(p_from text, p_to text) returns boolean
  language sql
  immutable
as $$
  select case p_from
    when 'draft' then p_to in ('active', 'entered-in-error')
    when 'active' then
      p_to in ('suspended', 'pending-reauthorise', 'withdrawn', 'expired', 'superseded', 'entered-in-error')
    when 'suspended' then p_to in ('pending-reauthorise', 'withdrawn', 'expired', 'superseded', 'entered-in-error')
    when 'pending-reauthorise' then p_to in ('withdrawn', 'expired', 'superseded', 'entered-in-error')
    when 'expired' then p_to in ('withdrawn', 'entered-in-error')
    when 'superseded' then p_to in ('withdrawn', 'entered-in-error')
    when 'withdrawn' then p_to = 'entered-in-error'
    else false
  end
$$;

create function consent.check_version() returns trigger
  language plpgsql
as $$
declare
  previous consent.consents;
begin
  select c.* into previous from consent.consents c
   where c.consent_id = new.consent_id order by c.version desc limit 1;
  if not found then
    if new.version <> 1 or new.chosen_sequence <> new.sequence then
      raise exception 'the first version of a record is 1 and carries its own choice' using errcode = 'AS031';
    end if;
    return new;
  end if;
  if new.version <= previous.version then
    raise exception 'this version of the record is taken' using errcode = 'AS032';
  end if;
  if new.version <> previous.version + 1 or new.data_subject <> previous.data_subject
    or new.recorded_at < previous.recorded_at or new.sequence <= previous.sequence
  then
    raise exception 'a version follows the one before, about the same person and not earlier' using errcode = 'AS031';
  end if;
  if new.chosen_sequence = new.sequence then
    if previous.status = 'entered-in-error' then
      raise exception 'a record that was entered in error takes no further choice' using errcode = 'AS031';
    end if;
  elsif new.chosen_sequence <> previous.chosen_sequence or new.type <> previous.type or new.kind <> previous.kind
    or new.valid_from <> previous.valid_from or new.valid_to is distinct from previous.valid_to
    or not consent.is_forward(previous.status, new.status)
  then
    raise exception 'a record only moves forward' using errcode = 'AS031';
  end if;
  return new;
end
$$;

create trigger check_version before insert on consent.consents
  for each row execute function consent.check_version();
create trigger refuse_change before update or delete on consent.consents
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on consent.consents
  for each statement execute function database.refuse_change();

-- A decision is bound to the epoch under which it was made; no row is epoch 0.
create table consent.epochs (
  person_id uuid primary key,
  epoch bigint not null check (epoch >= 0)
);

create function consent.check_epoch_step() returns trigger
  language plpgsql
  set search_path = pg_catalog
as $$
begin
  if tg_op = 'UPDATE' and new.person_id = old.person_id and new.epoch = old.epoch + 1 then
    return new;
  end if;
  raise exception 'an epoch only moves on, one step at a time' using errcode = 'AS090';
end
$$;
create trigger check_epoch_step before update or delete on consent.epochs
  for each row execute function consent.check_epoch_step();
create trigger refuse_truncate before truncate on consent.epochs
  for each statement execute function database.refuse_change();

grant select, insert on consent.consents, consent.epochs to assent_gateway;
grant update (epoch) on consent.epochs to assent_gateway;
