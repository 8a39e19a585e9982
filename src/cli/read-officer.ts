import type { Agreements } from '../agreements/index.ts';
import { type Looking, officerRoles } from '../exchange/index.ts';
import { type OrganisationId, type StaffId, asId } from '../platform/index.ts';
import { refuseInput } from './command-input.ts';
import { getNamedOrganisation } from './registration-input.ts';

/** Who looks at somebody's record from the command line, and why: both go into the ledger. */
export interface NamedOfficer {
  readonly looking: Looking;
  /** The same, in identifiers alone. */
  readonly by: { readonly organisationId: OrganisationId; readonly staffId: StaffId };
  readonly reason: string;
}

/**
 * Reads who looks and why. It must be somebody whom the organisation's staff register has today as an officer of information
 * governance.
 * @throws RefusedInput
 */
export async function readOfficer(
  agreements: Agreements,
  given: { readonly organisation: string; readonly officer: string; readonly why: string },
): Promise<NamedOfficer> {
  const organisation = await getNamedOrganisation(agreements, given.organisation);
  const staffId = asId<'Staff'>(given.officer);
  const member = await agreements.findStaff(organisation.organisationId, staffId);
  if (member?.active !== true || !member.roles.some((role) => officerRoles.includes(role)))
    throw refuseInput(
      'officer',
      'officer-unknown',
      `The staff register has no officer ${given.officer} of information governance there today.`,
    );
  const reason = given.why.trim();
  if (reason.length < 3 || reason.length > 500)
    throw refuseInput('why', 'why', 'Say why in 3 to 500 characters.');
  const by = { organisationId: organisation.organisationId, staffId };
  return { looking: { organisation, practitioner: { staffId } }, by, reason };
}
