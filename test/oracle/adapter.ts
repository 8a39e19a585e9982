import { type ConsentVersion, type DecidedBy, combineChoices, findChoice } from '../../src/consent/index.ts';
import {
  type ChoiceFacts,
  type Decision,
  type DecisionFacts,
  decide,
} from '../../src/exchange/decide/index.ts';
import { type AuthorityFacts, type AuthorityFinding, decideAuthority } from '../../src/families/index.ts';
import { asId, londonDate } from '../../src/platform/index.ts';
import { type CompiledPolicy, loadPolicy } from '../../src/policy/index.ts';
import type {
  AuthorityEvidenceType,
  CapacityBasis,
  CategoryCode,
  ConfidentialityLevel,
  Department,
  DutyStatus,
  HandlingFlag,
  MessageTypeCode,
  OrganisationType,
  PurposeCode,
  RoleCode,
  Urgency,
} from '../../src/vocabulary/index.ts';
import type { ConsentCase, DatedTerms, OracleCase, Party, PersonCase, SegmentCase } from './case.ts';

/**
 * The only file of the oracle that knows the gateway: it puts a neutral case into the gateway's types and walks the pure
 * doors `decideAuthority`, `findChoice` and `decide` as the stages resolve and decide do.
 */
export function decideCase(oracleCase: OracleCase, policy: CompiledPolicy): Decision {
  return decide(toDecisionFacts(oracleCase), policy);
}

/** The newest version of the baseline policy. */
export function loadBaseline(directory = 'policies'): CompiledPolicy {
  return loadPolicy(directory, 'BASE-1');
}

/** The facts that `decide` sees of a case. */
function toDecisionFacts(oracleCase: OracleCase): DecisionFacts {
  const [subject] = oracleCase.people;
  if (subject === undefined) throw new Error('a case is about somebody');
  const authority = findAuthority(oracleCase, subject, null);
  return {
    edition: 2,
    at: oracleCase.at,
    kind: oracleCase.kind,
    mode: 'CONTENT',
    messageType: oracleCase.messageType as MessageTypeCode,
    purpose: oracleCase.purpose as PurposeCode,
    urgency: oracleCase.urgency as Urgency,
    statutoryTransfer: oracleCase.statutoryTransfer,
    statutoryTrigger: oracleCase.trigger,
    attested: oracleCase.attested,
    own: oracleCase.own,
    ownByPermitOnly: false,
    extract: oracleCase.extract,
    familyInformed: 'YES',
    syntheticData: oracleCase.synthetic,
    source: toParty(oracleCase.source),
    recipient: {
      ...toParty(oracleCase.recipient),
      role: oracleCase.recipient.role as RoleCode,
      person: oracleCase.own !== null,
    },
    agreement:
      oracleCase.agreement === null
        ? null
        : {
            agreementId: 'agreement',
            version: 1,
            categories: oracleCase.agreement.categories as 'ALL' | readonly CategoryCode[],
          },
    identity: 'CONFIRMED',
    bars: {
      adoption: oracleCase.adoptionLink,
      courtRestriction: oracleCase.courtRestriction,
      nationalDataOptOut: oracleCase.optedOut,
      order: oracleCase.order,
      relationship: oracleCase.relationship,
      training: oracleCase.training,
      shieldReview: 'NONE',
    },
    gates: {
      reg17: { applies: false, exception: null, writtenRequest: false, childOrParentPermits: false },
      s23: { applies: false, parentInformedOn: null, discussionOfferedOn: null, underSchoolAge: null },
      assessment: 'NOT_ASKED',
      professionalOpinion: { applies: false, opinions: [] },
      reuse: 'NOT_ASKED',
      courtNames: 'NOT_ASKED',
    },
    emergency: null,
    moreDetrimental: oracleCase.moreDetrimental ? { by: 'practitioner', reasons: 'more harm' } : null,
    protections: { shieldedLocation: false, safeContact: false },
    authority: {
      snapshotHash: authority.snapshotHash,
      rule: authority.rule,
      selfDecides: authority.selfDecides,
      someoneMayDecide: authority.deciders.length + authority.organisations.length > 0,
      capacityToBeConfirmed: authority.capacityToBeConfirmed.length > 0,
      someoneUnverified: authority.unverified.length > 0,
    },
    leadDecision: oracleCase.lead.length === 0 ? null : { by: 'lead', segmentIds: oracleCase.lead },
    approvals: oracleCase.approved.map((segmentId) => ({ segmentId, by: 'approver' })),
    segments: oracleCase.segments.map((segment) => toSegmentFacts(oracleCase, subject, segment)),
  };
}

function toSegmentFacts(
  oracleCase: OracleCase,
  subject: PersonCase,
  segment: SegmentCase,
): DecisionFacts['segments'][number] {
  return {
    segmentId: segment.segment,
    part: 'SEGMENT',
    labelled: segment.labelled,
    categories: segment.categories as readonly CategoryCode[],
    level: segment.level as ConfidentialityLevel,
    flags: segment.flags as readonly HandlingFlag[],
    aboutOthers: segment.about.length > 0 && !segment.about.includes(subject.person),
    linkedToNeed: segment.linked,
    mandatory: segment.mandatory,
    safetyCritical: segment.safetyCritical,
    notForRoles: segment.notForRoles as readonly RoleCode[],
    assertionType: null,
    embargoUntil: segment.embargoUntil,
    healthOrigin: segment.healthOrigin,
    choices: segment.categories.map((category) => toChoiceFacts(oracleCase, subject, segment, category)),
  };
}

function toChoiceFacts(
  oracleCase: OracleCase,
  subject: PersonCase,
  segment: SegmentCase,
  category: string,
): ChoiceFacts {
  const others = segment.about
    .filter((person) => person !== subject.person)
    .map((name) => oracleCase.people.find(({ person }) => person === name));
  const own = askChoice(oracleCase, subject, segment, category);
  const findings = [
    own,
    ...others.flatMap((person) =>
      person === undefined ? [] : [askChoice(oracleCase, person, segment, category)],
    ),
  ];
  return {
    category: category as CategoryCode,
    result: combineChoices([
      ...findings.map(({ result }) => result),
      ...others.filter((person) => person === undefined).map(() => 'NONE' as const),
    ]),
    refs: findings.flatMap(({ refs }) => refs),
    withdrawn: findings.some(({ withdrawn }) => withdrawn),
    childPermits: own.childPermits,
    lapsed: findings.some(({ lapsed }) => lapsed),
    order: null,
    processing: 'NOT_ASKED',
    selfDecides: findAuthority(oracleCase, subject, category).selfDecides,
  };
}

function askChoice(
  oracleCase: OracleCase,
  person: PersonCase,
  { dataDate }: SegmentCase,
  category: string,
): ReturnType<typeof findChoice> {
  const { deciders, organisations, unverified } = findAuthority(oracleCase, person, category);
  const { recipient } = oracleCase;
  return findChoice(oracleCase.consents.map(toConsentVersion), {
    at: new Date(oracleCase.at),
    purpose: oracleCase.purpose as PurposeCode,
    category: category as CategoryCode,
    recipient: {
      organisationId: asId(recipient.organisation),
      organisationType: recipient.kind as OrganisationType,
      department: recipient.department as Department,
      role: recipient.role as RoleCode,
    },
    dataDate,
    dataSubject: asId(person.person),
    deciders,
    organisations,
    unverified,
  });
}

function findAuthority(
  { at, purpose, recipient }: OracleCase,
  person: PersonCase,
  category: string | null,
): AuthorityFinding {
  return decideAuthority(toAuthorityFacts(person), {
    purpose: purpose as PurposeCode,
    category: category as CategoryCode | null,
    recipientType: recipient.kind as OrganisationType,
    recipientOrganisationId: asId(recipient.organisation),
    date: londonDate(new Date(at)),
    sendDecision: ['P03', 'P04', 'P05'].includes(purpose),
  });
}

function toAuthorityFacts(person: PersonCase): AuthorityFacts {
  const assessor = (organisation: string): AuthorityFacts['competence'][number]['assessor'] => ({
    staff: asId('assessor'),
    role: 'CAMHS_CLIN',
    organisation: asId(organisation),
  });
  return {
    person: asId(person.person),
    birthDate: person.birthDate,
    retired: false,
    parentalResponsibility: person.claims.map(({ holder, verified, evidence, from, to }) => ({
      holder: asId(holder),
      evidence: evidence as AuthorityEvidenceType,
      verifiedBy: verified ? 'registrar' : null,
      verifiedOn: verified ? '2020-01-01' : null,
      from,
      to,
    })),
    competence: person.competence.map((fact, index) => ({
      factId: `competence-${index}`,
      from: fact.from ?? '2000-01-01',
      to: fact.to ?? '2100-01-01',
      outcome: fact.competent ? 'COMPETENT' : 'NOT_COMPETENT',
      terms: toTerms(fact),
      assessor: assessor('WCT'),
    })),
    capacity: person.capacity.map((fact, index) => ({
      factId: `capacity-${index}`,
      of: asId(person.person),
      from: fact.from,
      to: fact.to,
      finding: fact.finding as AuthorityFacts['capacity'][number]['finding'],
      terms: toTerms(fact),
      assessor: assessor(fact.organisation),
    })),
    representatives: person.representatives.map((fact, index) => ({
      factId: `representative-${index}`,
      person: asId(fact.person),
      kind: fact.kind,
      from: fact.from,
      to: fact.to,
      terms: toTerms(fact),
    })),
    legalStatuses: person.legalStatuses.map((fact, index) => ({
      factId: `status-${index}`,
      code: fact.code as AuthorityFacts['legalStatuses'][number]['code'],
      council: asId(fact.council),
      from: fact.from,
      to: fact.to,
    })),
    courtOrders: person.orders.map((fact, index) => ({
      factId: `order-${index}`,
      kind: 'SPECIFIC_ISSUE',
      effect: 'GIVES_DECISION',
      decider: asId(fact.decider),
      from: fact.from,
      to: fact.to,
      terms: toTerms(fact),
      documentHash: '0'.repeat(64),
    })),
    delegations: [],
    deaths: [],
  };
}

function toTerms({ purposes, categories, kinds }: DatedTerms): AuthorityFacts['competence'][number]['terms'] {
  return {
    purposes: purposes as 'ALL' | readonly PurposeCode[],
    categories: categories as 'ALL' | readonly CategoryCode[],
    recipientTypes: kinds as 'ALL' | readonly OrganisationType[],
    recipientOrganisations: 'ALL',
  };
}

function toConsentVersion(consent: ConsentCase): ConsentVersion {
  const moved = consent.status !== 'active';
  return {
    consentId: asId(`consent-${consent.order}`),
    version: moved ? 2 : 1,
    dataSubject: asId(consent.about),
    status: consent.status as ConsentVersion['status'],
    type: consent.type as ConsentVersion['type'],
    kind: consent.kind,
    validFrom: new Date(consent.from),
    validTo: consent.to === null ? null : new Date(consent.to),
    recordedAt: new Date('2020-01-01T00:00:00.000Z'),
    sequence: consent.order + (moved ? 100 : 0),
    chosenSequence: consent.order,
    body: {
      aboutPersons: [],
      decidedBy: toDecidedBy(consent),
      authorityEvidence: null,
      authoritySnapshotHashes: [],
      purposes: consent.purposes as 'ALL' | readonly PurposeCode[],
      recipients:
        consent.recipients === 'ALL'
          ? 'ALL'
          : {
              organisations: consent.recipients.organisations.map((organisation) => asId(organisation)),
              departments: consent.recipients.departments as readonly Department[],
              roles: consent.recipients.roles as readonly RoleCode[],
              organisationTypes: consent.recipients.kinds as readonly OrganisationType[],
            },
      categories: {
        permit: consent.permits as readonly CategoryCode[],
        deny: consent.denies as 'ALL' | readonly CategoryCode[],
      },
      answer: null,
      dataPeriod: { from: consent.dataFrom, to: consent.dataTo },
      informationGiven: null,
      channel: 'paper',
      recordedBy: { kind: 'DECIDER', person: asId(consent.by) },
      evidenceRef: null,
      consequencesExplained: true,
      reviewOn: null,
      childWishes: null,
      parties: [],
      lastMove: null,
    },
  };
}

function toDecidedBy({ by, capacity }: ConsentCase): DecidedBy {
  const [kind, organisation] = by.split(':');
  return kind === 'organisation' && organisation !== undefined
    ? {
        organisation: asId(organisation),
        capacityBasis: capacity === 'BEST_INTERESTS' ? capacity : 'LA_CARE_ORDER',
      }
    : { person: asId(by), capacityBasis: capacity as CapacityBasis };
}

function toParty({ organisation, kind, department, duty }: Party): DecisionFacts['source'] {
  return {
    organisationId: organisation,
    type: kind as OrganisationType,
    department: department as Department,
    dutyStatus: duty as DutyStatus,
  };
}
