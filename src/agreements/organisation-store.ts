import type { Queryable } from '../database/index.ts';
import { type OrganisationId, asId } from '../platform/index.ts';
import type { Department, DutyStatus, OrganisationType } from '../vocabulary/index.ts';
import type { OrganisationIdentifier } from './organisation-identifier.ts';
import type { Organisation } from './organisation.ts';

interface OrganisationRow {
  readonly organisation_id: string;
  readonly type: OrganisationType;
  readonly name: string;
  readonly departments: readonly Department[];
  readonly duty_phone: string | null;
  readonly duty_status: DutyStatus;
  readonly identifiers: readonly OrganisationIdentifier[];
  readonly active: boolean;
  readonly suspended_at: Date | null;
  readonly closed_on: string | null;
  readonly successor_id: string | null;
}

/** An organisation on the day $1; what follows chooses which. Nothing here may be remembered between two calls. */
const selectOrganisations = `
  select o.organisation_id, o.type, p.name, p.departments, p.duty_phone,
         coalesce((select d.duty_status
                   from agreements.organisation_duties d
                   where d.organisation_id = o.organisation_id and d.valid_from <= $1::date
                     and (d.valid_to is null or d.valid_to >= $1::date)), 'NONE') as duty_status,
         coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value) order by i.system, i.value)
                   from agreements.organisation_identifiers i
                   where i.organisation_id = o.organisation_id and i.valid_from <= $1::date
                     and (i.valid_to is null or i.valid_to >= $1::date)), '[]') as identifiers,
         agreements.is_active(o.organisation_id, $1::date) as active,
         agreements.find_suspension(o.organisation_id, null) as suspended_at,
         c.closed_on, c.successor_id
  from agreements.organisations o
  cross join lateral (select q.name, q.departments, q.duty_phone
                      from agreements.organisation_profiles q
                      where q.organisation_id = o.organisation_id
                      order by q.version desc
                      limit 1) p
  left join agreements.organisation_closures c on c.organisation_id = o.organisation_id`;

/** The organisation with this id, on a day. */
export async function findOrganisationById(
  pool: Queryable,
  organisationId: OrganisationId,
  day: string,
): Promise<Organisation | undefined> {
  const { rows } = await pool.query<OrganisationRow>(`${selectOrganisations} where o.organisation_id = $2`, [
    day,
    organisationId,
  ]);
  return rows[0] && toOrganisation(rows[0]);
}

/** The organisation that an identifier names on a day. */
export async function findOrganisationByIdentifier(
  pool: Queryable,
  identifier: OrganisationIdentifier,
  day: string,
): Promise<Organisation | undefined> {
  const { rows } = await pool.query<OrganisationRow>(
    `${selectOrganisations}
     where o.organisation_id = (select i.organisation_id
                                from agreements.organisation_identifiers i
                                where i.system = $2 and i.value = $3 and i.valid_from <= $1::date
                                  and (i.valid_to is null or i.valid_to >= $1::date))`,
    [day, identifier.system, identifier.value],
  );
  return rows[0] && toOrganisation(rows[0]);
}

/** All organisations on a day, by name. */
export async function findAllOrganisations(pool: Queryable, day: string): Promise<readonly Organisation[]> {
  const { rows } = await pool.query<OrganisationRow>(
    `${selectOrganisations} order by p.name, o.organisation_id`,
    [day],
  );
  return rows.map(toOrganisation);
}

function toOrganisation(row: OrganisationRow): Organisation {
  return {
    organisationId: asId(row.organisation_id),
    name: row.name,
    type: row.type,
    identifiers: row.identifiers,
    departments: row.departments,
    dutyStatus: row.duty_status,
    active: row.active,
    suspendedAt: row.suspended_at,
    ...(row.duty_phone === null ? {} : { phone: row.duty_phone }),
    ...(row.closed_on === null ? {} : { closedOn: row.closed_on }),
    ...(row.successor_id === null ? {} : { successorId: asId<'Organisation'>(row.successor_id) }),
  };
}
