import type { Queryable } from '../database/index.ts';
import { type OrganisationId, type SystemId, asId } from '../platform/index.ts';
import type { Department, RoleCode, ScopeCode, WebhookKind } from '../vocabulary/index.ts';
import type { PublicKey } from './public-key.ts';
import type { RecordService, RegisteredSystem } from './system.ts';

interface SystemRow {
  readonly system_id: string;
  readonly organisation_id: string;
  readonly client_id: string;
  readonly name: string;
  readonly suspended_at: Date | null;
  readonly scopes: readonly ScopeCode[];
  readonly keys: readonly PublicKey[];
  readonly thumbprints: readonly string[];
  readonly endpoint_url: string | null;
  readonly endpoint_departments: readonly Department[] | null;
  readonly endpoint_roles: readonly RoleCode[] | null;
  readonly records_url: string | null;
  readonly records_form: RecordService['form'] | null;
  readonly records_departments: readonly Department[] | null;
  readonly webhook_url: string | null;
  readonly webhook_kinds: readonly WebhookKind[] | null;
}

/** A system at the instant $1; what follows chooses which. `least` passes over nulls: either suspension stops the system. */
const selectSystems = `
  select s.system_id, s.organisation_id, s.client_id, s.name,
         least(agreements.find_suspension(s.organisation_id, null),
               agreements.find_suspension(s.organisation_id, s.system_id)) as suspended_at,
         (select sc.scopes from agreements.system_scopes sc
          where sc.system_id = s.system_id order by sc.version desc limit 1) as scopes,
         coalesce((select jsonb_agg(k.jwk order by k.valid_from desc, k.kid)
                   from agreements.public_keys k
                   where k.organisation_id = s.organisation_id and k.system_id = s.system_id
                     and k.valid_from <= $1::timestamptz
                     and (k.valid_to is null or k.valid_to > $1::timestamptz)), '[]') as keys,
         array(select c.thumbprint
               from agreements.system_certificates c
               where c.system_id = s.system_id and c.valid_from <= $1::timestamptz
                 and (c.valid_to is null or c.valid_to > $1::timestamptz)
               order by c.valid_from desc, c.thumbprint) as thumbprints,
         e.url as endpoint_url, e.departments as endpoint_departments, e.roles as endpoint_roles,
         r.url as records_url, r.form as records_form, r.departments as records_departments,
         h.url as webhook_url, h.kinds as webhook_kinds
  from agreements.systems s
  left join lateral (select q.url, q.departments, q.roles
                     from agreements.system_endpoints q
                     where q.system_id = s.system_id
                     order by q.version desc
                     limit 1) e on true
  left join lateral (select q.url, q.form, q.departments
                     from agreements.record_services q
                     where q.system_id = s.system_id
                     order by q.version desc
                     limit 1) r on true
  left join lateral (select q.url, q.kinds
                     from agreements.system_webhooks q
                     where q.system_id = s.system_id
                     order by q.version desc
                     limit 1) h on true`;

/** The system with this client id. */
export async function findSystemByClientId(
  pool: Queryable,
  clientId: string,
  at: Date,
): Promise<RegisteredSystem | undefined> {
  const { rows } = await pool.query<SystemRow>(`${selectSystems} where s.client_id = $2`, [at, clientId]);
  return rows[0] && toSystem(rows[0]);
}

/** The system with this id. */
export async function findSystemById(
  pool: Queryable,
  systemId: SystemId,
  at: Date,
): Promise<RegisteredSystem | undefined> {
  const { rows } = await pool.query<SystemRow>(`${selectSystems} where s.system_id = $2`, [at, systemId]);
  return rows[0] && toSystem(rows[0]);
}

/** The system that shows a certificate, where that certificate is in force. */
export async function findSystemByThumbprint(
  pool: Queryable,
  thumbprint: string,
  at: Date,
): Promise<RegisteredSystem | undefined> {
  const { rows } = await pool.query<SystemRow>(
    `${selectSystems}
     where s.system_id = (select c.system_id
                          from agreements.system_certificates c
                          where c.thumbprint = $2 and c.valid_from <= $1::timestamptz
                            and (c.valid_to is null or c.valid_to > $1::timestamptz))`,
    [at, thumbprint],
  );
  return rows[0] && toSystem(rows[0]);
}

/** The systems of an organisation, by client id. */
export async function findSystemsOfOrganisation(
  pool: Queryable,
  organisationId: OrganisationId,
  at: Date,
): Promise<readonly RegisteredSystem[]> {
  const { rows } = await pool.query<SystemRow>(
    `${selectSystems} where s.organisation_id = $2 order by s.client_id`,
    [at, organisationId],
  );
  return rows.map(toSystem);
}

function toSystem(row: SystemRow): RegisteredSystem {
  return {
    systemId: asId(row.system_id),
    organisationId: asId(row.organisation_id),
    clientId: row.client_id,
    name: row.name,
    certificateThumbprints: row.thumbprints,
    keys: row.keys,
    endpoint:
      row.endpoint_url === null
        ? null
        : {
            url: row.endpoint_url,
            ...(row.endpoint_departments === null ? {} : { departments: row.endpoint_departments }),
            ...(row.endpoint_roles === null ? {} : { roles: row.endpoint_roles }),
          },
    webhook:
      row.webhook_url === null || row.webhook_kinds === null
        ? null
        : { url: row.webhook_url, kinds: row.webhook_kinds },
    records:
      row.records_url === null || row.records_form === null
        ? null
        : {
            url: row.records_url,
            form: row.records_form,
            ...(row.records_departments === null ? {} : { departments: row.records_departments }),
          },
    suspendedAt: row.suspended_at,
    scopes: row.scopes,
  };
}
