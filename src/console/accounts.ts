import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Agreements, type Organisation, parseOrganisationIdentifierText } from '../agreements/index.ts';
import type { Pool } from '../database/index.ts';
import type { ProvedIdentity } from '../pages/index.ts';
import { type StaffId, asId } from '../platform/index.ts';
import type { RoleCode } from '../vocabulary/index.ts';
import { findAccountStaff, openAccountRow } from './account-sql.ts';
import { type ConsoleRole, rolesAtWork, toConsoleRoles } from './console-roles.ts';

/** What accounts stand on. */
export interface AccountDeps {
  readonly pool: Pick<Pool, 'query'>;
  readonly agreements: Pick<Agreements, 'findOrganisation' | 'getOrganisation' | 'findStaff'>;
  /** The organisations whose staff the provider may name, as `ods:Z9Z9A`. */
  readonly organisations: readonly string[];
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

/** What a provider says of staff: who they are in the register of which organisation. What they may do is not for it to say. */
const staffSchema = z.object({
  staff_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/),
  organisation: z.string().max(40),
});

/**
 * The account of whoever signed in. The provider is believed about the organisations that it may speak for, and about nobody whom the
 * staff register of theirs does not have at work today.
 */
export async function openAccount(
  deps: AccountDeps,
  identity: ProvedIdentity,
  at: Date,
): Promise<string | undefined> {
  const said = staffSchema.safeParse(identity.said);
  if (!said.success) return undefined;
  const { staff_id, organisation } = said.data;
  const identifier = parseOrganisationIdentifierText(organisation);
  if (!identifier.ok || !deps.organisations.includes(organisation)) return undefined;
  const named = await deps.agreements.findOrganisation(identifier.value, at);
  if (named === undefined) return undefined;
  const { organisationId } = named;
  const staffId = asId<'Staff'>(staff_id);
  if ((await findRoles(deps, named, staffId, at)).length === 0) return undefined;
  return openAccountRow(deps.pool, { accountId: randomUUID(), organisationId, staffId, at });
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
  const roles = await findRoles(deps, organisation, reference.staffId, at);
  if (roles.length === 0) return undefined;
  const { staffId } = reference;
  return { accountId, organisation, staffId, roles: toConsoleRoles(roles), registered: roles };
}

async function findRoles(
  { agreements }: AccountDeps,
  { organisationId, active }: Organisation,
  staffId: StaffId,
  at: Date,
): Promise<readonly RoleCode[]> {
  if (!active) return [];
  const member = await agreements.findStaff(organisationId, staffId, at);
  return member?.active === true ? rolesAtWork(member.roles) : [];
}
