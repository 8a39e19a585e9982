import { randomUUID } from 'node:crypto';
import { type Agreements, type Organisation, parseOrganisationIdentifierText } from '../agreements/index.ts';
import type { Pool } from '../database/index.ts';
import type { ProvedIdentity } from '../pages/index.ts';
import { type StaffClaims, type StaffId, asId } from '../platform/index.ts';
import type { RoleCode } from '../vocabulary/index.ts';
import { type StaffReference, findAccountStaff, openAccountRow } from './account-sql.ts';
import { type ConsoleRole, rolesAtWork, toConsoleRoles } from './console-roles.ts';
import { readStaffClaims } from './staff-claims.ts';

/** What accounts stand on. */
export interface AccountDeps {
  readonly pool: Pick<Pool, 'query'>;
  readonly agreements: Pick<Agreements, 'findOrganisation' | 'getOrganisation' | 'findStaff'>;
  /** The organisations whose staff the provider may name, as `ods:Z9Z9A`. */
  readonly organisations: readonly string[];
  /** In which form the provider says who somebody is, and the roles of the vocabulary by its own codes. */
  readonly claims: StaffClaims;
  readonly mappedRoles: ReadonlyMap<string, string>;
}

/** Somebody who works here, as the staff register of their organisation has them today. */
export interface Officer {
  readonly accountId: string;
  readonly organisation: Organisation;
  readonly staffId: StaffId;
  readonly roles: readonly ConsoleRole[];
  /** What the register calls their roles at work: in one of them they act. */
  readonly registered: readonly RoleCode[];
}

/**
 * The account of whoever signed in. The provider is believed about the organisations that it may speak for, and about nobody whom the
 * staff register of theirs does not have at work today.
 */
export async function openAccount(
  deps: AccountDeps,
  identity: ProvedIdentity,
  at: Date,
): Promise<string | undefined> {
  const said = readStaffClaims(deps.claims, identity, deps.mappedRoles);
  const believed = said?.organisations.find((each) => deps.organisations.includes(each));
  const identifier = believed === undefined ? undefined : parseOrganisationIdentifierText(believed);
  if (said === undefined || identifier?.ok !== true) return undefined;
  const named = await deps.agreements.findOrganisation(identifier.value, at);
  if (named === undefined) return undefined;
  const { organisationId } = named;
  const { actingRole } = said;
  const staffId = asId<'Staff'>(said.staffId);
  if ((await findRoles(deps, named, { staffId, actingRole }, at)).length === 0) return undefined;
  return openAccountRow(deps.pool, { accountId: randomUUID(), organisationId, staffId, actingRole, at });
}

/** Whoever an account belongs to, with the roles that the register gives them now; nobody once it gives them none. */
export async function findOfficer(
  deps: AccountDeps,
  accountId: string,
  at: Date,
): Promise<Officer | undefined> {
  const reference = await findAccountStaff(deps.pool, accountId);
  if (reference === undefined) return undefined;
  const organisation = await deps.agreements.getOrganisation(reference.organisationId, at);
  const roles = await findRoles(deps, organisation, reference, at);
  if (roles.length === 0) return undefined;
  const { staffId } = reference;
  return { accountId, organisation, staffId, roles: toConsoleRoles(roles), registered: roles };
}

async function findRoles(
  { agreements }: AccountDeps,
  { organisationId, active }: Organisation,
  { staffId, actingRole }: Pick<StaffReference, 'staffId' | 'actingRole'>,
  at: Date,
): Promise<readonly RoleCode[]> {
  if (!active) return [];
  const member = await agreements.findStaff(organisationId, staffId, at);
  if (member?.active !== true) return [];
  // A role that was selected narrows what the register gives, and adds nothing to it.
  return rolesAtWork(member.roles).filter((role) => actingRole === null || role === actingRole);
}
