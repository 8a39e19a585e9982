import { endOfWorkingDay, noonOfNextDay } from '../../deadlines/index.ts';
import type { HoldLevel, Judge } from '../../holds/index.ts';
import type { ReasonCode, RoleCode } from '../../vocabulary/index.ts';
import type { Organisation } from '../../agreements/index.ts';

/** The reasons for which something waits for a person. */
export type HoldReason = Extract<ReasonCode, `HOLD_${string}`>;

/** Who judges what waits for a reason, and how long it may wait before it is handed up. */
export interface HoldRule {
  readonly judge: Judge;
  /** Working days; the setting ASSENT_HOLD_WORKING_DAYS may change it. */
  readonly workingDays: number;
  /** Where judge and limit come from. A limit that no source gives is our proposal, to be agreed locally. */
  readonly source: string;
}

/** Who judges, by reason. */
export const holdRules: Readonly<Record<HoldReason, HoldRule>> = {
  HOLD_CONSENT_CONFLICT: { judge: 'LEAD', workingDays: 5, source: 'docs/domain/07 AC6 variant A' },
  HOLD_LEAD_JUDGEMENT: { judge: 'LEAD', workingDays: 5, source: 'docs/domain/03 §3.5; limit as AC6' },
  HOLD_CAPACITY: { judge: 'LEAD', workingDays: 5, source: 'docs/domain/07 AC2; limit as AC6' },
  HOLD_MANDATORY_WITHHELD: {
    judge: 'LEAD',
    workingDays: 5,
    source: 'docs/domain/03 §3.5 step 8; limit as AC6',
  },
  HOLD_UNLABELLED: { judge: 'AUTHOR', workingDays: 1, source: 'docs/domain/07 AC3, X8; limit proposed' },
  HOLD_ID_MISMATCH: { judge: 'IG', workingDays: 1, source: 'docs/domain/07 AC9; limit proposed' },
  HOLD_SHIELD_REVIEW: {
    judge: 'SHIELD_REVIEW',
    workingDays: 1,
    source: 'docs/domain/07 AC5; limit proposed',
  },
  HOLD_PROFESSIONAL_OPINION: {
    judge: 'HEALTH_PROFESSIONAL',
    workingDays: 5,
    source:
      'Data Protection Act 2018 Sch 3; docs/domain/07 X1; limit proposed, within the month of UK GDPR Art 12(3)',
  },
};

/** How many working days each reason may wait, where a locality has set it otherwise. */
export type HoldDays = Readonly<Partial<Record<HoldReason, number>>>;

/** How long a hold is kept at all, in days: as long as the gateway proposes to keep a message (docs/domain/01 §1.11). */
export const holdLifetimeDays = 30;

/** The reasons among some for which a person must judge. */
export function holdReasonsOf(codes: readonly ReasonCode[]): readonly HoldReason[] {
  return codes.filter((code): code is HoldReason => Object.hasOwn(holdRules, code));
}

/**
 * Reads what a locality has set.
 * @throws Error when it names a reason for which nothing waits: a limit that nobody sees must not be believed to hold
 */
export function readHoldDays(given: Readonly<Record<string, number>>): HoldDays {
  const unknown = Object.keys(given).filter((reason) => !Object.hasOwn(holdRules, reason));
  if (unknown.length > 0) throw new Error(`ASSENT_HOLD_WORKING_DAYS names ${unknown.join(', ')}`);
  return given;
}

/**
 * When a hold is first handed up: what is critical for somebody's safety at noon of the next day, whatever day that is
 * (docs/domain/07 AC7); everything else at the end of its last working day.
 */
export function findDue(
  reasons: readonly HoldReason[],
  safetyCritical: boolean,
  at: Date,
  days: HoldDays,
): Date {
  if (safetyCritical) return noonOfNextDay(at);
  const limit = Math.min(...reasons.map((reason) => days[reason] ?? holdRules[reason].workingDays));
  return endOfWorkingDay(at, limit);
}

/** When it is handed up again, after an instant at which it was. */
export function findNextDue(safetyCritical: boolean, at: Date): Date {
  return safetyCritical ? noonOfNextDay(at) : endOfWorkingDay(at, 1);
}

/** Who in an organisation answers for what its staff decide (docs/domain/02 §2.1). */
const managers: Readonly<Partial<Record<Organisation['type'], readonly RoleCode[]>>> = {
  COUNCIL: ['SW_MANAGER'],
  SCHOOL: ['HEADTEACHER'],
  EARLY_YEARS: ['EY_LEAD'],
  COLLEGE: ['HEADTEACHER'],
  NHS_TRUST: ['CALDICOTT'],
  GP_PRACTICE: ['CALDICOTT'],
  ICB: ['DCO', 'ICB_EXEC'],
};

/** The manager roles of a kind of organisation; the senior information risk owner where there is no other. */
export function managerRolesOf({ type }: Pick<Organisation, 'type'>): readonly RoleCode[] {
  return managers[type] ?? ['SIRO'];
}

/** Who sits at an organisation's information-governance desk (docs/domain/02 §2.1). */
export const governanceRoles: readonly RoleCode[] = ['IG_OFFICER', 'DPO', 'CALDICOTT', 'SIRO'];

/** Who may say that something would do serious harm to somebody's health (DPA 2018 Sch 3 para 2). */
export const healthRoles: readonly RoleCode[] = [
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
  'ALD_NURSE',
];

/** How the levels are told. */
export const levelNames = ['NAMED', 'MANAGER', 'GOVERNANCE'] as const satisfies Record<HoldLevel, string>;
