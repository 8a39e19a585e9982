import type { ConsentStatus, ConsentVersion } from '../../consent/index.ts';
import { forwardMoves } from '../../consent/index.ts';
import {
  type AuthorityFacts,
  askAuthority,
  birthdayOf,
  decideAuthority,
  endOfCompulsorySchoolAge,
  isSendDecision,
} from '../../families/index.ts';
import { type CategoryCode, type PurposeCode, purposeCodes } from '../../vocabulary/index.ts';

/** What becomes of a choice that its giver may no longer make. */
export interface Lapse {
  readonly to: Extract<ConsentStatus, 'suspended' | 'pending-reauthorise' | 'expired'>;
  readonly reason: string;
}

/**
 * Finds what becomes, on a London day, of a choice that a parent made about somebody else (docs/domain/01 §1.7, authority events):
 * closed at 18, to be authorised again at 16, suspended where it was about special educational needs and compulsory school age has
 * ended. A choice stands while its giver may still decide any part of it; what they may no longer decide does not count in a
 * decision anyway, whether or not this was ever run.
 */
export function findLapse(version: ConsentVersion, facts: AuthorityFacts, date: string): Lapse | undefined {
  const { body, status, type } = version;
  if (body === 'ERASED' || facts.birthDate === null || !isParental(body.decidedBy.capacityBasis))
    return undefined;
  if (stillDecides(body, facts, date)) return undefined;
  const adult = date >= birthdayOf(facts.birthDate, 18);
  if (!adult && type !== 'SHARE') return undefined;
  const lapse = lapseAt(facts.birthDate, body.purposes, date);
  return lapse !== undefined && forwardMoves[status].includes(lapse.to) ? lapse : undefined;
}

type Body = Exclude<ConsentVersion['body'], 'ERASED'>;

function lapseAt(birthDate: string, purposes: Body['purposes'], date: string): Lapse | undefined {
  if (date >= birthdayOf(birthDate, 18)) {
    return { to: 'expired', reason: 'AUTHORITY_EVENT: parental responsibility ended at 18' };
  }
  if (date >= birthdayOf(birthDate, 16)) {
    return { to: 'pending-reauthorise', reason: 'AUTHORITY_EVENT: the young person decides from 16' };
  }
  const special = purposes !== 'ALL' && purposes.every(isSendDecision);
  return special && date >= endOfCompulsorySchoolAge(birthDate)
    ? { to: 'suspended', reason: 'AUTHORITY_EVENT: compulsory school age ended' }
    : undefined;
}

function isParental(basis: string): boolean {
  return basis === 'PR_HOLDER' || basis === 'LA_CARE_ORDER';
}

function stillDecides(
  { decidedBy, purposes, categories }: Body,
  facts: AuthorityFacts,
  date: string,
): boolean {
  const named: readonly PurposeCode[] = purposes === 'ALL' ? purposeCodes : purposes;
  const denied = categories.deny === 'ALL' ? [] : categories.deny;
  const decided: readonly (CategoryCode | null)[] = [...categories.permit, ...denied];
  const asked = decided.length > 0 ? decided : [null];
  return named.some((purpose) =>
    asked.some((category) => {
      const { deciders, organisations } = decideAuthority(facts, askAuthority(purpose, date, { category }));
      return 'person' in decidedBy
        ? deciders.some(
            ({ person, capacityBasis }) => person === decidedBy.person && isParental(capacityBasis),
          )
        : organisations.some(({ organisationId }) => organisationId === decidedBy.organisation);
    }),
  );
}
