import type { Organisation } from '../../agreements/index.ts';
import type { PurposeCode } from '../../vocabulary/index.ts';
import type { DecisionFacts } from '../decide/index.ts';
import { governanceRoles } from '../holds/hold-rules.ts';
import type { House } from '../house.ts';
import type { NamedRecipient } from './find-recipients.ts';
import { type ResolvedPeople, nobody } from './resolve-people.ts';
import type { IdentifiedMessage } from './resolved-exchange.ts';

/**
 * Purposes for which somebody works with a child: care and coordination (Caldicott principle 4; docs/decisions/0011). Protection
 * from harm and emergencies never wait for a register; courts, inspection, planning and research have named approvers instead.
 */
const purposesOfWork: readonly PurposeCode[] = [
  'P01',
  'P02',
  'P03',
  'P04',
  'P05',
  'P06',
  'P07',
  'P10',
  'P13',
];

/** One recipient of a question, and who asks. */
export interface AskedLookup {
  readonly identified: IdentifiedMessage;
  readonly source: Organisation;
  readonly recipient: NamedRecipient;
  readonly people: ResolvedPeople;
}

/**
 * Whether the practitioner who asks works with the child, where they ask to see for themselves: a pull of what another
 * organisation holds, or a question about what their own does that stays inside it, in whichever colleague's
 * role they ask it. A system that names nobody works with nobody; and nobody works with somebody unknown, so that a child who is
 * not known and one with whom they do not work are the same to them (docs/domain/07 X5, rulings 7).
 */
export async function askRelationship(
  house: Pick<House, 'relationships'>,
  { identified, source, recipient, people }: AskedLookup,
): Promise<DecisionFacts['bars']['relationship']> {
  const { message, requester, asker, at } = identified;
  const { organisation, practitioner } = asker ?? requester;
  const lookup =
    'form' in message &&
    !recipient.isPerson &&
    recipient.organisation.organisationId === organisation.organisationId &&
    source.organisationId === organisation.organisationId;
  const forThemselves = asker !== undefined || lookup;
  const looksByOffice = practitioner !== null && governanceRoles.includes(practitioner.role);
  const needed = purposesOfWork.includes(message.purposeCode) && !looksByOffice;
  if (!forThemselves || !needed) return 'NOT_ASKED';
  if (people.dataSubject === null || practitioner === null) return 'ABSENT';
  const found = await house.relationships.findRelationship(
    organisation.organisationId,
    practitioner.staffId,
    people.dataSubject,
    at,
  );
  return found === undefined ? 'ABSENT' : 'PRESENT';
}

/** What may be known of the people to whoever does not work with them: nothing but whose case it is, should it come to one. */
export function hidePeople({ dataSubject, retiredNumber }: ResolvedPeople): ResolvedPeople {
  return { ...nobody, dataSubject, retiredNumber };
}
