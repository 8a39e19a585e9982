import type { OrganisationType, RoleCode } from '../../vocabulary/index.ts';
import type { RequestedAuthorityEvent } from '../receive/authority-request.ts';

/** Professionals who may assess whether somebody can decide (docs/domain/01 §1.7: "assessed by a named professional"). */
const assessors: readonly RoleCode[] = [
  'SW',
  'SW_MANAGER',
  'LEAD_PRACT',
  'IRO',
  'PAED',
  'DMO',
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
  'EP',
  'SENCO',
  'DSL',
  'HEADTEACHER',
  'COLLEGE_ALS',
];

/** Who keeps a council's records of looked-after children. */
const councilWorkers: readonly RoleCode[] = ['SW', 'SW_MANAGER', 'IRO', 'MASH_OFFICER', 'EHC_COORD'];

/** Who keeps identities and the evidence of authority. */
const recordKeepers: readonly RoleCode[] = ['EHC_COORD', 'MASH_OFFICER', 'IG_OFFICER', 'DPO', 'CALDICOTT'];

type Kind = RequestedAuthorityEvent['kind'];

/** Whoever works with a family, or keeps records of it. */
export const keepers: readonly RoleCode[] = [...assessors, ...recordKeepers];

const roleTable: Readonly<Record<Kind, readonly RoleCode[]>> = {
  PARENTAL_RESPONSIBILITY_RECORDED: keepers,
  PARENTAL_RESPONSIBILITY_VERIFIED: keepers,
  PARENTAL_RESPONSIBILITY_ENDED: keepers,
  COMPETENCE_RECORDED: assessors,
  COMPETENCE_REVOKED: assessors,
  CAPACITY_FOUND: assessors,
  CAPACITY_FINDING_ENDED: assessors,
  REPRESENTATIVE_RECORDED: keepers,
  REPRESENTATIVE_ENDED: keepers,
  LEGAL_STATUS_STARTED: councilWorkers,
  LEGAL_STATUS_ENDED: councilWorkers,
  COURT_ORDER_FILED: keepers,
  COURT_ORDER_ENDED: keepers,
  DELEGATED_AUTHORITY_RECORDED: councilWorkers,
  DELEGATED_AUTHORITY_ENDED: councilWorkers,
  ADOPTION: ['SW', 'SW_MANAGER', 'IG_OFFICER', 'DPO', 'CALDICOTT'],
  DEATH: keepers,
};

/** What only the council itself may say: it answers for the status, and the status may give it parental responsibility. */
const councilKinds: readonly Kind[] = [
  'LEGAL_STATUS_STARTED',
  'LEGAL_STATUS_ENDED',
  'DELEGATED_AUTHORITY_RECORDED',
  'DELEGATED_AUTHORITY_ENDED',
];

/** Whether somebody in this role, for an organisation of this type, may record an event of this kind. */
export function mayRecord(kind: Kind, role: RoleCode, organisationType: OrganisationType): boolean {
  return roleTable[kind].includes(role) && (organisationType === 'COUNCIL' || !councilKinds.includes(kind));
}

/** Who does, for somebody who may not. */
export function tellWhoRecords(kind: Kind): string {
  const where = councilKinds.includes(kind) ? ' at a council' : '';
  return `Let somebody record it${where} whose role is one of ${roleTable[kind].join(', ')}.`;
}
