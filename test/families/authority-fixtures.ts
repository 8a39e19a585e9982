import {
  askAuthority,
  decideAuthority,
  noAuthorityFacts,
  type Assessor,
  type AuthorityFacts,
  type AuthorityFinding,
  type AuthorityQuestion,
  type CapacityFact,
  type CompetenceFact,
  type CourtOrderFact,
  type DecisionTerms,
  type LegalStatusFact,
  type ParentalResponsibilityFact,
  type RepresentativeFact,
} from '../../src/families/index.ts';
import { asId, type OrganisationId, type PersonId } from '../../src/platform/index.ts';
import type { PurposeCode } from '../../src/vocabulary/index.ts';

/** A person of the tests, by the last digit of their identifier. */
function person(digit: number): PersonId {
  return asId<'Person'>(`00000000-0000-4000-8000-00000000000${digit}`);
}

/** An organisation of the tests. */
export function organisation(digit: number): OrganisationId {
  return asId<'Organisation'>(`00000000-0000-4000-9000-00000000000${digit}`);
}

export const child = person(1);
export const mother = person(2);
export const father = person(3);
export const guardian = person(4);
export const attorney = person(5);
export const deputy = person(6);
export const council = organisation(1);
const trust = organisation(2);

export const anything: DecisionTerms = {
  purposes: 'ALL',
  categories: 'ALL',
  recipientTypes: 'ALL',
  recipientOrganisations: 'ALL',
};

const assessor: Assessor = { staff: asId<'Staff'>('dr.lin'), role: 'PAED', organisation: trust };

export function holds(
  holder: PersonId,
  more: Partial<ParentalResponsibilityFact> = {},
): ParentalResponsibilityFact {
  return {
    holder,
    evidence: 'BRTH',
    verifiedBy: 'staff-1',
    verifiedOn: '2018-01-01',
    from: null,
    to: null,
    ...more,
  };
}

export function competent(more: Partial<CompetenceFact> = {}): CompetenceFact {
  const period = { from: '2027-09-10', to: '2028-03-01' };
  return { factId: 'competence', outcome: 'COMPETENT', terms: anything, assessor, ...period, ...more };
}

export function capacity(
  of: PersonId,
  finding: CapacityFact['finding'],
  more: Partial<CapacityFact> = {},
): CapacityFact {
  return {
    factId: 'capacity',
    of,
    finding,
    terms: anything,
    assessor,
    from: '2020-01-01',
    to: null,
    ...more,
  };
}

export function represents(
  who: PersonId,
  kind: RepresentativeFact['kind'],
  more: Partial<RepresentativeFact> = {},
): RepresentativeFact {
  return {
    factId: `representative ${kind}`,
    person: who,
    kind,
    terms: anything,
    from: '2020-01-01',
    to: null,
    ...more,
  };
}

export function status(code: LegalStatusFact['code'], more: Partial<LegalStatusFact> = {}): LegalStatusFact {
  return { factId: `status ${code}`, code, council, from: '2020-01-01', to: null, ...more };
}

export function ordered(
  effect: CourtOrderFact['effect'],
  more: Partial<CourtOrderFact> = {},
): CourtOrderFact {
  return {
    factId: `order ${effect}`,
    kind: effect === 'FORBIDS' ? 'PROHIBITED_STEPS' : 'SPECIFIC_ISSUE',
    effect,
    decider: effect === 'GIVES_DECISION' ? mother : null,
    terms: anything,
    documentHash: 'ab'.repeat(32),
    from: '2020-01-01',
    to: null,
    ...more,
  };
}

/** What is asked, beside the purpose and the day. */
export type Named = Partial<
  Pick<AuthorityQuestion, 'category' | 'recipientType' | 'recipientOrganisationId'>
>;

/** Decides for a child whose mother holds parental responsibility, unless the facts say otherwise. */
export function decide(
  facts: Partial<AuthorityFacts>,
  date: string,
  purpose: PurposeCode = 'P07',
  named: Named = {},
): AuthorityFinding {
  const known = {
    ...noAuthorityFacts(child),
    birthDate: '2017-05-14',
    parentalResponsibility: [holds(mother)],
  };
  return decideAuthority({ ...known, ...facts }, askAuthority(purpose, date, named));
}

/** Who decides, in one line each: the last digit of the person and the capacity. */
export function whoDecides({ deciders, organisations }: AuthorityFinding): string[] {
  return [
    ...deciders.map((decider) => `${decider.person.slice(-1)} ${decider.capacityBasis}`),
    ...organisations.map((each) => `${each.organisationId.slice(-1)} ${each.capacityBasis}`),
  ].toSorted();
}
