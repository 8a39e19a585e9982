import type { Queryable } from '../../database/index.ts';
import type { KeyStore } from '../../keystore/index.ts';
import {
  type ExchangeId,
  type GrantId,
  type OrganisationId,
  type PersonId,
  type StaffId,
  asId,
} from '../../platform/index.ts';

/** An emergency access that was granted to one practitioner for one child. */
export interface EmergencyGrant {
  readonly grantId: GrantId;
  readonly exchangeId: ExchangeId;
  readonly expiresAt: Date;
}

/** Who was granted it. */
export interface GrantedPractitioner {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
}

/** A grant before it is sealed. */
export interface GrantDraft {
  readonly grantId: GrantId;
  readonly to: GrantedPractitioner;
  readonly dataSubject: PersonId;
  readonly grantedAt: Date;
  readonly expiresAt: Date;
  /** Why; kept sealed. */
  readonly reason: string;
}

/** A grant as `exchange.record_emergency_access(jsonb)` takes it. */
export interface SealedGrant {
  readonly grantId: GrantId;
  readonly dataSubject: PersonId;
  readonly staffHash: string;
  readonly grantedAt: string;
  readonly expiresAt: string;
  readonly sealed: string;
}

/** Seals a grant for the child whom it is about. */
export async function sealGrant(
  keyStore: Pick<KeyStore, 'sealForPerson' | 'lookupHash'>,
  { grantId, to, dataSubject, grantedAt, expiresAt, reason }: GrantDraft,
): Promise<SealedGrant> {
  const sealed = await keyStore.sealForPerson(
    dataSubject,
    Buffer.from(JSON.stringify({ ...to, reason })),
    `exchange emergency grant ${grantId}`,
  );
  return {
    grantId,
    dataSubject,
    staffHash: hashStaff(keyStore, to).toString('base64'),
    grantedAt: grantedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    sealed: sealed.toString('base64'),
  };
}

/**
 * The grant that a pull names, if it is recorded, was given to this very practitioner for this very child, and is in force at the
 * instant. Anything else is no grant, and which it lacks is not told.
 */
export async function findEmergencyGrant(
  { pool, keyStore }: { readonly pool: Queryable; readonly keyStore: Pick<KeyStore, 'lookupHash'> },
  grantId: GrantId,
  to: GrantedPractitioner,
  dataSubject: PersonId,
  at: Date,
): Promise<EmergencyGrant | undefined> {
  const { rows } = await pool.query<{ exchange_id: string; expires_at: Date }>(
    `select g.exchange_id, g.expires_at
       from exchange.emergency_grants g
      where g.grant_id = $1 and g.staff_hash = $2 and g.data_subject = $3 and g.granted_at <= $4 and $4 < g.expires_at`,
    [grantId, hashStaff(keyStore, to), dataSubject, at],
  );
  const [row] = rows;
  return row && { grantId, exchangeId: asId<'Exchange'>(row.exchange_id), expiresAt: row.expires_at };
}

function hashStaff(
  keyStore: Pick<KeyStore, 'lookupHash'>,
  { organisationId, staffId }: GrantedPractitioner,
): Buffer {
  return keyStore.lookupHash('emergency-grant', `${organisationId} ${staffId}`);
}
