import type { Organisation } from '../../agreements/index.ts';
import { type Desk, type HoldBody, type Judge, deskOfRole, deskOfStaff } from '../../holds/index.ts';
import { type PersonId, asId } from '../../platform/index.ts';
import type { House } from '../house.ts';
import type { ResolvedExchange, ResolvedRecipient } from '../resolve/resolved-exchange.ts';
import { governanceRoles, healthRoles, managerRolesOf } from './hold-rules.ts';

/** Who is asked to judge. */
export interface Assignment {
  readonly named: HoldBody['named'];
  readonly desks: readonly Desk[];
}

/**
 * Finds the desks of a hold. A family's lead judges, wherever they work; the desk of information governance at the source
 * where nobody leads, where the lead works for the very recipient (nobody decides alone what their own organisation gets), or
 * where no agreement lets the lead's organisation know of it.
 * @param silent whether the parts are such that nobody outside the source may know of them
 */
export async function findDesks(
  house: House,
  exchange: ResolvedExchange,
  recipient: ResolvedRecipient,
  judge: Judge,
  silent: boolean,
): Promise<Assignment> {
  const { message, requester, asker } = exchange.identified;
  const { organisation: source, practitioner } = requester;
  switch (judge) {
    case 'LEAD': {
      const lead = await findLeadWhoMayKnow(house, exchange, recipient, silent);
      return lead === undefined ? atGovernance(source) : fromPerson(lead.organisation, lead.staffId, source);
    }
    case 'AUTHOR': {
      // What searches found nobody in particular wrote.
      const searched = asker !== undefined && message.type === 'FHIR';
      const author = searched ? undefined : (practitioner?.staffId ?? message.author?.id);
      return author === undefined ? atGovernance(source) : fromPerson(source, author, source);
    }
    case 'IG':
      return atGovernance(source);
    case 'SHIELD_REVIEW':
      return {
        named: null,
        desks: [{ desk: deskOfRole(source.organisationId, 'EHC_COORD'), level: 0 }, ...governance(source, 0)],
      };
    case 'HEALTH_PROFESSIONAL':
      return atHealthProfessionals(house, exchange, source);
  }
}

interface KnowingLead {
  readonly organisation: Organisation;
  readonly staffId: string;
}

async function findLeadWhoMayKnow(
  house: House,
  { dataSubject, identified }: ResolvedExchange,
  recipient: ResolvedRecipient,
  silent: boolean,
): Promise<KnowingLead | undefined> {
  const { message, requester, at } = identified;
  const lead = await findLead(house, dataSubject, at);
  if (lead === undefined || lead.organisationId === recipient.organisation.organisationId) return undefined;
  const organisation = await house.agreements.getOrganisation(lead.organisationId, at);
  if (!organisation.active) return undefined;
  if (lead.organisationId === requester.organisation.organisationId)
    return { organisation, staffId: lead.staffId };
  if (silent) return undefined;
  const agreement = await house.agreements.findAgreementInForce({
    sourceId: requester.organisation.organisationId,
    recipientId: lead.organisationId,
    purpose: message.purposeCode,
    messageType: message.type,
    mode: 'EXISTENCE',
    at,
  });
  return agreement === undefined ? undefined : { organisation, staffId: lead.staffId };
}

async function findLead(
  house: House,
  dataSubject: PersonId | null,
  at: Date,
): ReturnType<House['relationships']['findLead']> {
  return dataSubject === null ? undefined : house.relationships.findLead(dataSubject, at);
}

function fromPerson(home: Organisation, staffId: string, source: Organisation): Assignment {
  return {
    named: {
      organisationId: home.organisationId,
      staffId: asId<'Staff'>(staffId),
    },
    desks: [
      { desk: deskOfStaff(home.organisationId, staffId), level: 0 },
      ...managerRolesOf(home).map((role): Desk => ({
        desk: deskOfRole(home.organisationId, role),
        level: 1,
      })),
      ...governance(home, 2),
      ...governance(source, 2),
    ],
  };
}

function atGovernance(source: Organisation): Assignment {
  return { named: null, desks: governance(source, 0) };
}

function governance({ organisationId }: Organisation, level: Desk['level']): readonly Desk[] {
  return governanceRoles.map((role) => ({ desk: deskOfRole(organisationId, role), level }));
}

/** Whoever cares for the person today, as the register has it; the source's own where it has nobody. */
async function atHealthProfessionals(
  house: House,
  { dataSubject, identified }: ResolvedExchange,
  source: Organisation,
): Promise<Assignment> {
  const known = dataSubject === null ? [] : await house.relationships.findCurrent(dataSubject, identified.at);
  const carers = known.flatMap(({ basis, organisationId, staffId, role }): readonly Desk[] =>
    basis === 'DIRECT_CARE' && staffId !== null && role !== null && healthRoles.includes(role)
      ? [{ desk: deskOfStaff(organisationId, staffId), level: 0 }]
      : [],
  );
  const own = healthRoles.map((role): Desk => ({ desk: deskOfRole(source.organisationId, role), level: 0 }));
  return { named: null, desks: [...(carers.length > 0 ? carers : own), ...governance(source, 2)] };
}
