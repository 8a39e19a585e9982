-- Sharing agreements. The terms are one immutable text, the canonical JSON (RFC 8785) that each side signs the hash of; the other
-- columns and tables only find it. Nothing about an agreement is ever changed: a new version, a signature and a revocation are rows.
create table agreements.agreements (
  agreement_id uuid not null,
  version integer not null check (version > 0),
  terms text not null,
  terms_hash bytea not null check (terms_hash = sha256(convert_to(terms, 'UTF8'))),
  proposed_by uuid not null references agreements.organisations,
  proposed_at timestamptz not null,
  primary key (agreement_id, version)
);

create table agreements.agreement_flows (
  agreement_id uuid not null,
  version integer not null,
  source_id uuid not null references agreements.organisations,
  recipient_id uuid not null references agreements.organisations check (recipient_id <> source_id),
  primary key (agreement_id, version, source_id, recipient_id),
  foreign key (agreement_id, version) references agreements.agreements
);
create index agreement_flows_by_sides on agreements.agreement_flows (source_id, recipient_id, agreement_id);

-- One signature of each side on each version: a compact JWS that anybody can check against the key.
create table agreements.agreement_signatures (
  agreement_id uuid not null,
  version integer not null,
  organisation_id uuid not null references agreements.organisations,
  kid text not null references agreements.public_keys,
  jws text not null,
  signed_at timestamptz not null,
  constraint already_signed primary key (agreement_id, version, organisation_id),
  foreign key (agreement_id, version) references agreements.agreements
);

-- Any side may end an agreement, all of its versions, at once and for good.
create table agreements.agreement_revocations (
  agreement_id uuid constraint already_revoked primary key,
  organisation_id uuid not null references agreements.organisations,
  reason text not null check (length(reason) between 1 and 500),
  revoked_at timestamptz not null
);

create trigger refuse_change before update or delete on agreements.agreements
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on agreements.agreement_flows
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on agreements.agreement_signatures
  for each row execute function database.refuse_change();
create trigger refuse_change before update or delete on agreements.agreement_revocations
  for each row execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.agreements
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.agreement_flows
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.agreement_signatures
  for each statement execute function database.refuse_change();
create trigger refuse_truncate before truncate on agreements.agreement_revocations
  for each statement execute function database.refuse_change();

grant select on agreements.agreements, agreements.agreement_flows, agreements.agreement_signatures,
  agreements.agreement_revocations to assent_gateway;
