import fc from 'fast-check';
import {
  type ChoiceFacts,
  type DecisionFacts,
  type SegmentFacts,
  neutralBars,
} from '../../src/exchange/decide/index.ts';
import {
  type CategoryCode,
  assertionTypes,
  categoryCodes,
  departments,
  dutyStatuses,
  handlingFlags,
  messageTypeCodes,
  organisationTypes,
  purposeCodes,
  roles,
  urgencies,
} from '../../src/vocabulary/index.ts';
import { authority, choice, facts, segment } from './case-facts.ts';

type Route = Pick<DecisionFacts, 'source' | 'recipient' | 'purpose' | 'messageType'>;

const party = { organisationId: 'other', dutyStatus: 'S11', department: 'NONE' } as const;

/** Routes on which much may go, so that a property is not about refusals alone. */
const busyRoutes: readonly Route[] = [
  route('COUNCIL', { type: 'SCHOOL', dutyStatus: 'DESIGNATED_EDU', role: 'SENCO' }, 'P07', 'M09'),
  route('COUNCIL', { type: 'SCHOOL', dutyStatus: 'DESIGNATED_EDU', role: 'DSL' }, 'P10', 'M09'),
  route('SCHOOL', { type: 'COUNCIL', department: 'MASH', role: 'MASH_OFFICER' }, 'P09', 'M07'),
  route('SCHOOL', { type: 'COUNCIL', department: 'CSC', role: 'SW' }, 'P08', 'M09'),
  route('NHS_TRUST', { type: 'COUNCIL', department: 'SEND', role: 'EHC_COORD' }, 'P03', 'M02'),
  route('NHS_TRUST', { type: 'SCHOOL', dutyStatus: 'DESIGNATED_EDU', role: 'SENCO' }, 'P02', 'M13'),
  route('COUNCIL', { type: 'COUNCIL', department: 'ASC', role: 'ASC_SW' }, 'P13', 'M15'),
  route('COUNCIL', { type: 'VCSE', dutyStatus: 'NONE', role: 'VCSE_WORKER' }, 'P02', 'M06'),
  route('COUNCIL', { type: 'NHS_TRUST', department: 'EMERGENCY', role: 'UEC_CLIN' }, 'P14', 'M10'),
  route('NHS_TRUST', { type: 'COURT', role: 'EHC_COORD' }, 'P15', 'FHIR'),
];

function route(
  source: DecisionFacts['source']['type'],
  recipient: Partial<DecisionFacts['recipient']> & Pick<DecisionFacts['recipient'], 'type' | 'role'>,
  purpose: DecisionFacts['purpose'],
  messageType: DecisionFacts['messageType'],
): Route {
  return {
    source: { ...party, type: source },
    recipient: { ...party, person: false, ...recipient },
    purpose,
    messageType,
  };
}

const anyRoute: fc.Arbitrary<Route> = fc.record({
  source: fc.record({
    organisationId: fc.constant('source'),
    type: fc.constantFrom(...organisationTypes),
    department: fc.constantFrom(...departments),
    dutyStatus: fc.constantFrom(...dutyStatuses),
  }),
  recipient: fc.record({
    organisationId: fc.constant('recipient'),
    type: fc.constantFrom(...organisationTypes),
    department: fc.constantFrom(...departments),
    dutyStatus: fc.constantFrom(...dutyStatuses),
    role: fc.constantFrom(...roles),
    person: fc.constant(false),
  }),
  purpose: fc.constantFrom(...purposeCodes),
  messageType: fc.constantFrom(...messageTypeCodes),
});

/** Categories that the busy routes ask for, so that about half of all parts may go. */
const everyday: readonly CategoryCode[] = ['ATT', 'SEN', 'EDU', 'VOI', 'CIN', 'DEV', 'PHY', 'CPR', 'HHD'];

function choiceOf(category: CategoryCode): fc.Arbitrary<ChoiceFacts> {
  return fc.record({
    category: fc.constant(category),
    result: fc.constantFrom(
      'PERMIT' as const,
      'PERMIT' as const,
      'NONE' as const,
      'DENY' as const,
      'CONFLICT' as const,
    ),
    refs: fc.constant([{ consentId: 'c-1', version: 1 }]),
    withdrawn: fc.boolean(),
    childPermits: fc.boolean(),
    selfDecides: rarely(),
    lapsed: fc.boolean(),
    order: fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('GIVES_DECISION' as const, 'PERMITS' as const, 'FORBIDS' as const),
      },
    ),
    processing: fc.oneof(
      { weight: 9, arbitrary: fc.constant('NOT_ASKED' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'NONE' as const,
          'STANDS' as const,
          'REFUSED' as const,
          'WITHDRAWN' as const,
        ),
      },
    ),
  });
}

function rarely(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 99 }).map((n) => n < 12);
}

const categoriesOfPart = fc.oneof(
  { weight: 6, arbitrary: fc.uniqueArray(fc.constantFrom(...everyday), { minLength: 1, maxLength: 2 }) },
  { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom(...categoryCodes), { maxLength: 3 }) },
);

/** A part that little stands against. */
function plainSegment(segmentId: string): fc.Arbitrary<SegmentFacts> {
  return fc
    .constantFrom(...everyday)
    .map((category) =>
      segment(segmentId, category, { linkedToNeed: true, choices: [choice(category, 'PERMIT')] }),
    );
}

function anySegment(segmentId: string, part: SegmentFacts['part']): fc.Arbitrary<SegmentFacts> {
  return categoriesOfPart.chain((categories) =>
    fc.record({
      segmentId: fc.constant(segmentId),
      part: fc.constant(part),
      labelled: rarely().map((no) => !no),
      categories: fc.constant(categories),
      level: fc.constantFrom('N' as const, 'R' as const, 'V' as const),
      flags: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...handlingFlags), { maxLength: 2 }) },
      ),
      aboutOthers: rarely(),
      linkedToNeed: fc.boolean(),
      mandatory: rarely(),
      safetyCritical: rarely(),
      notForRoles: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.constantFrom(...roles).map((role) => [role]) },
      ),
      assertionType: fc.option(fc.constantFrom(...assertionTypes)),
      embargoUntil: fc.option(fc.constantFrom('2027-01-01T00:00:00.000Z', '2029-01-01T00:00:00.000Z')),
      healthOrigin: rarely(),
      choices: fc.oneof(
        { weight: 3, arbitrary: fc.tuple(...categories.map(choiceOf)) },
        { weight: 1, arbitrary: fc.constant([]) },
      ),
    }),
  );
}

const segmentIds = ['one', 'two', 'three', 'four', 'five'] as const;

/** A part of the envelope that says who the child is, and one to five others. */
const someSegments: fc.Arbitrary<readonly SegmentFacts[]> = fc
  .tuple(
    fc.option(
      anySegment('subject', 'ENVELOPE').map((part) => ({
        ...part,
        categories: ['DEM' as const],
        labelled: true,
      })),
    ),
    fc.integer({ min: 1, max: segmentIds.length }),
    fc.tuple(...segmentIds.map((id) => fc.oneof(anySegment(id, 'SEGMENT'), plainSegment(id)))),
  )
  .map(([subject, count, parts]) => [...(subject === null ? [] : [subject]), ...parts.slice(0, count)]);

/** Any facts whose codes are known, half of them on routes on which much may go. */
export const decisionFacts: fc.Arbitrary<DecisionFacts> = fc
  .record({
    route: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...busyRoutes) },
      { weight: 1, arbitrary: anyRoute },
    ),
    segments: someSegments,
    covered: fc.array(fc.subarray([...segmentIds]), { minLength: 2, maxLength: 2 }),
    rest: fc.record({
      kind: fc.constantFrom('PUSH' as const, 'PUSH' as const, 'PULL' as const, 'ADVICE' as const),
      urgency: fc.constantFrom(...urgencies),
      statutoryTrigger: rarely(),
      attested: fc.boolean(),
      own: fc.constantFrom(null, 'SELF' as const, 'PARENT' as const, 'REPRESENTATIVE' as const),
      ownByPermitOnly: rarely(),
      familyInformed: fc.constantFrom('YES' as const, 'NO' as const, 'UNSAFE' as const, 'PENDING' as const),
      syntheticData: fc.boolean(),
      agreement: fc.oneof(
        { weight: 4, arbitrary: fc.constant({ agreementId: 'a', version: 1, categories: 'ALL' as const }) },
        {
          weight: 2,
          arbitrary: fc
            .uniqueArray(fc.constantFrom(...everyday), { minLength: 1 })
            .map((categories) => ({ agreementId: 'a', version: 1, categories })),
        },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      identity: fc.constantFrom(
        'CONFIRMED' as const,
        'CONFIRMED' as const,
        'UNCONFIRMED' as const,
        'BY_RULE' as const,
      ),
      bars: fc
        .record({ adoption: rarely(), courtRestriction: rarely(), nationalDataOptOut: rarely() })
        .map((bars) => ({ ...neutralBars, ...bars })),
      selfDecides: fc.boolean(),
    }),
  })
  .map(({ route: chosen, segments, covered: [lead = [], approved = []], rest }) => {
    const { selfDecides, ...others } = rest;
    return facts(segments, {
      ...chosen,
      ...others,
      statutoryTransfer: chosen.messageType === 'M10' || chosen.messageType === 'M17',
      authority: authority({ rule: 'r', selfDecides }),
      leadDecision: lead.length === 0 ? null : { by: 'lead', segmentIds: lead },
      approvals: approved.map((segmentId) => ({ segmentId, by: 'approver' })),
    });
  });
