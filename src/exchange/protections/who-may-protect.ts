import type { ProtectionKind, RoleCode } from '../../vocabulary/index.ts';
import { keepers } from '../authority/who-may-record.ts';

/** Who may say that a location need be hidden no longer: people who answer for others' work, never one worker alone. */
const releasers: readonly RoleCode[] = ['SW_MANAGER', 'MASH_OFFICER', 'IG_OFFICER', 'DPO', 'CALDICOTT'];

/**
 * Whether somebody in this role may record a protection. Whoever works with a family or keeps its records may: to protect in doubt
 * harms less than to wait (docs/decisions/0012-protections-and-emergency-access.md).
 */
export function mayProtect(role: RoleCode): boolean {
  return keepers.includes(role);
}

/** Whether somebody in this role may end a protection of a kind. */
export function mayUnprotect(kind: ProtectionKind, role: RoleCode): boolean {
  return kind === 'SHIELDED_LOCATION' ? releasers.includes(role) : keepers.includes(role);
}

/** Who may, for somebody who may not. */
export function tellWhoProtects(): string {
  return `Let somebody record it whose role is one of ${keepers.join(', ')}. A shielded location is ended by ${releasers.join(', ')}.`;
}
