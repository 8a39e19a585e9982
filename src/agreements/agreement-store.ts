import type { Queryable } from '../database/index.ts';
import { type AgreementId, type OrganisationId, asId } from '../platform/index.ts';
import type { PublicKey } from './public-key.ts';

/** A signature as it is stored, with the key it names. */
export interface StoredSignature {
  readonly organisationId: OrganisationId;
  readonly jws: string;
  readonly signedAt: Date;
  readonly key: PublicKey;
  /** The key is the side's own, is made for agreements, and was in force when it signed. */
  readonly keyStands: boolean;
}

/** One version of an agreement as it is stored. */
export interface StoredAgreement {
  readonly agreementId: AgreementId;
  readonly version: number;
  readonly terms: string;
  readonly proposedBy: OrganisationId;
  readonly proposedAt: Date;
  readonly signatures: readonly StoredSignature[];
  readonly revocation: {
    readonly by: OrganisationId;
    readonly reason: string;
    readonly revokedAt: Date;
  } | null;
}

interface AgreementRow {
  readonly agreement_id: string;
  readonly version: number;
  readonly terms: string;
  readonly proposed_by: string;
  readonly proposed_at: Date;
  readonly signatures: readonly {
    readonly organisationId: string;
    readonly jws: string;
    readonly signedAt: string;
    readonly jwk: PublicKey;
    readonly keyStands: boolean;
  }[];
  readonly revoked_by: string | null;
  readonly revocation_reason: string | null;
  readonly revoked_at: Date | null;
}

const selectAgreements = `
  select a.agreement_id, a.version, a.terms, a.proposed_by, a.proposed_at,
         coalesce((select jsonb_agg(jsonb_build_object(
                            'organisationId', s.organisation_id, 'jws', s.jws, 'signedAt', s.signed_at, 'jwk', k.jwk,
                            'keyStands', k.organisation_id = s.organisation_id and k.system_id is null
                                         and k.valid_from <= s.signed_at
                                         and (k.valid_to is null or k.valid_to > s.signed_at))
                          order by s.signed_at, s.organisation_id)
                   from agreements.agreement_signatures s
                   join agreements.public_keys k on k.kid = s.kid
                   where s.agreement_id = a.agreement_id and s.version = a.version), '[]') as signatures,
         r.organisation_id as revoked_by, r.reason as revocation_reason, r.revoked_at
  from agreements.agreements a
  left join agreements.agreement_revocations r on r.agreement_id = a.agreement_id`;

/** All versions of the agreements of which some version lets information flow from one organisation to the other. */
export async function findAgreementsBetween(
  pool: Queryable,
  sourceId: OrganisationId,
  recipientId: OrganisationId,
): Promise<readonly StoredAgreement[]> {
  const { rows } = await pool.query<AgreementRow>(
    `${selectAgreements}
     where a.agreement_id in (select f.agreement_id
                              from agreements.agreement_flows f
                              where f.source_id = $1 and f.recipient_id = $2)
     order by a.agreement_id, a.version`,
    [sourceId, recipientId],
  );
  return rows.map(toAgreement);
}

/** All versions of one agreement, oldest first. */
export async function findVersions(
  pool: Queryable,
  agreementId: AgreementId,
): Promise<readonly StoredAgreement[]> {
  const { rows } = await pool.query<AgreementRow>(
    `${selectAgreements} where a.agreement_id = $1 order by a.version`,
    [agreementId],
  );
  return rows.map(toAgreement);
}

/** The newest version of every agreement, or of those that an organisation is a side of; newest proposals first. */
export async function findLatestVersions(
  pool: Queryable,
  organisationId: OrganisationId | null,
): Promise<readonly StoredAgreement[]> {
  const { rows } = await pool.query<AgreementRow>(
    `${selectAgreements}
     where a.version = (select max(b.version) from agreements.agreements b where b.agreement_id = a.agreement_id)
       and ($1::uuid is null
            or exists (select 1
                       from agreements.agreement_flows f
                       where f.agreement_id = a.agreement_id and f.version = a.version
                         and $1::uuid in (f.source_id, f.recipient_id)))
     order by a.proposed_at desc, a.agreement_id`,
    [organisationId],
  );
  return rows.map(toAgreement);
}

/** Whether both organisations exist on the day and neither is suspended now. */
export async function areBothActive(
  pool: Queryable,
  sourceId: OrganisationId,
  recipientId: OrganisationId,
  day: string,
): Promise<boolean> {
  const { rows } = await pool.query<{ readonly active: boolean }>(
    'select agreements.is_active($1, $3::date) and agreements.is_active($2, $3::date) as active',
    [sourceId, recipientId, day],
  );
  return rows[0]?.active === true;
}

function toAgreement(row: AgreementRow): StoredAgreement {
  return {
    agreementId: asId(row.agreement_id),
    version: row.version,
    terms: row.terms,
    proposedBy: asId(row.proposed_by),
    proposedAt: row.proposed_at,
    signatures: row.signatures.map(({ organisationId, jws, signedAt, jwk, keyStands }) => ({
      organisationId: asId(organisationId),
      jws,
      signedAt: new Date(signedAt),
      key: jwk,
      keyStands,
    })),
    revocation:
      row.revoked_by === null || row.revocation_reason === null || row.revoked_at === null
        ? null
        : { by: asId(row.revoked_by), reason: row.revocation_reason, revokedAt: row.revoked_at },
  };
}
