import type { RoleCode } from '../vocabulary/index.ts';

/** What somebody may be in the console. */
export const consoleRoles = [
  'IG_OFFICER',
  'CALDICOTT',
  'DPO',
  'SIRO',
  'LEAD_PRACTITIONER',
  'PRACTITIONER',
  'ADMINISTRATOR',
] as const;
export type ConsoleRole = (typeof consoleRoles)[number];

const named: Partial<Record<RoleCode, ConsoleRole>> = {
  IG_OFFICER: 'IG_OFFICER',
  CALDICOTT: 'CALDICOTT',
  DPO: 'DPO',
  SIRO: 'SIRO',
  LEAD_PRACT: 'LEAD_PRACTITIONER',
  ADMINISTRATOR: 'ADMINISTRATOR',
};

/** Roles that nobody has at work: whoever is in a register by one of them alone is nothing here. */
const ofFamilies: readonly RoleCode[] = ['PARENT_PR', 'CARER_NO_PR', 'CHILD', 'YP', 'REPRESENTATIVE'];

/** The roles that somebody has at work among those that a register gives them. */
export function rolesAtWork(roles: readonly RoleCode[]): readonly RoleCode[] {
  return roles.filter((role) => !ofFamilies.includes(role));
}

/** What somebody is in the console by their roles in the staff register; every other role at work is a practitioner's. */
export function toConsoleRoles(roles: readonly RoleCode[]): readonly ConsoleRole[] {
  const found = rolesAtWork(roles).map((role): ConsoleRole => named[role] ?? 'PRACTITIONER');
  return consoleRoles.filter((role) => found.includes(role));
}
