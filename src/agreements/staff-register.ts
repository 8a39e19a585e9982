import { z } from 'zod';
import { type OrganisationId, type StaffId, londonDate } from '../platform/index.ts';
import { changesSql } from './changes-sql.ts';
import { dateField, rolesField } from './input-fields.ts';
import { type RegisterContext, type Changed, recordChange, refuseOne } from './record-change.ts';
import { readFields } from './registration-problem.ts';
import { type StaffMember, findStaffRow, findStaffRows, hasStaff } from './staff-store.ts';

const staffFields = z.strictObject({
  staffId: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
      'A staff id is a reference of up to 64 letters, digits, dots, colons or hyphens.',
    ),
  register: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'A register is named in small letters, digits and hyphens.')
    .default('main'),
  roles: rolesField,
  trainingValidTo: dateField.nullable().default(null),
  activeFrom: dateField,
  activeTo: dateField.nullable().default(null),
});

/** What an organisation records of one who acts for it; a later record for the same staffId takes its place. */
export type StaffDraft = z.input<typeof staffFields>;

/** The staff registers. */
export interface StaffRegister {
  findStaff(organisationId: OrganisationId, staffId: StaffId, at?: Date): Promise<StaffMember | undefined>;
  listStaff(organisationId: OrganisationId, at?: Date): Promise<readonly StaffMember[]>;
  /** Whether the organisation keeps a staff register here; if so, its word counts. */
  hasStaffRegister(organisationId: OrganisationId): Promise<boolean>;
  recordStaff(organisationId: OrganisationId, draft: StaffDraft): Changed;
}

/** Opens the staff registers. */
export function createStaffRegister(context: RegisterContext): StaffRegister {
  const { pool, clock, remember } = context;

  async function recordStaff(organisationId: OrganisationId, draft: StaffDraft): Changed {
    const parsed = readFields(staffFields, draft);
    if (!parsed.ok) return parsed;
    const { staffId, register, roles, trainingValidTo, activeFrom, activeTo } = parsed.value;
    if (activeTo !== null && activeTo < activeFrom) {
      return refuseOne('activeTo', 'dates', 'It ends before it begins.');
    }
    const at = clock.now();
    return recordChange(
      context,
      { event: 'STAFF_RECORDED', at, organisationId, content: parsed.value },
      changesSql.recordStaff,
      [organisationId, staffId, register, roles, trainingValidTo, activeFrom, activeTo, at],
    );
  }

  return {
    findStaff: (organisationId, staffId, at = clock.now()) => {
      const day = londonDate(at);
      return remember(`staff ${JSON.stringify([organisationId, staffId])} ${day}`, () =>
        findStaffRow(pool, organisationId, staffId, day),
      );
    },
    listStaff: (organisationId, at = clock.now()) => findStaffRows(pool, organisationId, londonDate(at)),
    hasStaffRegister: (organisationId) =>
      remember(`staff register ${organisationId}`, () => hasStaff(pool, organisationId)),
    recordStaff,
  };
}
