-- The systems of organisations and what proves them: public keys and certificates, each with its dates. A key or a certificate
-- belongs to one system for ever.
create table agreements.systems (
  system_id uuid primary key,
  organisation_id uuid not null references agreements.organisations,
  client_id text not null constraint client_id_taken unique check (client_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$'),
  name text not null check (length(name) between 1 and 200),
  registered_at timestamptz not null
);
create index systems_by_organisation on agreements.systems (organisation_id);

-- What the system may ask a token for; the highest version counts.
create table agreements.system_scopes (
  system_id uuid not null references agreements.systems,
  version integer not null check (version > 0),
  scopes text[] not null,
  recorded_at timestamptz not null,
  primary key (system_id, version)
);

-- Public keys. With a system: that system's own, for tokens and for what its practitioners say. Without: the organisation's own,
-- which signs agreements. In force from valid_from until just before valid_to.
create table agreements.public_keys (
  kid text primary key check (length(kid) between 1 and 128),
  organisation_id uuid not null references agreements.organisations,
  system_id uuid references agreements.systems,
  -- RFC 7638: the same key may not come back under another kid, least of all for another organisation.
  thumbprint text not null constraint key_taken unique,
  jwk jsonb not null check (jwk ->> 'kid' = kid and not jwk ?| array['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to >= valid_from),
  registered_at timestamptz not null
);
create index public_keys_by_organisation on agreements.public_keys (organisation_id, system_id);

-- Certificates for mutual TLS, by the SHA-256 of their DER in base64url (RFC 8705 §3.1).
create table agreements.system_certificates (
  thumbprint text primary key check (thumbprint ~ '^[A-Za-z0-9_-]{43}$'),
  system_id uuid not null references agreements.systems,
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to >= valid_from),
  registered_at timestamptz not null
);
create index system_certificates_by_system on agreements.system_certificates (system_id);

-- Where a system receives, and for which departments and roles (null: all). The highest version counts; one with no address
-- means that it no longer receives.
create table agreements.system_endpoints (
  system_id uuid not null references agreements.systems,
  version integer not null check (version > 0),
  url text check (url like 'https://%'),
  departments text[] check (cardinality(departments) > 0),
  roles text[] check (cardinality(roles) > 0),
  recorded_at timestamptz not null,
  primary key (system_id, version)
);

alter table agreements.standing_changes
  add constraint standing_changes_system foreign key (system_id) references agreements.systems;

create trigger refuse_change before update or delete on agreements.systems
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on agreements.system_scopes
  for each row execute function database.refuse_change();
create trigger refuse_change before delete on agreements.public_keys
  for each row execute function database.refuse_change();
create trigger close_only before update on agreements.public_keys
  for each row execute function agreements.refuse_all_but_closing();
create trigger refuse_change before delete on agreements.system_certificates
  for each row execute function database.refuse_change();
create trigger close_only before update on agreements.system_certificates
  for each row execute function agreements.refuse_all_but_closing();
create trigger refuse_change before update or delete on agreements.system_endpoints
  for each row execute function database.refuse_change();

create trigger refuse_truncate before truncate on agreements.systems
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.system_scopes
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.public_keys
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.system_certificates
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.system_endpoints
  for each statement execute function database.refuse_change();

grant select on agreements.systems, agreements.system_scopes, agreements.public_keys, agreements.system_certificates,
  agreements.system_endpoints to assent_gateway;
