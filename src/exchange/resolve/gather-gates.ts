import type { Organisation } from '../../agreements/index.ts';
import { type AdviceKind, findGate, mayReuse } from '../../consent/index.ts';
import { startOfCompulsorySchoolAge } from '../../families/index.ts';
import { londonDate } from '../../platform/index.ts';
import type { CompiledPolicy } from '../../policy/index.ts';
import { type AdviceLimb, readAdviceLimb } from '../../records/index.ts';
import type { CategoryCode, Department, RoleCode } from '../../vocabulary/index.ts';
import { type SegmentFacts, type StatutoryGates, neutralGates } from '../decide/index.ts';
import type { ResolvedPeople } from './resolve-people.ts';
import type { IdentifiedMessage } from './resolved-exchange.ts';

/** One recipient, as a gate asks about it. */
export interface GatedDisclosure {
  readonly identified: Pick<IdentifiedMessage, 'message' | 'at' | 'given'>;
  readonly policy: Pick<CompiledPolicy, 'hasReg17Gate'>;
  readonly people: ResolvedPeople;
  readonly source: Organisation;
  readonly organisation: Organisation;
  readonly department: Department;
  readonly role: RoleCode;
  readonly segments: readonly SegmentFacts[];
}

/** The gates that statutes put before this disclosure, and what is known of each (docs/domain/01 §1.5, §1.8). */
export function gatherGates(disclosure: GatedDisclosure): StatutoryGates {
  return {
    ...neutralGates,
    reg17: gatherReg17(disclosure),
    s23: gatherSection23(disclosure),
    assessment: gatherAssessment(disclosure),
    professionalOpinion: gatherOpinions(disclosure),
    reuse: gatherReuse(disclosure),
    courtNames: gatherCourtNames(disclosure),
  };
}

function gatherReg17(disclosure: GatedDisclosure): StatutoryGates['reg17'] {
  const { policy, organisation, department, role, source, segments } = disclosure;
  const { message, at } = disclosure.identified;
  const claimed = message.disclosureException;
  const applies = policy.hasReg17Gate({
    recipientType: organisation.type,
    recipientDepartment: department,
    recipientRole: role,
    recipientDutyStatus: organisation.dutyStatus,
    sourceType: source.type,
    purpose: message.purposeCode,
    messageType: message.type,
  });
  return {
    applies,
    exception: claimed?.code ?? null,
    writtenRequest: claimed?.writtenRequest !== undefined && claimed.writtenRequest.on <= londonDate(at),
    childOrParentPermits: segments.some(
      ({ part, choices }) =>
        part !== 'ENVELOPE' &&
        choices.some(({ result, order }) => result === 'PERMIT' || order === 'PERMITS'),
    ),
  };
}

function gatherSection23({ identified, people }: GatedDisclosure): StatutoryGates['s23'] {
  const { message, at } = identified;
  if (message.type !== 'M14') return neutralGates.s23;
  const birthDate = people.dataSubject === null ? null : people.known.get(people.dataSubject)?.birthDate;
  return {
    applies: true,
    parentInformedOn: message.parentInformed?.on ?? null,
    discussionOfferedOn: message.parentInformed?.discussionOfferedOn ?? null,
    underSchoolAge: birthDate == null ? null : londonDate(at) < startOfCompulsorySchoolAge(birthDate),
  };
}

/** Care Act 2014 s.58 speaks of the assessment that a transition referral asks adult services for. */
function gatherAssessment(disclosure: GatedDisclosure): StatutoryGates['assessment'] {
  const { people, organisation, department, role } = disclosure;
  const { message, at } = disclosure.identified;
  if (message.type !== 'M15' || message.purposeCode !== 'P13') return 'NOT_ASKED';
  const { dataSubject } = people;
  if (dataSubject === null) return 'NONE';
  const authority = people.whoDecides(dataSubject);
  const { result } = findGate(people.choices, {
    gate: 'ASSESSMENT',
    at,
    purpose: message.purposeCode,
    recipient: {
      organisationId: organisation.organisationId,
      organisationType: organisation.type,
      department,
      role,
    },
    dataSubject,
    deciders: authority?.deciders ?? [],
    organisations: authority?.organisations ?? [],
    neverVerified: authority?.neverVerified ?? [],
  });
  return result === 'CONFLICT' ? 'DENY' : result;
}

/** Whose advice each limb of reg 6(1) asks for, in the words of an agreement to use it again. */
const adviceOfLimb: Readonly<Record<AdviceLimb, AdviceKind>> = {
  PARENT_OR_YOUNG_PERSON: 'PARENT_OR_YOUNG_PERSON',
  EDUCATION: 'EDUCATION',
  HEALTH: 'HEALTH',
  PSYCHOLOGY: 'PSYCHOLOGY',
  SOCIAL_CARE: 'SOCIAL_CARE',
  YEAR_9_ADULTHOOD: 'ADULTHOOD',
  REQUESTED_BY_PARENT: 'OTHER',
  OTHER: 'OTHER',
};

/**
 * Author, council and family agreed that existing advice suffices (SEND Regulations 2014 reg 6(4)). What was agreed of one advice
 * stops no request for another, though the same organisation gives both.
 */
function gatherReuse({ identified, people, source, organisation }: GatedDisclosure): StatutoryGates['reuse'] {
  const { message, at } = identified;
  const { dataSubject } = people;
  if (message.type !== 'M01' || dataSubject === null) return 'NOT_ASKED';
  const authority = people.whoDecides(dataSubject);
  // A question without content does not say which advice it would be.
  const limb = 'form' in message ? undefined : readAdviceLimb(message);
  return mayReuse(people.reuse, {
    date: londonDate(at),
    author: organisation.organisationId,
    council: source.organisationId,
    kind: limb === undefined ? null : adviceOfLimb[limb],
    dataSubject,
    deciders: authority?.deciders ?? [],
    organisations: authority?.organisations ?? [],
    neverVerified: authority?.neverVerified ?? [],
  }).result;
}

/** A controller that is no health body needs the appropriate health professional's opinion (docs/domain/01 §1.9). */
function gatherOpinions({ identified, source }: GatedDisclosure): StatutoryGates['professionalOpinion'] {
  const { message, given } = identified;
  if (message.purposeCode !== 'P17') return neutralGates.professionalOpinion;
  const stated = (message.professionalOpinions ?? []).flatMap(({ segmentIds, seriousHarm, by }) =>
    segmentIds.map((segmentId) => ({ segmentId, harm: seriousHarm, by })),
  );
  const isHealthBody = source.type === 'NHS_TRUST' || source.type === 'GP_PRACTICE';
  return { applies: !isHealthBody, opinions: [...stated, ...(given?.professionalOpinions ?? [])] };
}

/** What a court's order names, as far as the order is on file, in force, and names it too. */
function gatherCourtNames({ identified, people }: GatedDisclosure): StatutoryGates['courtNames'] {
  const { message, at } = identified;
  if (message.purposeCode !== 'P15') return 'NOT_ASKED';
  const { courtOrder } = message;
  const known = people.dataSubject === null ? undefined : people.known.get(people.dataSubject);
  const today = londonDate(at);
  const filed = known?.courtOrders.find(
    ({ documentHash, from, to, effect }) =>
      documentHash === courtOrder?.documentHash &&
      effect !== 'FORBIDS' &&
      (from === null || from <= today) &&
      (to === null || today < to),
  );
  if (courtOrder === undefined || filed === undefined) return null;
  const { categories, purposes } = filed.terms;
  if (purposes !== 'ALL' && !purposes.includes('P15')) return null;
  const named: readonly CategoryCode[] = courtOrder.categoryCodes;
  return categories === 'ALL' ? named : named.filter((code) => categories.includes(code));
}
