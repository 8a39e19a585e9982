-- Plans: one logical plan of a child and its immutable versions (docs/domain/02 §2.4, §2.7; docs/decisions/0020). What a version says
-- is sealed for the people it is about, part by part; in clear stand random identifiers, the organisation whose plan it is, the data
-- subject's pseudonym, the type of record and the author's number of the version.
create schema plans;
grant usage on schema plans to assent_gateway, assent_eraser;

create table plans.versions (
  version_id uuid primary key,
  plan_id uuid not null,
  -- The order of the versions of a plan, whatever its author counts.
  place integer not null check (place > 0),
  source_organisation_id uuid not null,
  -- The system that first brought it.
  system_id uuid not null,
  data_subject uuid not null,
  message_type text not null check (message_type in ('M03', 'M09')),
  -- Keyed hash of the organisation, the person and the identifier that the organisation gives the record.
  record_hash bytea not null check (octet_length(record_hash) = 32),
  -- The number that its author gives the version.
  number integer not null check (number > 0),
  -- From when it is the present one.
  in_force_at timestamptz not null,
  -- What the message said beside its parts.
  body bytea not null,
  body_keys jsonb not null,
  unique (record_hash, number),
  unique (plan_id, place)
);
create index versions_by_person on plans.versions (data_subject, source_organisation_id, message_type);

-- What a version says, sealed apart for each set of people. A later message may bring parts that the first left out; none is changed.
create table plans.parts (
  version_id uuid not null references plans.versions,
  exchange_id uuid not null,
  ordinal integer not null check (ordinal >= 0),
  kept_at timestamptz not null default clock_timestamp(),
  body bytea not null,
  body_keys jsonb not null,
  primary key (version_id, exchange_id, ordinal)
);

-- The messages that brought a version to somebody.
create table plans.carriers (
  exchange_id uuid primary key,
  version_id uuid not null references plans.versions,
  message_id text not null
);
create index carriers_by_version on plans.carriers (version_id);
create index carriers_by_message on plans.carriers (message_id);

-- Nothing of it is changed; only an erasure deletes.
create trigger refuse_change before update or delete or truncate on plans.versions
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete or truncate on plans.parts
  for each statement execute function database.refuse_change();
create trigger refuse_change before update or delete or truncate on plans.carriers
  for each statement execute function database.refuse_change();
grant select, insert on plans.versions, plans.parts, plans.carriers to assent_gateway;

-- Keeps a version with the message that brings it, called inside the statement that records the message: {versionId, planId, place, isNew,
-- sourceOrganisationId, systemId, dataSubject, messageType, recordHash, number, inForceAt, body, bodyKeys, exchangeId, messageId,
-- knownParts, parts: [{body, bodyKeys}]}; bytes in base64. Raises AS160 where somebody else was first: the plan is then looked at anew.
create function plans.keep_version(version jsonb) returns void
  language plpgsql
as $$
declare
  known integer;
begin
  if version is null or jsonb_typeof(version) <> 'object' then
    return;
  end if;
  -- Two messages that bring further parts of one version come one after the other.
  perform pg_advisory_xact_lock(hashtextextended(version ->> 'planId', 160));
  if (version ->> 'isNew')::boolean then
    insert into plans.versions (version_id, plan_id, place, source_organisation_id, system_id, data_subject, message_type,
      record_hash, number, in_force_at, body, body_keys)
    values ((version ->> 'versionId')::uuid, (version ->> 'planId')::uuid, (version ->> 'place')::integer,
      (version ->> 'sourceOrganisationId')::uuid, (version ->> 'systemId')::uuid, (version ->> 'dataSubject')::uuid,
      version ->> 'messageType', decode(version ->> 'recordHash', 'base64'), (version ->> 'number')::integer,
      (version ->> 'inForceAt')::timestamptz, decode(version ->> 'body', 'base64'), version -> 'bodyKeys')
    on conflict do nothing;
    if not found then
      raise exception 'this version of the plan is kept already' using errcode = 'AS160';
    end if;
  end if;
  select count(*) into known from plans.parts p where p.version_id = (version ->> 'versionId')::uuid;
  if known <> (version ->> 'knownParts')::integer then
    raise exception 'this version of the plan has got further parts' using errcode = 'AS160';
  end if;
  insert into plans.parts (version_id, exchange_id, ordinal, body, body_keys)
  select (version ->> 'versionId')::uuid, (version ->> 'exchangeId')::uuid, p.ordinality - 1,
         decode(p.part ->> 'body', 'base64'), p.part -> 'bodyKeys'
  from jsonb_array_elements(version -> 'parts') with ordinality as p (part, ordinality);
  insert into plans.carriers (exchange_id, version_id, message_id)
  values ((version ->> 'exchangeId')::uuid, (version ->> 'versionId')::uuid, version ->> 'messageId');
end;
$$;

revoke all on all functions in schema plans from public;
grant execute on all functions in schema plans to assent_gateway;
