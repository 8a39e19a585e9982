import { randomUUID } from 'node:crypto';
import { type OrganisationId, type StaffId, ok, refuse } from '../../platform/index.ts';
import type { RoleCode } from '../../vocabulary/index.ts';
import type { House } from '../house.ts';
import { findUnfitness, identifyRefusal } from '../identify/index.ts';
import { openDeskSystem } from './desk-system.ts';

/** Somebody who signed in to the console, and the role in which they act now. */
export interface DeskPerson {
  readonly organisationId: OrganisationId;
  readonly staffId: StaffId;
  readonly role: RoleCode;
}

/**
 * Stage 2 for somebody at a desk: the sign-in stands in the place of certificate, token and assertion, and everything else is asked of the
 * registers as ever: the organisation's standing and its desk's, and the person's role and training. Nobody leads by saying so here.
 */
export function identifyAtDesk(
  { agreements }: Pick<House, 'agreements'>,
  { organisationId, staffId, role }: DeskPerson,
): House['identify'] {
  return async ({ at }) => {
    const system = await openDeskSystem({ agreements }, organisationId, at);
    const organisation = await agreements.getOrganisation(organisationId, at);
    const sender = { organisation, system };
    if (system.suspendedAt !== null || !organisation.active)
      return refuse(identifyRefusal('suspended', null));
    const unfit = await findUnfitness(agreements, { organisationId, staffId, role, at });
    if (unfit !== undefined) return refuse(identifyRefusal(unfit, sender));
    return ok({
      ...sender,
      scopes: system.scopes,
      practitioner: { staffId, role, leadPractitioner: false, assertionId: randomUUID() },
    });
  };
}
