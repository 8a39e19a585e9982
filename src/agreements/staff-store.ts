import type { Queryable } from '../database/index.ts';
import { type OrganisationId, type StaffId, asId } from '../platform/index.ts';
import type { RoleCode } from '../vocabulary/index.ts';

/** What an organisation's staff register says of one who acts for it (rulings 18). */
export interface StaffMember {
  /** The organisation's own reference; never a name. */
  readonly staffId: StaffId;
  readonly organisationId: OrganisationId;
  /** The register in which it stands, as agreements name it. */
  readonly register: string;
  readonly roles: readonly RoleCode[];
  /** Last day, in London, on which the information-sharing training counts; null when none is recorded. */
  readonly trainingValidTo: string | null;
  /** Acts for the organisation on the London day that was asked about. */
  readonly active: boolean;
}

interface StaffRow {
  readonly organisation_id: string;
  readonly staff_id: string;
  readonly register: string;
  readonly roles: readonly RoleCode[];
  readonly training_valid_to: string | null;
  readonly active: boolean;
}

/** The latest record of one who acts for an organisation, on the day $1. */
export async function findStaffRow(
  pool: Queryable,
  organisationId: OrganisationId,
  staffId: StaffId,
  day: string,
): Promise<StaffMember | undefined> {
  const { rows } = await pool.query<StaffRow>(
    `select s.organisation_id, s.staff_id, s.register, s.roles, s.training_valid_to,
            s.active_from <= $1::date and (s.active_to is null or s.active_to >= $1::date) as active
     from agreements.staff s
     where s.organisation_id = $2 and s.staff_id = $3
     order by s.version desc
     limit 1`,
    [day, organisationId, staffId],
  );
  return rows[0] && toStaffMember(rows[0]);
}

/** The latest record of each, on the day $1. */
export async function findStaffRows(
  pool: Queryable,
  organisationId: OrganisationId,
  day: string,
): Promise<readonly StaffMember[]> {
  const { rows } = await pool.query<StaffRow>(
    `select distinct on (s.staff_id) s.organisation_id, s.staff_id, s.register, s.roles, s.training_valid_to,
            s.active_from <= $1::date and (s.active_to is null or s.active_to >= $1::date) as active
     from agreements.staff s
     where s.organisation_id = $2
     order by s.staff_id, s.version desc`,
    [day, organisationId],
  );
  return rows.map(toStaffMember);
}

/** Whether the organisation has recorded anybody. */
export async function hasStaff(pool: Queryable, organisationId: OrganisationId): Promise<boolean> {
  const { rows } = await pool.query<{ readonly kept: boolean }>(
    'select exists (select 1 from agreements.staff s where s.organisation_id = $1) as kept',
    [organisationId],
  );
  return rows[0]?.kept === true;
}

function toStaffMember(row: StaffRow): StaffMember {
  return {
    staffId: asId(row.staff_id),
    organisationId: asId(row.organisation_id),
    register: row.register,
    roles: row.roles,
    trainingValidTo: row.training_valid_to,
    active: row.active,
  };
}
