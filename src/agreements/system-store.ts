import type { Queryable } from '../database/index.ts';
import { type OrganisationId, type SystemId, asId } from '../platform/index.ts';
import type { Department, RoleCode, ScopeCode, WebhookKind } from '../vocabulary/index.ts';
import type { PublicKey } from './public-key.ts';
import type { RecordService, RegisteredSystem } from './system.ts';

/** In force from its first instant until before its last, as ISO 8601. */
interface Dated {
  readonly from: string;
  readonly to: string | null;
}

interface SystemRow {
  readonly system_id: string;
  readonly organisation_id: string;
  readonly client_id: string;
  readonly name: string;
  readonly suspended_at: Date | null;
  readonly scopes: readonly ScopeCode[];
  readonly keys: readonly (Dated & { readonly jwk: PublicKey })[];
  readonly certificates: readonly (Dated & { readonly thumbprint: string })[];
  readonly endpoint_url: string | null;
  readonly endpoint_departments: readonly Department[] | null;
  readonly endpoint_roles: readonly RoleCode[] | null;
  readonly records_url: string | null;
  readonly records_form: RecordService['form'] | null;
  readonly records_departments: readonly Department[] | null;
  readonly webhook_url: string | null;
  readonly webhook_kinds: readonly WebhookKind[] | null;
}

/** Systems with all the keys and certificates that they ever had; `least` passes over nulls: either suspension stops the system. */
const selectSystems = `
  select s.system_id, s.organisation_id, s.client_id, s.name,
         least(agreements.find_suspension(s.organisation_id, null),
               agreements.find_suspension(s.organisation_id, s.system_id)) as suspended_at,
         (select sc.scopes from agreements.system_scopes sc
          where sc.system_id = s.system_id order by sc.version desc limit 1) as scopes,
         coalesce((select jsonb_agg(jsonb_build_object('jwk', k.jwk, 'from', k.valid_from, 'to', k.valid_to)
                                    order by k.valid_from desc, k.kid)
                   from agreements.public_keys k
                   where k.organisation_id = s.organisation_id and k.system_id = s.system_id), '[]') as keys,
         coalesce((select jsonb_agg(jsonb_build_object('thumbprint', c.thumbprint, 'from', c.valid_from, 'to', c.valid_to)
                                    order by c.valid_from desc, c.thumbprint)
                   from agreements.system_certificates c
                   where c.system_id = s.system_id), '[]') as certificates,
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

/** A system with everything that ever proved it. */
export interface DatedSystem extends Omit<RegisteredSystem, 'keys' | 'certificateThumbprints'> {
  readonly keys: readonly (InForce & { readonly jwk: PublicKey })[];
  readonly certificates: readonly (InForce & { readonly thumbprint: string })[];
}

/** In force from the first instant until before the last, in milliseconds since 1970. */
interface InForce {
  readonly from: number;
  readonly to: number;
}

/** The system with this client id. */
export async function findSystemByClientId(
  pool: Queryable,
  clientId: string,
): Promise<DatedSystem | undefined> {
  const { rows } = await pool.query<SystemRow>(`${selectSystems} where s.client_id = $1`, [clientId]);
  return rows[0] && toSystem(rows[0]);
}

/** The system with this id. */
export async function findSystemById(pool: Queryable, systemId: SystemId): Promise<DatedSystem | undefined> {
  const { rows } = await pool.query<SystemRow>(`${selectSystems} where s.system_id = $1`, [systemId]);
  return rows[0] && toSystem(rows[0]);
}

/** The system to which a certificate belongs, whether or not it is in force. */
export async function findSystemByThumbprint(
  pool: Queryable,
  thumbprint: string,
): Promise<DatedSystem | undefined> {
  const { rows } = await pool.query<SystemRow>(
    `${selectSystems}
     where s.system_id = (select c.system_id from agreements.system_certificates c where c.thumbprint = $1)`,
    [thumbprint],
  );
  return rows[0] && toSystem(rows[0]);
}

/** The systems of an organisation, by client id. */
export async function findSystemsOfOrganisation(
  pool: Queryable,
  organisationId: OrganisationId,
): Promise<readonly DatedSystem[]> {
  const { rows } = await pool.query<SystemRow>(
    `${selectSystems} where s.organisation_id = $1 order by s.client_id`,
    [organisationId],
  );
  return rows.map(toSystem);
}

/** A system with what proves it at an instant. */
export function systemAt({ keys, certificates, ...system }: DatedSystem, at: Date): RegisteredSystem {
  const now = at.getTime();
  const isInForce = ({ from, to }: InForce): boolean => from <= now && now < to;
  return {
    ...system,
    keys: keys.filter(isInForce).map(({ jwk }) => jwk),
    certificateThumbprints: certificates.filter(isInForce).map(({ thumbprint }) => thumbprint),
  };
}

function toInForce({ from, to }: Dated): InForce {
  return { from: Date.parse(from), to: to === null ? Infinity : Date.parse(to) };
}

function toSystem(row: SystemRow): DatedSystem {
  return {
    systemId: asId(row.system_id),
    organisationId: asId(row.organisation_id),
    clientId: row.client_id,
    name: row.name,
    keys: row.keys.map(({ jwk, ...dates }) => ({ jwk, ...toInForce(dates) })),
    certificates: row.certificates.map(({ thumbprint, ...dates }) => ({ thumbprint, ...toInForce(dates) })),
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
