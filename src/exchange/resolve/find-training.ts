import type { AgreementInForce, Organisation } from '../../agreements/index.ts';
import { londonDate } from '../../platform/index.ts';
import type { DecisionFacts } from '../decide/index.ts';
import type { House } from '../house.ts';
import type { IdentifiedMessage } from './resolved-exchange.ts';

/**
 * Whether the practitioner who sends, or of a pull who asks, is fit to, as the staff register says that the agreement names for
 * their organisation (rulings 18):
 * held there as active, in this role, with training in date. Where the agreement names none, the signed assertion is the source
 * of what is known of staff, and nothing is asked.
 */
export async function findTraining(
  house: Pick<House, 'agreements'>,
  { requester, asker, at }: IdentifiedMessage,
  source: Organisation,
  agreement: AgreementInForce | undefined,
): Promise<DecisionFacts['bars']['training']> {
  const { practitioner, organisation } = asker ?? requester;
  const home = asker === undefined ? source : asker.organisation;
  const named = agreement?.staffRegisters.find(
    ({ organisationId }) => organisationId === home.organisationId,
  );
  const acts = organisation.organisationId === home.organisationId ? practitioner : null;
  if (named === undefined || acts === null) return 'NOT_ASKED';
  const member = await house.agreements.findStaff(home.organisationId, acts.staffId, at);
  const holds =
    member?.active === true && member.register === named.register && member.roles.includes(acts.role);
  if (!holds || member.trainingValidTo === null) return 'LAPSED';
  return member.trainingValidTo >= londonDate(at) ? 'CURRENT' : 'LAPSED';
}
