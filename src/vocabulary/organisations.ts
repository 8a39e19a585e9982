/** What an organisation is. A department of a council or trust has needs of its own (docs/domain/08 trap 13). */
export const organisationTypes = [
  'COUNCIL',
  'NHS_TRUST',
  'GP_PRACTICE',
  'ICB',
  'SCHOOL',
  'EARLY_YEARS',
  'COLLEGE',
  'UNIVERSITY',
  'VCSE',
  'POLICE',
  'COURT',
  'INSPECTORATE',
  'HOUSING_PROVIDER',
  'RESEARCH_BODY',
] as const;
export type OrganisationType = (typeof organisationTypes)[number];

/**
 * Departments that receive for an organisation. A council's SEND team is not its social care; CAMHS is not community
 * paediatrics. `NONE` is an organisation that receives as a whole.
 */
export const departments = [
  'NONE',
  'SEND',
  'CSC',
  'MASH',
  'ASC',
  'EDUCATION',
  'HOUSING',
  'COMMUNITY',
  'CAMHS',
  'EMERGENCY',
] as const;
export type Department = (typeof departments)[number];

/** How the organisation stands to the duty of Children Act 2004 s.16LA (docs/domain/01 §1.5). */
export const dutyStatuses = ['S11', 'DESIGNATED_EDU', 'COMMISSIONED', 'NONE'] as const;
export type DutyStatus = (typeof dutyStatuses)[number];

/** Role codes of docs/domain/02 §2.1. */
export const roles = [
  'SENCO',
  'DSL',
  'DT',
  'HEADTEACHER',
  'CLASS_STAFF',
  'EY_LEAD',
  'COLLEGE_ALS',
  'EHC_COORD',
  'EHC_PANEL',
  'EP',
  'SW',
  'SW_MANAGER',
  'MASH_OFFICER',
  'LEAD_PRACT',
  'IRO',
  'VSH',
  'FOSTER_CARER',
  'RESI_KEYWORKER',
  'PAED',
  'DMO',
  'DCO',
  'ICB_EXEC',
  'ICB_COMM',
  'SLT',
  'OT',
  'PHYSIO',
  'CNURSE',
  'CAMHS_CLIN',
  'HV',
  'SN',
  'GP',
  'UEC_CLIN',
  'ASC_SW',
  'ALD_NURSE',
  'YJ_WORKER',
  'POLICE_PPU',
  'PROBATION',
  'HOUSING',
  'VCSE_WORKER',
  'SENDIASS',
  'ADVOCATE',
  'IG_OFFICER',
  'DPO',
  'CALDICOTT',
  'SIRO',
  'ADMINISTRATOR',
  'PARENT_PR',
  'CARER_NO_PR',
  'CHILD',
  'YP',
  'REPRESENTATIVE',
  'COURT_OFFICER',
  'INSPECTOR',
  'AUDITOR',
  'RESEARCHER',
  'PLANNER',
  'HE_DISABILITY_ASSESSOR',
] as const;

/** What a person is acting as. */
export type RoleCode = (typeof roles)[number];
