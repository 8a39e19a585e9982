import type { House } from '../house.ts';
import { findHoldFor } from '../holds/decide-hold.ts';
import type { DeskPerson } from './identify-at-desk.ts';

/**
 * The name of the child about whom something waits, for the lead of their family: who leads for several must know for whom they judge, and
 * a register says that they work with this one. Everybody else finds it in their own system, by the name of the exchange.
 */
export async function nameHeld(
  house: House,
  person: DeskPerson,
  holdId: string,
  at: Date,
): Promise<string | undefined> {
  const hold = await findHoldFor(house, person, holdId, at);
  if (hold?.body.judge !== 'LEAD' || hold.dataSubject === null) return undefined;
  const { named } = hold.body;
  const lead = await house.relationships.findLead(hold.dataSubject, at);
  const leads = [named, lead].every(
    (each) => each?.organisationId === person.organisationId && each.staffId === person.staffId,
  );
  const known = leads ? await house.families.findDemographics(hold.dataSubject) : undefined;
  return known && [...known.givenNames, known.familyName].join(' ');
}
