import { type OfferedRole, listOfferedRoles } from '../../exchange/index.ts';
import type { Department, OrganisationType, RoleCode } from '../../vocabulary/index.ts';

/** Whom practitioners write to and families cannot name in a choice: those who act when somebody is in danger, and who manages. */
const besides: Partial<Readonly<Record<OrganisationType, readonly OfferedRole[]>>> = {
  COUNCIL: [
    { role: 'MASH_OFFICER', department: 'MASH' },
    { role: 'SW_MANAGER', department: 'CSC' },
  ],
  SCHOOL: [{ role: 'DT', department: 'NONE' }],
  NHS_TRUST: [{ role: 'UEC_CLIN', department: 'EMERGENCY' }],
  POLICE: [{ role: 'POLICE_PPU', department: 'NONE' }],
};

/** The people at a kind of organisation whom a practitioner can ask about. */
export function listRecipients(type: OrganisationType): readonly OfferedRole[] {
  return [...listOfferedRoles(type), ...(besides[type] ?? [])];
}

/** A role in a department as a form sends it. */
export function nameRecipient({ role, department }: OfferedRole): string {
  return `${role} ${department}`;
}

/** The department of an organisation in which somebody in a role works; `NONE` where the role says none. */
export function findDepartment(type: OrganisationType, role: RoleCode): Department {
  return listRecipients(type).find((each) => each.role === role)?.department ?? 'NONE';
}
