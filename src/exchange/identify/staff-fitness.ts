import { type OrganisationId, type StaffId, londonDate } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { IdentifyRefusalCode } from './identify-refusals.ts';
import type { SystemRegister } from './system-register.ts';

/** Somebody who acts for an organisation, in one role, at an instant. */
export interface ActingStaff {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly role: RoleCode;
  readonly at: Date;
}

/**
 * Why the staff register does not let somebody act: not at work there, not in that role, or without training that is valid on the day
 * (docs/domain/03 §3.5 step 1).
 */
export async function findUnfitness(
  register: Pick<SystemRegister, 'findStaff'>,
  { organisationId, staffId, role, at }: ActingStaff,
): Promise<IdentifyRefusalCode | undefined> {
  const staff = await register.findStaff(organisationId, staffId, at);
  if (staff?.active !== true) return 'assertion-staff-unknown';
  if (!staff.roles.includes(role)) return 'assertion-staff-role';
  if (staff.trainingValidTo === null || staff.trainingValidTo < londonDate(at)) return 'assertion-training';
  return undefined;
}
