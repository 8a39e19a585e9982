import { isDuring, londonDay } from './calendar.ts';
import type { ClaimCase, DatedTerms, OracleCase } from './case.ts';
import type { Judge } from './cedar-engine.ts';
import type { Ways } from './ways.ts';

/** Who may decide for one person (docs/domain/01 §1.7), and whether the person decides. */
export interface Authority {
  /** People by name, organisations as `organisation:WMC`. */
  readonly deciders: ReadonlySet<string>;
  readonly selfDecides: boolean;
  /** The person decides, and whether they can is still to be confirmed. */
  readonly capacityToBeConfirmed: boolean;
}

const nobody: Authority = { deciders: new Set(), selfDecides: false, capacityToBeConfirmed: false };

/** Asks the authority rules about everybody who may have a say about one kind of information about a person. */
export function judgeAuthority(
  judge: Judge,
  oracleCase: OracleCase,
  about: string,
  category: string,
  { findMilestones }: Pick<Ways, 'findMilestones'>,
): Authority {
  const { at, purpose, people, recipient } = oracleCase;
  const person = people.find((candidate) => candidate.person === about);
  if (person?.birthDate == null) return nobody;
  const day = londonDay(at);
  const holds = (terms: DatedTerms): boolean =>
    isDuring(day, terms.from, terms.to) &&
    speaksOf(terms.purposes, purpose) &&
    speaksOf(terms.categories, category) &&
    speaksOf(terms.kinds, recipient.kind);
  const milestones = findMilestones(person.birthDate);
  const ages = {
    adult: day >= milestones.adult,
    sixteen: day >= milestones.sixteen,
    pastSchoolAge: day >= milestones.pastSchoolAge,
  };
  const order = person.orders.find(holds);
  const competence = latest(person.competence.filter(holds));
  const capacity = latest(person.capacity.filter(holds));
  const claims = person.claims.filter(({ from, to }) => isDuring(day, from, to));
  const guardians = claims.filter((claim) => claim.verified && isGuardian(claim)).map(({ holder }) => holder);
  const mayDecide = (name: string, more: Partial<Claimant>, action = 'decide'): boolean => {
    const claimant: Claimant = { ...noClaimant, ...more };
    return judge.ask({
      set: 'authority',
      principal: { type: 'Claimant', id: 'claimant' },
      action,
      resource: { type: 'Person', id: 'person' },
      context: {
        purpose,
        ...ages,
        competent: competence?.competent === true,
        lacksCapacity: capacity?.finding === 'LACKS',
        isSubject: claimant.claim === 'SELF',
        claim: claimant.claim,
        verified: claimant.verified,
        subjectDecides: claimant.subjectDecides,
        parentsStillDecide: claimant.parentsStillDecide,
        excludedByGuardian: guardians.length > 0 && !guardians.includes(name),
        legalStatus: claimant.legalStatus,
        representedOtherwise: claimant.representedOtherwise,
        orderGivesToThis: order?.decider === name,
        orderGivesToAnother: order !== undefined && order.decider !== name,
      },
    }).allowed;
  };
  const selfDecides = mayDecide(about, { claim: 'SELF' });
  const shared = { subjectDecides: selfDecides, parentsStillDecide: mayDecide(about, {}, 'decideBeside') };
  const representatives = person.representatives
    .filter(holds)
    .filter(({ person: name, kind }) => mayDecide(name, { ...shared, claim: kind }))
    .map((representative) => representative.person);
  const represented = { ...shared, representedOtherwise: representatives.length > 0 };
  const holders = claims
    .filter(({ holder, verified }) => mayDecide(holder, { ...represented, claim: 'PR', verified }))
    .map(({ holder }) => holder);
  const councils = person.legalStatuses
    .filter(({ from, to }) => isDuring(day, from, to))
    .filter(({ council, code }) =>
      mayDecide(council, { ...represented, claim: 'COUNCIL', legalStatus: code }),
    )
    .map(({ council }) => `organisation:${council}`);
  const chosen = order !== undefined && mayDecide(order.decider, { claim: 'ORDER' }) ? [order.decider] : [];
  const found = [...(selfDecides ? [about] : []), ...representatives, ...holders, ...councils, ...chosen];
  const bestInterests =
    capacity !== undefined &&
    mayDecide(capacity.organisation, {
      ...shared,
      claim: 'PROFESSIONAL',
      representedOtherwise: found.length > 0,
    });
  return {
    deciders: new Set(bestInterests ? [`organisation:${capacity.organisation}`] : found),
    selfDecides,
    capacityToBeConfirmed: selfDecides && capacity?.finding === 'TO_BE_CONFIRMED',
  };
}

interface Claimant {
  readonly claim: string;
  readonly verified: boolean;
  readonly subjectDecides: boolean;
  readonly parentsStillDecide: boolean;
  readonly legalStatus: string;
  readonly representedOtherwise: boolean;
}

const noClaimant: Claimant = {
  claim: 'NONE',
  verified: true,
  subjectDecides: false,
  parentsStillDecide: false,
  legalStatus: '',
  representedOtherwise: false,
};

/** A special guardian exercises parental responsibility to the exclusion of others bar another special guardian. */
function isGuardian({ evidence }: ClaimCase): boolean {
  return evidence === 'SGORD';
}

function speaksOf(terms: 'ALL' | readonly string[], what: string): boolean {
  return terms === 'ALL' || terms.includes(what);
}

/** Of several findings the one that was made last. */
function latest<Finding extends { readonly from: string | null }>(
  findings: readonly Finding[],
): Finding | undefined {
  return findings.toSorted((one, other) => ((one.from ?? '') < (other.from ?? '') ? 1 : -1))[0];
}
