import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Decision,
  type DecisionFacts,
  type SegmentFacts,
  decide,
  neutralBars,
  neutralGates,
} from '../../src/exchange/decide/index.ts';
import { findConsentEffect } from '../../src/exchange/decide/find-consent-effect.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import {
  type CategoryCode,
  type PurposeCode,
  categoryCodes,
  departments,
  dutyStatuses,
  getReason,
  handlingFlags,
  messageTypeCodes,
  organisationTypes,
  purposeCodes,
  reg17ExceptionCodes,
  roles,
} from '../../src/vocabulary/index.ts';
import { authority, choice, facts, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');
const results = ['PERMIT', 'NONE', 'DENY', 'CONFLICT'] as const;
const flags = [null, ...handlingFlags] as const;

/** Every recipient that a row of docs/domain/03 §3.4 or rulings 6 names, and some that none does. */
const recipients = [
  ['SCHOOL', 'NONE', 'SENCO', 'DESIGNATED_EDU'],
  ['SCHOOL', 'NONE', 'DSL', 'DESIGNATED_EDU'],
  ['SCHOOL', 'NONE', 'CLASS_STAFF', 'DESIGNATED_EDU'],
  ['EARLY_YEARS', 'NONE', 'EY_LEAD', 'DESIGNATED_EDU'],
  ['COUNCIL', 'SEND', 'EHC_COORD', 'S11'],
  ['COUNCIL', 'CSC', 'SW', 'S11'],
  ['COUNCIL', 'MASH', 'MASH_OFFICER', 'S11'],
  ['COUNCIL', 'ASC', 'ASC_SW', 'S11'],
  ['COUNCIL', 'HOUSING', 'HOUSING', 'S11'],
  ['COUNCIL', 'NONE', 'FOSTER_CARER', 'S11'],
  ['COUNCIL', 'NONE', 'AUDITOR', 'S11'],
  ['NHS_TRUST', 'COMMUNITY', 'PAED', 'S11'],
  ['NHS_TRUST', 'CAMHS', 'CAMHS_CLIN', 'S11'],
  ['NHS_TRUST', 'EMERGENCY', 'UEC_CLIN', 'S11'],
  ['GP_PRACTICE', 'NONE', 'GP', 'COMMISSIONED'],
  ['ICB', 'NONE', 'DCO', 'S11'],
  ['ICB', 'NONE', 'PLANNER', 'S11'],
  ['COLLEGE', 'NONE', 'COLLEGE_ALS', 'DESIGNATED_EDU'],
  ['UNIVERSITY', 'NONE', 'HE_DISABILITY_ASSESSOR', 'NONE'],
  ['VCSE', 'NONE', 'VCSE_WORKER', 'COMMISSIONED'],
  ['VCSE', 'NONE', 'VCSE_WORKER', 'NONE'],
  ['POLICE', 'NONE', 'POLICE_PPU', 'S11'],
  ['COURT', 'NONE', 'COURT_OFFICER', 'NONE'],
  ['INSPECTORATE', 'NONE', 'INSPECTOR', 'NONE'],
  ['RESEARCH_BODY', 'NONE', 'RESEARCHER', 'NONE'],
  ['HOUSING_PROVIDER', 'NONE', 'HOUSING', 'NONE'],
] as const;

/** The message that usually carries a purpose, so that its gates and bases are those of practice. */
const usualMessage: Partial<Record<PurposeCode, DecisionFacts['messageType']>> = {
  P03: 'M02',
  P04: 'M03',
  P05: 'M05',
  P06: 'M06',
  P11: 'M17',
  P12: 'M11',
  P13: 'M15',
  P17: 'M22',
};

/** What of a decision is not exactly one reasoned outcome, in words; nothing where all is well. */
function findFaults(given: DecisionFacts, decision: Decision): readonly string[] {
  const faults: string[] = [];
  if (!['FORWARD', 'FORWARD_REDACTED', 'HOLD', 'DENY'].includes(decision.outcome)) faults.push('no outcome');
  if (decision.reasons.length === 0) faults.push('an outcome without a reason');
  if (decision.segments.length !== given.segments.length) faults.push('a part without a decision');
  const goes = decision.outcome === 'FORWARD' || decision.outcome === 'FORWARD_REDACTED';
  if (goes !== decision.released.length > 0) faults.push('what goes does not fit the outcome');
  for (const { outcome, reasons, rule } of decision.segments) {
    if (reasons.length === 0) faults.push('a part without a reason');
    if (rule === '') faults.push('a part without a rule');
    const isOfKind = (code: string): boolean =>
      outcome === 'RELEASE' ? code.startsWith('PERMIT_') : !code.startsWith('PERMIT_');
    if (!reasons.every(isOfKind)) faults.push(`${outcome} for ${reasons.join(' ')}`);
  }
  for (const code of [...decision.reasons, ...decision.segments.flatMap((part) => part.reasons)])
    if (getReason(code).source.length === 0) faults.push(`${code} without a source`);
  return faults;
}

function cell(
  [type, department, role, dutyStatus]: (typeof recipients)[number],
  purpose: PurposeCode,
  part: SegmentFacts,
): DecisionFacts {
  return facts([part], {
    purpose,
    messageType: usualMessage[purpose] ?? 'M09',
    attested: true,
    own: purpose === 'P17' ? 'SELF' : null,
    extract: purpose === 'P20' ? 'AGGREGATE' : 'PERSON',
    recipient: { organisationId: 'r', type, department, role, dutyStatus, person: false },
  });
}

describe('the decision table', () => {
  it('has exactly one reasoned outcome for every recipient × purpose × category × consent', () => {
    const faults = new Set<string>();
    const outcomes = new Map<string, number>();
    let cells = 0;
    for (const recipient of recipients) {
      for (const purpose of purposeCodes) {
        for (const category of categoryCodes) {
          for (const result of results) {
            for (const linkedToNeed of [true, false]) {
              const part = segment('part', category, { linkedToNeed, choices: [choice(category, result)] });
              const given = cell(recipient, purpose, part);
              const decision = decide(given, policy);
              for (const fault of findFaults(given, decision))
                faults.add(`${recipient.join(' ')} ${purpose} ${category} ${result}: ${fault}`);
              outcomes.set(decision.outcome, (outcomes.get(decision.outcome) ?? 0) + 1);
              cells += 1;
            }
          }
        }
      }
    }
    expect([...faults]).toEqual([]);
    expect(cells).toBe(recipients.length * 23 * 38 * 4 * 2);
    for (const outcome of ['FORWARD', 'HOLD', 'DENY']) expect(outcomes.get(outcome)).toBeGreaterThan(500);
  });

  it('has one for every flag on every recipient and purpose, and no flag ever opens a cell', () => {
    const faults = new Set<string>();
    for (const recipient of recipients) {
      for (const purpose of purposeCodes) {
        const plain = segment('part', 'SEN', { linkedToNeed: true, choices: [choice('SEN', 'PERMIT')] });
        const before = decide(cell(recipient, purpose, plain), policy).released.length;
        for (const flag of flags) {
          const given = cell(recipient, purpose, { ...plain, flags: flag === null ? [] : [flag] });
          const decision = decide(given, policy);
          for (const fault of findFaults(given, decision)) faults.add(`${purpose} ${flag ?? ''}: ${fault}`);
          if (decision.released.length > before) faults.add(`${purpose}: ${flag ?? ''} opens a cell`);
        }
      }
    }
    expect([...faults]).toEqual([]);
  });

  it('has one for whatever gates, bars, authority and judgements come together (sampled with a fixed seed)', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        expect(findFaults(given, decide(given, policy))).toEqual([]);
      }),
      { seed: 20_261_122, numRuns: 4_000 },
    );
  });
});

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { freq: 3 });
const day = fc.constantFrom('2028-01-01', '2028-01-07', '2028-01-08');

const anySegment = (segmentId: string): fc.Arbitrary<SegmentFacts> =>
  fc
    .record({
      category: fc.constantFrom(...categoryCodes),
      result: fc.constantFrom(...results),
      flag: fc.constantFrom(...flags),
      order: fc.constantFrom(null, null, 'GIVES_DECISION' as const, 'PERMITS' as const, 'FORBIDS' as const),
      lapsed: fc.boolean(),
      processing: fc.constantFrom(
        'NOT_ASKED' as const,
        'NOT_ASKED' as const,
        'NONE' as const,
        'STANDS' as const,
        'REFUSED' as const,
        'WITHDRAWN' as const,
      ),
      linkedToNeed: fc.boolean(),
      healthOrigin: fc.boolean(),
      safetyCritical: fc.boolean(),
      mandatory: fc.boolean(),
    })
    .map(({ category, result, flag, order, lapsed, processing, ...rest }) =>
      segment(segmentId, category, {
        ...rest,
        flags: flag === null ? [] : [flag],
        choices: [choice(category, result, { order, lapsed, processing })],
      }),
    );

const anyFacts: fc.Arbitrary<DecisionFacts> = fc
  .record({
    recipient: fc.oneof(
      fc.constantFrom(...recipients),
      fc.tuple(
        fc.constantFrom(...organisationTypes),
        fc.constantFrom(...departments),
        fc.constantFrom(...roles),
        fc.constantFrom(...dutyStatuses),
      ),
    ),
    person: fc.boolean(),
    segments: fc.tuple(anySegment('one'), anySegment('two')),
    bars: fc.record({
      adoption: fc.boolean(),
      courtRestriction: fc.constant(false),
      nationalDataOptOut: fc.boolean(),
      order: fc.constantFrom(null, null, 'PERMITS' as const, 'FORBIDS' as const),
      relationship: fc.constantFrom('PRESENT' as const, 'ABSENT' as const, 'NOT_ASKED' as const),
      training: fc.constantFrom('CURRENT' as const, 'CURRENT' as const, 'LAPSED' as const),
      shieldReview: fc.constantFrom('NONE' as const, 'NEEDED' as const, 'DONE' as const),
    }),
    neutral: fc.boolean(),
    gates: fc.record({
      reg17: fc.record({
        applies: fc.boolean(),
        exception: maybe(fc.constantFrom(...reg17ExceptionCodes)),
        writtenRequest: fc.boolean(),
        childOrParentPermits: fc.boolean(),
      }),
      s23: fc.record({
        applies: fc.boolean(),
        parentInformedOn: maybe(day),
        discussionOfferedOn: maybe(day),
        underSchoolAge: maybe(fc.boolean()),
      }),
      assessment: fc.constantFrom('PERMIT' as const, 'DENY' as const, 'NONE' as const, 'NOT_ASKED' as const),
      professionalOpinion: fc.record({
        applies: fc.boolean(),
        opinions: fc.constantFrom([], [{ segmentId: 'one', harm: true, by: 'p' }]),
      }),
      reuse: fc.constantFrom('AGREED' as const, 'NONE' as const, 'NOT_ASKED' as const),
      courtNames: fc.constantFrom<DecisionFacts['gates']['courtNames']>(null, 'NOT_ASKED', ['SEN', 'EDU']),
    }),
    rest: fc.record({
      kind: fc.constantFrom('PUSH' as const, 'PULL' as const, 'ADVICE' as const),
      purpose: fc.constantFrom(...purposeCodes),
      messageType: fc.constantFrom(...messageTypeCodes),
      urgency: fc.constantFrom('ROUTINE' as const, 'URGENT' as const),
      attested: fc.boolean(),
      identity: fc.constantFrom('CONFIRMED' as const, 'UNCONFIRMED' as const, 'BY_RULE' as const),
      own: fc.constantFrom(null, 'SELF' as const, 'PARENT' as const, 'REPRESENTATIVE' as const),
      ownByPermitOnly: fc.boolean(),
      extract: fc.constantFrom('PERSON' as const, 'PSEUDONYMISED' as const, 'AGGREGATE' as const),
      emergency: maybe(
        fc.record({
          reasonGiven: fc.boolean(),
          person: maybe(fc.constant('somebody')),
          expires: fc.constantFrom('2028-01-07T14:00:00.000Z', '2028-01-07T16:00:00.000Z'),
        }),
      ),
      moreDetrimental: fc.constantFrom(null, null, null, { by: 'somebody', reasons: 'a reason' }),
    }),
    decider: fc.record({
      selfDecides: fc.boolean(),
      capacityToBeConfirmed: fc.boolean(),
      someoneUnverified: fc.boolean(),
    }),
  })
  .map(
    ({
      recipient: [type, department, role, dutyStatus],
      person,
      segments,
      bars,
      neutral,
      gates,
      rest,
      decider,
    }) =>
      facts(segments, {
        ...rest,
        bars: neutral ? neutralBars : bars,
        gates: neutral ? neutralGates : gates,
        authority: authority(decider),
        recipient: {
          organisationId: 'r',
          type,
          department,
          role,
          dutyStatus,
          person: person && rest.purpose === 'P17',
        },
      }),
  );

describe('how far a choice decides: the first that fits of rulings 4, for every purpose', () => {
  const ask = (purpose: PurposeCode, category: CategoryCode, more: Partial<DecisionFacts> = {}): string =>
    findConsentEffect(facts([], { purpose, attested: true, ...more }), category);
  const freely = { ...facts([]).recipient, dutyStatus: 'NONE' } as const;

  it('P15, P16, P18 and a statutory transfer come first, whoever receives and whatever it is', () => {
    for (const purpose of ['P15', 'P16', 'P18'] as const)
      for (const recipient of [facts([]).recipient, freely])
        for (const category of ['SEN', 'PSY'] as const)
          expect(ask(purpose, category, { recipient })).toBe('RECORD_ONLY');
    for (const purpose of purposeCodes)
      expect(ask(purpose, 'PSY', { recipient: freely, statutoryTransfer: true })).toBe('RECORD_ONLY');
  });

  it('then a body under no duty, a referral apart', () => {
    for (const purpose of purposeCodes.filter((code) => !['P15', 'P16', 'P18'].includes(code))) {
      expect(ask(purpose, 'SEN', { recipient: freely })).toBe('DETERMINATIVE');
      expect(ask(purpose, 'SEN', { recipient: freely, messageType: 'M07' })).toBe(
        ask(purpose, 'SEN', { messageType: 'M07' }),
      );
    }
  });

  it('then keeping a child safe, then a sensitive service, then the purpose', () => {
    for (const purpose of ['P08', 'P09', 'P14'] as const) expect(ask(purpose, 'PSY')).toBe('RECORD_ONLY');
    expect(ask('P02', 'PSY')).toBe('DETERMINATIVE');
    const byPurpose = Object.fromEntries(purposeCodes.map((purpose) => [purpose, ask(purpose, 'SEN')]));
    expect(byPurpose).toEqual({
      P01: 'WEIGHTED',
      P02: 'WEIGHTED',
      P03: 'WEIGHTED',
      P04: 'WEIGHTED',
      P05: 'WEIGHTED',
      P06: 'WEIGHTED',
      P07: 'WEIGHTED',
      P08: 'RECORD_ONLY',
      P09: 'RECORD_ONLY',
      P10: 'WEIGHTED',
      P11: 'WEIGHTED',
      P12: 'WEIGHTED',
      P13: 'WEIGHTED',
      P14: 'RECORD_ONLY',
      P15: 'RECORD_ONLY',
      P16: 'RECORD_ONLY',
      P17: 'DETERMINATIVE',
      P18: 'RECORD_ONLY',
      P19: 'RECORD_ONLY',
      P20: 'RECORD_ONLY',
      P21: 'DETERMINATIVE',
      P22: 'DETERMINATIVE',
      P23: 'RECORD_ONLY',
    });
    expect(ask('P13', 'SEN', { authority: authority({ selfDecides: true }) })).toBe('DETERMINATIVE');
  });
});
