import type { Authority } from '../../consent/index.ts';
import {
  type AuthorityFacts,
  type ProtectionBody,
  askAuthority,
  birthdayOf,
  decideAuthority,
  findHolders,
} from '../../families/index.ts';
import type { OrganisationId } from '../../platform/index.ts';
import { findDecider } from '../choosing/find-decider.ts';
import type { House } from '../house.ts';
import type { ConsentRequest } from '../receive/consent-request.ts';

/** Who set a national data opt-out, and as what. */
export type OptOutSetter = Extract<ProtectionBody, { kind: 'NATIONAL_DATA_OPT_OUT' }>['setBy'];

/** From this birthday on a child sets it alone; before it somebody does on their behalf (docs/domain/01 §1.10). */
const ownChoiceFrom = 13;

/**
 * Finds who set a national data opt-out among those who may on that day: from 13 on the person themselves, or whoever acts for them
 * where they lack capacity; below a verified holder of parental responsibility, or the requester's own council under a care order.
 */
export async function findOptOutSetter(
  house: Pick<House, 'families' | 'keyStore'>,
  facts: AuthorityFacts,
  named: ConsentRequest['decidedBy'],
  setOn: string,
  own: OrganisationId,
): Promise<OptOutSetter | undefined> {
  const { person: dataSubject } = facts;
  const authority = whoMaySet(facts, setOn);
  const found = await findDecider(
    house,
    { dataSubject, findAuthority: () => [authority] },
    named,
    { purposes: ['P20'], categories: [] },
    own,
  );
  if (found === undefined) return undefined;
  if ('organisation' in found)
    return found.capacityBasis === 'LA_CARE_ORDER'
      ? { organisation: found.organisation, as: 'LA_CARE_ORDER' }
      : undefined;
  const { person, capacityBasis } = found;
  if (person === dataSubject) return { person, as: 'SELF' };
  return capacityBasis === 'PR_HOLDER' || capacityBasis === 'LPA' || capacityBasis === 'DEPUTY'
    ? { person, as: capacityBasis }
    : undefined;
}

function whoMaySet(facts: AuthorityFacts, setOn: string): Authority {
  const { birthDate, person } = facts;
  const question = askAuthority('P20', setOn);
  const { deciders, snapshotHash } = decideAuthority(facts, question);
  const nobody = { deciders: [], organisations: [], unverified: [], snapshotHash };
  if (birthDate === null || facts.retired) return nobody;
  if (birthdayOf(birthDate, ownChoiceFrom) > setOn) {
    const holders = findHolders(facts, question);
    return { ...nobody, deciders: holders.deciders, organisations: holders.organisations };
  }
  const acting = deciders.filter(
    ({ capacityBasis }) => capacityBasis === 'LPA' || capacityBasis === 'DEPUTY',
  );
  return acting.length > 0
    ? { ...nobody, deciders: acting }
    : { ...nobody, deciders: [{ person, capacityBasis: 'SELF_YP' }] };
}
