import type { Department, OrganisationType, RoleCode } from '../../vocabulary/index.ts';

/** Somebody at an organisation as a family knows them, and the department in which they work. */
export interface OfferedRole {
  readonly role: RoleCode;
  readonly department: Department;
}

const known: Partial<Readonly<Record<OrganisationType, readonly OfferedRole[]>>> = {
  SCHOOL: [
    { role: 'CLASS_STAFF', department: 'NONE' },
    { role: 'SENCO', department: 'NONE' },
    { role: 'DSL', department: 'NONE' },
    { role: 'HEADTEACHER', department: 'NONE' },
  ],
  EARLY_YEARS: [
    { role: 'EY_LEAD', department: 'NONE' },
    { role: 'SENCO', department: 'NONE' },
    { role: 'DSL', department: 'NONE' },
  ],
  COLLEGE: [{ role: 'COLLEGE_ALS', department: 'NONE' }],
  COUNCIL: [
    { role: 'SW', department: 'CSC' },
    { role: 'LEAD_PRACT', department: 'CSC' },
    { role: 'IRO', department: 'CSC' },
    { role: 'EHC_COORD', department: 'SEND' },
    { role: 'EP', department: 'SEND' },
    { role: 'ASC_SW', department: 'ASC' },
  ],
  NHS_TRUST: [
    { role: 'PAED', department: 'COMMUNITY' },
    { role: 'HV', department: 'COMMUNITY' },
    { role: 'SN', department: 'COMMUNITY' },
    { role: 'CNURSE', department: 'COMMUNITY' },
    { role: 'SLT', department: 'COMMUNITY' },
    { role: 'OT', department: 'COMMUNITY' },
    { role: 'PHYSIO', department: 'COMMUNITY' },
    { role: 'CAMHS_CLIN', department: 'CAMHS' },
  ],
  GP_PRACTICE: [{ role: 'GP', department: 'NONE' }],
  ICB: [{ role: 'DCO', department: 'NONE' }],
  VCSE: [
    { role: 'VCSE_WORKER', department: 'NONE' },
    { role: 'SENDIASS', department: 'NONE' },
    { role: 'ADVOCATE', department: 'NONE' },
  ],
  HOUSING_PROVIDER: [{ role: 'HOUSING', department: 'NONE' }],
};

/**
 * The people at a kind of organisation whom a family can name in a choice, the same for everybody. Who is not in the list reads under
 * choices that name the organisation as a whole.
 */
export function listOfferedRoles(type: OrganisationType): readonly OfferedRole[] {
  return known[type] ?? [];
}
