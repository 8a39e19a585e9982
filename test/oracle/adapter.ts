import type { AgreementInForce, Organisation } from '../../src/agreements/index.ts';
import type { ConsentVersion, DecidedBy, ReuseAgreement } from '../../src/consent/index.ts';
import { type Decision, type DecisionFacts, decide } from '../../src/exchange/decide/index.ts';
import { assembleFacts } from '../../src/exchange/resolve/assemble-facts.ts';
import type { WhoDecides } from '../../src/exchange/resolve/resolve-people.ts';
import {
  type AuthorityFacts,
  type AuthorityFinding,
  askAuthority,
  decideAuthority,
} from '../../src/families/index.ts';
import { type PersonId, asId, londonDate } from '../../src/platform/index.ts';
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
  Reg17ExceptionCode,
  RoleCode,
  Urgency,
} from '../../src/vocabulary/index.ts';
import type { ConsentCase, DatedTerms, OracleCase, Party, PersonCase, SegmentCase } from './case.ts';

/**
 * The only file of the oracle that knows the gateway: it puts a neutral case into the gateway's types and walks its own
 * gathering of facts (`assembleFacts`, with `decideAuthority`, `findChoice` and the gates behind it) and `decide`.
 */
export function decideCase(oracleCase: OracleCase, policy: CompiledPolicy): Decision {
  return decide(toDecisionFacts(oracleCase, policy), policy);
}

/** The newest version of the baseline policy. */
export function loadBaseline(directory = 'policies'): CompiledPolicy {
  return loadPolicy(directory, 'BASE-1');
}

type Assembling = Parameters<typeof assembleFacts>;
type Identified = Assembling[1];

/** The facts that `decide` sees of a case. */
function toDecisionFacts(oracleCase: OracleCase, policy: CompiledPolicy): DecisionFacts {
  return prepareCase(oracleCase, policy)();
}

/**
 * Puts a case into the gateway's types. What is given back gathers its facts as the gateway does, afresh whenever it is called,
 * and puts in by hand what no message can say.
 */
export function prepareCase(oracleCase: OracleCase, policy: CompiledPolicy): () => DecisionFacts {
  const identified = toIdentified(oracleCase);
  const circumstances = toCircumstances(oracleCase);
  const agreement = toAgreement(oracleCase);
  const date = londonDate(new Date(oracleCase.at));
  return () => {
    const { people } = circumstances;
    const whoDecides = toWhoDecides(people.known, oracleCase.purpose as PurposeCode, date);
    const facts = assembleFacts(
      { mode: oracleCase.synthetic ? 'test' : 'production', policy },
      identified,
      { ...circumstances, people: { ...people, whoDecides } },
      agreement,
      { training: oracleCase.training, relationship: oracleCase.relationship },
    );
    return putIn(oracleCase, facts);
  };
}

function putIn(oracleCase: OracleCase, facts: DecisionFacts): DecisionFacts {
  return {
    ...facts,
    kind: oracleCase.kind,
    statutoryTransfer: oracleCase.statutoryTransfer,
    statutoryTrigger: oracleCase.trigger,
    bars: {
      ...facts.bars,
      adoption: oracleCase.adoptionLink,
      courtRestriction: oracleCase.courtRestriction,
    },
  };
}

function toIdentified(oracleCase: OracleCase): Identified {
  const { claim, told, cited, source, purpose, messageType } = oracleCase;
  const message: Partial<Identified['message']> = {
    type: messageType as MessageTypeCode,
    purposeCode: purpose as PurposeCode,
    urgency: oracleCase.urgency as Urgency,
    source: { organisation: { system: 'ods', value: 'Z9Z9A' }, department: source.department as Department },
    extract: oracleCase.extract,
    // What it says is put in by hand where it matters (`putIn`).
    segments: [],
    ...(claim === null
      ? {}
      : {
          disclosureException: {
            code: claim.code as Reg17ExceptionCode,
            reasons: 'reasons',
            ...(claim.written ? { writtenRequest: { on: '2020-01-01', evidenceRef: 'letter' } } : {}),
          },
        }),
    ...(told === null
      ? {}
      : { parentInformed: { on: told.informedOn, discussionOfferedOn: told.discussionOfferedOn } }),
    ...(cited === null
      ? {}
      : {
          courtOrder: {
            documentHash: hashOf(cited.order ?? 99),
            categoryCodes: cited.categories as readonly CategoryCode[],
          },
        }),
  } as Partial<Identified['message']>;
  const requester: Partial<Identified['requester']> = { organisation: toOrganisation(source) };
  return {
    kind: 'PUSH',
    message: message as Identified['message'],
    labelled: oracleCase.segments.map((segment) => toLabelled(oracleCase, segment)),
    requester: { ...requester, practitioner: null } as Identified['requester'],
    at: new Date(oracleCase.at),
    given: toGiven(oracleCase),
  };
}

function toGiven(oracleCase: OracleCase): NonNullable<Identified['given']> {
  const { at, lead, approved, opinions, emergency } = oracleCase;
  return {
    ...(lead.length === 0 ? {} : { leadDecision: { by: 'lead', segmentIds: lead } }),
    approvals: approved.map((segmentId) => ({ segmentId, by: 'approver' })),
    professionalOpinions: opinions.map(({ segment, harm }) => ({ segmentId: segment, harm, by: 'doctor' })),
    ...(oracleCase.attested ? { attested: true } : {}),
    ...(oracleCase.reviewed ? { shieldReviewDone: true } : {}),
    ...(oracleCase.moreDetrimental ? { moreDetrimental: { by: 'practitioner', reasons: 'more harm' } } : {}),
    ...(emergency === null
      ? {}
      : {
          emergency: {
            reasonGiven: emergency.reason,
            person: emergency.person ? 'doctor' : null,
            expires: new Date(Date.parse(at) + (emergency.over ? 0 : 60_000)).toISOString(),
          },
        }),
  };
}

function toLabelled(oracleCase: OracleCase, segment: SegmentCase): Identified['labelled'][number] {
  return {
    segmentId: segment.segment,
    pointer: `/segments/${segment.segment}`,
    part: 'SEGMENT',
    labelled: segment.labelled,
    categories: segment.categories as readonly CategoryCode[],
    level: segment.level as ConfidentialityLevel,
    flags: segment.flags as readonly HandlingFlag[],
    aboutRefs: segment.about.map((name) => refOf(oracleCase, name)),
    linkedToNeed: segment.linked,
    mandatory: segment.mandatory,
    safetyCritical: segment.safetyCritical,
    notForRoles: segment.notForRoles as readonly RoleCode[],
    ...(segment.embargoUntil === null ? {} : { embargoUntil: segment.embargoUntil }),
    ...(segment.dataDate === null ? {} : { dataDate: segment.dataDate }),
    healthOrigin: segment.healthOrigin,
  };
}

/** A person as a message refers to them: the data subject, somebody related, or somebody whom nobody could find. */
function refOf({ people: [subject] }: OracleCase, name: string | null): string {
  if (name === subject?.person) return 'subject';
  return name ?? 'unknown';
}

function toCircumstances(oracleCase: OracleCase): Assembling[2] {
  const { people, recipient, source, reader, matched, purpose, at } = oracleCase;
  const [subject] = people;
  if (subject === undefined) throw new Error('a case is about somebody');
  const dataSubject = asId<'Person'>(subject.person);
  const known = new Map<PersonId, AuthorityFacts>(
    people
      .filter(({ person }) => matched || person !== subject.person)
      .map((person) => [asId(person.person), toAuthorityFacts(person)]),
  );
  const own = toOrganisation(source);
  return {
    source: own,
    recipient: {
      ordinal: 0,
      organisation: toOrganisation(recipient),
      department: recipient.department as Department,
      role: recipient.role as RoleCode,
      isPerson: reader !== null,
      readerRef: reader === null ? null : reader === subject.person ? 'SELF' : reader,
    },
    people: {
      dataSubject: matched ? dataSubject : null,
      related: new Map(
        ['mother', 'father', 'aunt', 'stranger'].map((name): [string, PersonId] => [name, asId(name)]),
      ),
      known,
      whoDecides: toWhoDecides(known, purpose as PurposeCode, londonDate(new Date(at))),
      protections: {
        nationalDataOptOut: oracleCase.optedOut,
        shieldedLocation: oracleCase.shielded,
        shieldedFrom: null,
        safeContact: oracleCase.safeContact === null ? null : asId(oracleCase.safeContact),
        preferences: null,
      },
      retiredNumber: oracleCase.adoptionLink,
      reuse: oracleCase.reuse === null ? [] : [toReuse(oracleCase.reuse, dataSubject)],
      choices: oracleCase.consents.map(toConsentVersion),
      guards: [],
    },
    ownRecord: true,
  };
}

function toWhoDecides(
  known: ReadonlyMap<PersonId, AuthorityFacts>,
  purpose: PurposeCode,
  date: string,
): WhoDecides {
  const answered = new Map<string, AuthorityFinding>();
  return (person, named = {}) => {
    const facts = known.get(person);
    if (facts === undefined) return undefined;
    const key = `${person} ${JSON.stringify(named)}`;
    const finding = answered.get(key) ?? decideAuthority(facts, askAuthority(purpose, date, named));
    answered.set(key, finding);
    return finding;
  };
}

function toReuse(
  { author, council, by, ended }: NonNullable<OracleCase['reuse']>,
  dataSubject: PersonId,
): ReuseAgreement {
  const word = { on: '2026-01-01', staff: asId<'Staff'>('staff'), evidenceRef: 'note' };
  return {
    agreementId: asId('reuse'),
    version: 1,
    dataSubject,
    recordedAt: new Date('2026-01-01T00:00:00.000Z'),
    body: {
      advice: { kind: 'HEALTH', reference: 'report', givenOn: '2026-01-01' },
      author: asId(author),
      council: asId(council),
      lastDay: null,
      agreed: {
        author: { ...word, organisation: asId(author) },
        council: { ...word, organisation: asId(council) },
        family:
          by === null
            ? null
            : {
                ...word,
                organisation: asId(council),
                decidedBy: {
                  person: asId(by),
                  capacityBasis: by === dataSubject ? 'SELF_YP' : 'PR_HOLDER',
                },
              },
      },
      ended: ended ? { party: 'FAMILY', by: { ...word, organisation: asId(council) } } : null,
    },
  };
}

function toAgreement({ agreement }: OracleCase): AgreementInForce | undefined {
  if (agreement === null) return undefined;
  const inForce: Partial<AgreementInForce> = {
    agreementId: asId('agreement'),
    version: 1,
    categories: agreement.categories as 'ALL' | readonly CategoryCode[],
  };
  return inForce as AgreementInForce;
}

function toOrganisation({ organisation, kind, duty }: Party): Organisation {
  const registered: Partial<Organisation> = {
    organisationId: asId(organisation),
    name: organisation,
    type: kind as OrganisationType,
    dutyStatus: duty as DutyStatus,
    active: true,
  };
  return registered as Organisation;
}

/** The document of an order on file, by its place among the orders. */
function hashOf(order: number): string {
  return String(order).padStart(64, '0');
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
      kind: fact.effect === 'FORBIDS' ? 'PROHIBITED_STEPS' : 'SPECIFIC_ISSUE',
      effect: fact.effect,
      decider: fact.decider === null ? null : asId(fact.decider),
      from: fact.from,
      to: fact.to,
      terms: toTerms(fact),
      documentHash: hashOf(index),
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
    // Whatever became of a choice became of it before the next one was made.
    sequence: 2 * consent.order + (moved ? 1 : 0),
    chosenSequence: 2 * consent.order,
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
      answer: consent.answer,
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
