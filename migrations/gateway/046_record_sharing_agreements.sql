-- The doors through which agreements are proposed, signed and revoked; see 044 for how they refuse. The agreement is locked by an
-- advisory lock of the statement's transaction, so that a signature and a revocation cannot pass each other.

create function agreements.lock_agreement(p_agreement_id uuid) returns void
  language sql
  set search_path = pg_catalog
as $$
  select pg_advisory_xact_lock(hashtextextended(p_agreement_id::text, 40))
$$;

-- p_flows: [{"source": uuid, "recipient": uuid}].
create function agreements.propose_agreement(
  p_agreement_id uuid, p_version integer, p_terms text, p_flows jsonb, p_proposed_by uuid, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_agreement(p_agreement_id);
  if exists (select 1 from agreements.agreement_revocations r where r.agreement_id = p_agreement_id) then
    raise exception 'agreement-revoked' using errcode = 'AS040', detail = 'agreementId';
  end if;
  if p_version <> 1 + (select coalesce(max(a.version), 0) from agreements.agreements a
                       where a.agreement_id = p_agreement_id) then
    raise exception 'version-not-next' using errcode = 'AS040', detail = 'version';
  end if;
  insert into agreements.agreements (agreement_id, version, terms, terms_hash, proposed_by, proposed_at)
  values (p_agreement_id, p_version, p_terms, sha256(convert_to(p_terms, 'UTF8')), p_proposed_by, p_at);
  insert into agreements.agreement_flows (agreement_id, version, source_id, recipient_id)
  select p_agreement_id, p_version, f.source, f.recipient
  from jsonb_to_recordset(p_flows) as f (source uuid, recipient uuid);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.sign_agreement(
  p_agreement_id uuid, p_version integer, p_organisation_id uuid, p_kid text, p_jws text, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_agreement(p_agreement_id);
  if exists (select 1 from agreements.agreement_revocations r where r.agreement_id = p_agreement_id) then
    raise exception 'agreement-revoked' using errcode = 'AS040', detail = 'agreementId';
  end if;
  if exists (select 1 from agreements.agreements a
             where a.agreement_id = p_agreement_id and a.version > p_version) then
    raise exception 'version-superseded' using errcode = 'AS040', detail = 'version';
  end if;
  insert into agreements.agreement_signatures (agreement_id, version, organisation_id, kid, jws, signed_at)
  values (p_agreement_id, p_version, p_organisation_id, p_kid, p_jws, p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

create function agreements.revoke_agreement(
  p_agreement_id uuid, p_organisation_id uuid, p_reason text, p_at timestamptz, p_entries jsonb
) returns void
  language plpgsql
  security definer
  set search_path = pg_catalog
as $$
begin
  perform agreements.lock_agreement(p_agreement_id);
  insert into agreements.agreement_revocations (agreement_id, organisation_id, reason, revoked_at)
  values (p_agreement_id, p_organisation_id, p_reason, p_at);
  perform count(*) from ledger.append_entries(p_entries);
end
$$;

grant execute on function
  agreements.propose_agreement(uuid, integer, text, jsonb, uuid, timestamptz, jsonb),
  agreements.sign_agreement(uuid, integer, uuid, text, text, timestamptz, jsonb),
  agreements.revoke_agreement(uuid, uuid, text, timestamptz, jsonb)
  to assent_gateway;
