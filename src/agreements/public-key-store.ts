import type { Queryable } from '../database/index.ts';
import { type OrganisationId, type SystemId, asId } from '../platform/index.ts';
import type { PublicKey } from './public-key.ts';

/** A registered key, in force or not. */
export interface RegisteredKey {
  readonly key: PublicKey;
  readonly organisationId: OrganisationId;
  /** Null: the organisation's own key, which signs agreements. */
  readonly systemId: SystemId | null;
  readonly validFrom: Date;
  /** The instant from which it no longer counts. */
  readonly validTo: Date | null;
}

interface KeyRow {
  readonly jwk: PublicKey;
  readonly organisation_id: string;
  readonly system_id: string | null;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
}

const selectKeys = `
  select k.jwk, k.organisation_id, k.system_id, k.valid_from, k.valid_to
  from agreements.public_keys k`;

/** The key with this `kid`, whoever holds it. */
export async function findKey(pool: Queryable, kid: string): Promise<RegisteredKey | undefined> {
  const { rows } = await pool.query<KeyRow>(`${selectKeys} where k.kid = $1`, [kid]);
  return rows[0] && toKey(rows[0]);
}

/** All keys of an organisation and its systems, newest first. */
export async function findKeysOfOrganisation(
  pool: Queryable,
  organisationId: OrganisationId,
): Promise<readonly RegisteredKey[]> {
  const { rows } = await pool.query<KeyRow>(
    `${selectKeys} where k.organisation_id = $1 order by k.valid_from desc, k.kid`,
    [organisationId],
  );
  return rows.map(toKey);
}

function toKey(row: KeyRow): RegisteredKey {
  return {
    key: row.jwk,
    organisationId: asId(row.organisation_id),
    systemId: row.system_id === null ? null : asId<'System'>(row.system_id),
    validFrom: row.valid_from,
    validTo: row.valid_to,
  };
}
