import type { PersonId } from '../platform/index.ts';
import { sharingStatuses, type AuthorityEvidenceType } from '../vocabulary/index.ts';
import type {
  AuthorityFacts,
  AuthorityQuestion,
  Decider,
  DecidingOrganisation,
  ParentalResponsibilityFact,
} from './authority-facts.ts';
import { isInForce } from './authority-terms.ts';
import { findCapacity } from './find-capacity.ts';

/** Who holds parental responsibility on a day and can use it for one decision. */
export interface Holders {
  readonly deciders: readonly Decider[];
  readonly organisations: readonly DecidingOrganisation[];
  /** Those whose claim nobody has verified. */
  readonly unverified: readonly PersonId[];
}

/**
 * Finds who may use parental responsibility (docs/domain/01 §1.7 step 5 and "PR facts").
 *
 * A claim counts once its evidence is verified. Whoever holds a special guardianship order uses it to the exclusion of
 * everybody but another special guardian (Children Act 1989 s.14C(1)(b)); a parental order ended what others held when it was
 * made (Human Fertilisation and Embryology Act 2008 s.54, Adoption and Children Act 2002 s.46). A care or placement order
 * shares it with the council; accommodation under s.20 does not. Nobody who has died or lacks capacity for this decision
 * decides.
 */
export function findHolders(facts: AuthorityFacts, question: AuthorityQuestion): Holders {
  const { date } = question;
  const living = facts.parentalResponsibility.filter(
    (claim) => isInForce(claim, date) && !hasDied(facts, claim.holder, date),
  );
  const verified = living.flatMap((claim) => toVerified(claim, date));
  const usable = keepSpecialGuardians(verified.filter((claim) => !isExtinguished(claim, verified)));
  const deciders = new Map<PersonId, Decider>();
  for (const { holder, evidence } of usable) {
    if (deciders.has(holder) || findCapacity(facts, holder, question).outcome === 'LACKS') continue;
    deciders.set(holder, { person: holder, capacityBasis: 'PR_HOLDER', evidence });
  }
  const proved = new Set(verified.map(({ holder }) => holder));
  return {
    deciders: [...deciders.values()],
    organisations: findCouncils(facts, date),
    unverified: [...new Set(living.map(({ holder }) => holder))].filter((holder) => !proved.has(holder)),
  };
}

/** Whoever claims or claimed parental responsibility and was not verified in any claim by a day. */
export function findNeverVerified(
  { parentalResponsibility }: AuthorityFacts,
  date: string,
): readonly PersonId[] {
  const proved = new Set(
    parentalResponsibility.flatMap((claim) => toVerified(claim, date)).map(({ holder }) => holder),
  );
  const claimants = new Set(parentalResponsibility.map(({ holder }) => holder));
  return [...claimants].filter((holder) => !proved.has(holder));
}

/** Whether somebody has died by a day. */
export function hasDied({ deaths }: AuthorityFacts, person: PersonId, date: string): boolean {
  return deaths.some((death) => death.person === person && death.on <= date);
}

interface VerifiedClaim {
  readonly holder: PersonId;
  /** Since when, for comparison: the empty text is since birth. */
  readonly since: string;
  readonly evidence: {
    readonly type: AuthorityEvidenceType;
    readonly verifiedBy: string;
    readonly verifiedOn: string;
  };
}

function toVerified(claim: ParentalResponsibilityFact, date: string): VerifiedClaim[] {
  const { holder, from, evidence: type, verifiedBy, verifiedOn } = claim;
  if (type === null || verifiedBy === null || verifiedOn === null || verifiedOn > date) return [];
  return [{ holder, since: from ?? '', evidence: { type, verifiedBy, verifiedOn } }];
}

function isExtinguished(claim: VerifiedClaim, all: readonly VerifiedClaim[]): boolean {
  return (
    claim.evidence.type !== 'PORD' &&
    all.some(({ evidence, since }) => evidence.type === 'PORD' && claim.since <= since)
  );
}

function keepSpecialGuardians(claims: readonly VerifiedClaim[]): readonly VerifiedClaim[] {
  const guardians = claims.filter(({ evidence }) => evidence.type === 'SGORD');
  return guardians.length > 0 ? guardians : claims;
}

function findCouncils({ legalStatuses }: AuthorityFacts, date: string): readonly DecidingOrganisation[] {
  const councils = legalStatuses
    .filter((status) => sharingStatuses.includes(status.code) && isInForce(status, date))
    .map(({ council }) => council);
  return [...new Set(councils)].map((organisationId) => ({
    organisationId,
    capacityBasis: 'LA_CARE_ORDER',
  }));
}
