import type { Queryable } from '../database/index.ts';
import type { SealedPart } from '../keystore/index.ts';
import { type OrganisationId, type PersonId, type PlanId, asId } from '../platform/index.ts';
import type { PlanVersion } from './plan-version.ts';

/** Wrapped keys as they lie beside what they open. */
export interface StoredKeys {
  readonly keyId: string;
  readonly wraps: readonly { readonly person: string; readonly wrapped: string }[];
}

/** Something sealed as it lies in the database; bytes in base64. */
export interface StoredBlob {
  readonly body: string;
  readonly bodyKeys: StoredKeys;
}

/** A version as it lies in the database. */
export interface VersionRow extends Omit<PlanVersion, 'base' | 'parts' | 'partCount'> {
  readonly recordHash: Buffer;
  readonly base: StoredBlob;
  readonly parts: readonly (StoredBlob & { readonly exchangeId: string; readonly ordinal: number })[];
}

/** What is sealed, to be stored. */
export function storeBlob({ keyId, ciphertext, wraps }: SealedPart): StoredBlob {
  return {
    body: ciphertext.toString('base64'),
    bodyKeys: {
      keyId,
      wraps: wraps.map(({ person, wrapped }) => ({ person, wrapped: wrapped.toString('base64') })),
    },
  };
}

/** What was stored, to be opened. */
export function restoreBlob({ body, bodyKeys: { keyId, wraps } }: StoredBlob): SealedPart {
  return {
    keyId,
    ciphertext: Buffer.from(body, 'base64'),
    wraps: wraps.map(({ person, wrapped }) => ({
      person: asId<'Person'>(person),
      wrapped: Buffer.from(wrapped, 'base64'),
    })),
  };
}

/** The versions of every plan to which one of these records belongs, the oldest first. */
export function findRowsOfRecords(db: Queryable, records: readonly Buffer[]): Promise<readonly VersionRow[]> {
  return selectVersions(
    db,
    'where v.plan_id in (select w.plan_id from plans.versions w where w.record_hash = any($1::bytea[]))',
    [records],
  );
}

/** The versions of the plans of a person from one organisation and of one type, the oldest first. */
export function findRowsOfPerson(
  db: Queryable,
  dataSubject: PersonId,
  source: OrganisationId,
  messageType: string,
): Promise<readonly VersionRow[]> {
  return selectVersions(
    db,
    'where v.data_subject = $1 and v.source_organisation_id = $2 and v.message_type = $3',
    [dataSubject, source, messageType],
  );
}

/** The versions of the plan of an organisation that one of its messages carried, the oldest first. */
export function findRowsOfMessage(
  db: Queryable,
  source: OrganisationId,
  messageId: string,
): Promise<readonly VersionRow[]> {
  return selectVersions(
    db,
    `where v.source_organisation_id = $1
       and v.version_id in (select c.version_id from plans.carriers c where c.message_id = $2)`,
    [source, messageId],
  );
}

/** The versions of a plan, the oldest first. */
export function findRowsOfPlan(db: Queryable, planId: PlanId): Promise<readonly VersionRow[]> {
  return selectVersions(db, 'where v.plan_id = $1', [planId]);
}

async function selectVersions(
  db: Queryable,
  condition: string,
  values: readonly unknown[],
): Promise<readonly VersionRow[]> {
  const { rows } = await db.query<{
    version_id: string;
    plan_id: string;
    place: number;
    source_organisation_id: string;
    system_id: string;
    data_subject: string;
    message_type: string;
    record_hash: Buffer;
    number: number;
    in_force_at: Date;
    base: StoredBlob;
    parts: VersionRow['parts'];
    message_ids: readonly string[];
  }>(
    `select v.version_id, v.plan_id, v.place, v.source_organisation_id, v.system_id, v.data_subject, v.message_type, v.record_hash,
            v.number, v.in_force_at, jsonb_build_object('body', encode(v.body, 'base64'), 'bodyKeys', v.body_keys) as base,
            coalesce((select jsonb_agg(jsonb_build_object(
                               'exchangeId', p.exchange_id, 'ordinal', p.ordinal, 'body', encode(p.body, 'base64'),
                               'bodyKeys', p.body_keys) order by p.kept_at, p.ordinal)
                        from plans.parts p where p.version_id = v.version_id), '[]'::jsonb) as parts,
            coalesce((select jsonb_agg(c.message_id order by c.message_id)
                        from plans.carriers c where c.version_id = v.version_id), '[]'::jsonb) as message_ids
       from plans.versions v
       ${condition}
      order by v.plan_id, v.place`,
    [...values],
  );
  return rows.map((row) => ({
    versionId: asId<'PlanVersion'>(row.version_id),
    planId: asId<'Plan'>(row.plan_id),
    place: row.place,
    sourceOrganisationId: asId<'Organisation'>(row.source_organisation_id),
    systemId: asId<'System'>(row.system_id),
    dataSubject: asId<'Person'>(row.data_subject),
    messageType: row.message_type,
    recordHash: row.record_hash,
    number: row.number,
    inForceAt: row.in_force_at,
    base: row.base,
    parts: row.parts,
    messageIds: row.message_ids,
  }));
}
