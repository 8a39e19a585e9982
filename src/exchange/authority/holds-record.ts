import type { OrganisationId, PersonId, StaffId } from '../../platform/index.ts';
import type { House } from '../house.ts';

/** An organisation, and who acts for it, if it is a practitioner. */
export interface AskingOrganisation {
  readonly organisation: OrganisationId;
  readonly staff: StaffId | null;
}

/** Whether an organisation recorded something of who may decide for somebody, or works with them. */
export async function holdsRecord(
  { families, relationships }: Pick<House, 'families' | 'relationships'>,
  { organisation, staff }: AskingOrganisation,
  person: PersonId,
  at: Date,
): Promise<boolean> {
  const [recorder, relationship] = await Promise.all([
    families.isAuthorityRecorder(person, organisation),
    relationships.findRelationship(organisation, staff, person, at),
  ]);
  return recorder || relationship !== undefined;
}
