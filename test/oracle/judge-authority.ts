import { isDuring, londonDay } from './calendar.ts';
import type { ClaimCase, DatedTerms, OracleCase, OrderCase } from './case.ts';
import type { Judge } from './cedar-engine.ts';
import { remember } from './remember.ts';
import type { Ways } from './ways.ts';

/** Who may decide for one person (docs/domain/01 §1.7), and whether the person decides. */
export interface Authority {
  /** People by name, organisations as `organisation:WMC`. */
  readonly deciders: ReadonlySet<string>;
  readonly selfDecides: boolean;
  /** The person decides, and whether they can is still to be confirmed. */
  readonly capacityToBeConfirmed: boolean;
  /** Everybody with proved parental responsibility, which ends at 18, whether or not they decide. */
  readonly holders: ReadonlySet<string>;
}

const nobody: Authority = {
  deciders: new Set(),
  selfDecides: false,
  capacityToBeConfirmed: false,
  holders: new Set(),
};

/** What a question about authority leaves open: only what speaks of every kind of information, and of every recipient, answers. */
export const ofEveryKind = '';

/** The order of a court that answers about one kind of information about a person. */
export function findOrder(
  { at, purpose, people, recipient }: OracleCase,
  about: string,
  category: string,
  { findMilestones, orders }: Pick<Ways, 'findMilestones' | 'orders'>,
  kind = recipient.kind,
): OrderCase | undefined {
  const person = people.find((candidate) => candidate.person === about);
  if (person === undefined) return undefined;
  const day = londonDay(at);
  // An order about bringing up a child ends at 18 at the latest.
  if (person.birthDate !== null && day >= findMilestones(person.birthDate).adult) return undefined;
  const speaking = person.orders.filter((order) => speaks(order, { day, purpose, category, kind }));
  const first = orders.find((effect) => speaking.some((order) => order.effect === effect));
  return speaking.find(({ effect }) => effect === first);
}

/** Asks the authority rules about everybody who may have a say about one kind of information about a person. */
export function judgeAuthority(
  judge: Judge,
  oracleCase: OracleCase,
  about: string,
  category: string,
  ways: Pick<Ways, 'findMilestones' | 'orders'>,
  kind = oracleCase.recipient.kind,
): Authority {
  return remember(judge, oracleCase, ways, `authority ${about} ${category} ${kind}`, () =>
    workOutAuthority(judge, oracleCase, { about, category, kind }, ways),
  );
}

function workOutAuthority(
  judge: Judge,
  oracleCase: OracleCase,
  { about, category, kind }: { about: string; category: string; kind: string },
  ways: Pick<Ways, 'findMilestones' | 'orders'>,
): Authority {
  const { findMilestones } = ways;
  const { at, purpose, people } = oracleCase;
  const person = people.find((candidate) => candidate.person === about);
  if (person?.birthDate == null) return nobody;
  const day = londonDay(at);
  const holds = (terms: DatedTerms): boolean => speaks(terms, { day, purpose, category, kind });
  const milestones = findMilestones(person.birthDate);
  const ages = {
    adult: day >= milestones.adult,
    sixteen: day >= milestones.sixteen,
    pastSchoolAge: day >= milestones.pastSchoolAge,
  };
  const answering = findOrder(oracleCase, about, category, ways, kind);
  const order = answering?.effect === 'GIVES_DECISION' ? answering : undefined;
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
  const chosen = [order?.decider ?? null].filter(
    (decider) => decider !== null && mayDecide(decider, { claim: 'ORDER' }),
  ) as string[];
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
    holders: new Set(
      claims
        .filter(
          ({ holder, verified }) =>
            verified && !ages.adult && (guardians.length === 0 || guardians.includes(holder)),
        )
        .map(({ holder }) => holder),
    ),
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

function speaks(
  terms: DatedTerms,
  asked: { day: string; purpose: string; category: string; kind: string },
): boolean {
  return (
    isDuring(asked.day, terms.from, terms.to) &&
    speaksOf(terms.purposes, asked.purpose) &&
    speaksOf(terms.categories, asked.category) &&
    speaksOf(terms.kinds, asked.kind)
  );
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
