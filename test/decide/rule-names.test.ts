import { describe, expect, it } from '@jest/globals';
import {
  type DecisionFacts,
  type StatutoryGates,
  decide,
  neutralBars,
  neutralGates,
} from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { authority, choice, facts, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

const permitted = segment('part', 'ATT', { linkedToNeed: true, choices: [choice('ATT', 'PERMIT')] });
const asked = facts([permitted]);
const refused = facts([
  segment('part', 'ATT', { linkedToNeed: true, choices: [choice('ATT', 'NONE', { lapsed: true })] }),
]);
const gated = (more: Partial<StatutoryGates>): Partial<DecisionFacts> => ({
  gates: { ...neutralGates, ...more },
});
const ownAccess = facts([permitted, segment('home', 'CON')], {
  purpose: 'P17',
  own: 'PARENT',
  recipient: { ...asked.recipient, person: true, role: 'PARENT_PR' },
});
const opinion = (opinions: StatutoryGates['professionalOpinion']['opinions']): DecisionFacts => ({
  ...ownAccess,
  segments: [segment('part', 'PHY', { healthOrigin: true })],
  ...gated({ professionalOpinion: { applies: true, opinions } }),
});
const plan = { applies: true, exception: null, writtenRequest: false, childOrParentPermits: true } as const;
const s23 = {
  applies: true,
  parentInformedOn: '2028-01-07',
  discussionOfferedOn: '2028-01-07',
  underSchoolAge: true,
};

/** The rule that decided the part, as the ledger keeps it and a person is told it. */
function ruleOf(given: DecisionFacts): string | undefined {
  return decide(given, policy).segments.find(({ segmentId }) => segmentId === 'part')?.rule;
}

describe('the rule that a decision names', () => {
  it.each<[string, DecisionFacts]>([
    ['bar:own-access', { ...ownAccess, own: null }],
    ['bar:shield-review', { ...ownAccess, bars: { ...neutralBars, shieldReview: 'NEEDED' } }],
    ['bar:relationship', { ...asked, bars: { ...neutralBars, relationship: 'ABSENT' } }],
    ['bar:training', { ...asked, bars: { ...neutralBars, training: 'LAPSED' } }],
    ['bar:order', { ...asked, bars: { ...neutralBars, order: 'FORBIDS' } }],
    ['gate:reuse', { ...asked, messageType: 'M01', ...gated({ reuse: 'AGREED' }) }],
    ['gate:s23-age', { ...asked, ...gated({ s23: { ...s23, underSchoolAge: false } }) }],
    ['gate:s23-parent-first', { ...asked, ...gated({ s23: { ...s23, parentInformedOn: null } }) }],
    ['gate:assessment', { ...asked, ...gated({ assessment: 'DENY' }) }],
    ['gate:court-order', { ...asked, purpose: 'P15', attested: true, ...gated({ courtNames: null }) }],
    ['gate:aggregate-only', { ...asked, purpose: 'P20', extract: 'PSEUDONYMISED' }],
    ['gate:reg17', { ...asked, ...gated({ reg17: { ...plan, childOrParentPermits: false } }) }],
    ['gate:reg17', { ...refused, ...gated({ reg17: plan }) }],
    [
      'gate:reg17',
      {
        ...asked,
        segments: [
          segment('other', 'DEV', { linkedToNeed: true, choices: [choice('DEV', 'PERMIT')] }),
          segment('part', 'ATT', { linkedToNeed: true }),
        ],
        ...gated({ reg17: plan }),
      },
    ],
    [
      'own:by-permit-only',
      {
        ...ownAccess,
        ownByPermitOnly: true,
        segments: [segment('other', 'DEV', { choices: [choice('DEV', 'PERMIT')] }), segment('part', 'ATT')],
      },
    ],
    [
      'own:shielded',
      {
        ...ownAccess,
        bars: { ...neutralBars, shieldReview: 'DONE' },
        segments: [segment('part', 'CON'), segment('other', 'ATT')],
      },
    ],
    ['own:serious-harm', opinion([{ segmentId: 'part', harm: true, by: 'dr.lin' }])],
    ['own:professional-opinion', opinion([])],
    ['own:professional-opinion', opinion([{ segmentId: 'another', harm: false, by: 'dr.lin' }])],
    [
      'order:forbids',
      {
        ...asked,
        segments: [
          segment('part', 'ATT', {
            linkedToNeed: true,
            choices: [choice('ATT', 'PERMIT', { order: 'FORBIDS' })],
          }),
        ],
      },
    ],
    [
      'authority:capacity',
      facts([segment('part', 'SEN'), segment('other', 'EDU', { choices: [choice('EDU', 'PERMIT')] })], {
        purpose: 'P02',
        recipient: {
          organisationId: 'ODF',
          type: 'VCSE',
          department: 'NONE',
          dutyStatus: 'NONE',
          role: 'VCSE_WORKER',
          person: false,
        },
        authority: authority({ capacityToBeConfirmed: true }),
      }),
    ],
  ])('is %s', (rule, given) => {
    expect(ruleOf(given)).toBe(rule);
  });

  it('is of the matrix where nothing stands against the part', () => {
    for (const given of [asked, { ...asked, ...gated({ s23, reg17: plan, assessment: 'PERMIT' }) }])
      expect(ruleOf(given)).not.toMatch(/^(?:bar|gate|own|order|authority):/u);
    expect(ruleOf(opinion([{ segmentId: 'part', harm: false, by: 'dr.lin' }]))).not.toMatch(/^own:/u);
  });

  it('is of the s.23 gate until the day itself, and not after', () => {
    const on = (day: string): DecisionFacts => ({
      ...asked,
      ...gated({ s23: { ...s23, discussionOfferedOn: day } }),
    });
    expect(ruleOf(on('2028-01-08'))).toBe('gate:s23-parent-first');
    expect(ruleOf(on('2028-01-07'))).not.toBe('gate:s23-parent-first');
  });
});

describe('the bars that a decision was held against', () => {
  const newer = (given: DecisionFacts): readonly string[] =>
    decide(given, policy)
      .layers.bars.slice(6)
      .map(({ bar, applies }) => `${bar} ${String(applies)}`);

  it('say of each whether it applies', () => {
    expect(newer(asked)).toEqual([
      'COURT_ORDER false',
      'RELATIONSHIP false',
      'TRAINING false',
      'SHIELD_REVIEW false',
      'REG_17 false',
      'SECTION_23 false',
      'ASSESSMENT_GATE false',
      'REUSE false',
      'MORE_DETRIMENTAL false',
    ]);
    const barred = {
      ...asked,
      bars: {
        ...neutralBars,
        order: 'FORBIDS',
        relationship: 'ABSENT',
        training: 'LAPSED',
        shieldReview: 'NEEDED',
      },
      ...gated({ reg17: plan, s23, assessment: 'DENY', reuse: 'AGREED' }),
      moreDetrimental: { by: 'fps.dsl', reasons: 'It would tell him where she is.' },
    } as const;
    expect(newer(barred).every((line) => line.endsWith(' true'))).toBe(true);
  });

  it('are those that the first edition knew, for its facts', () => {
    expect(newer({ ...asked, edition: 1 })).toEqual([]);
    expect(decide({ ...asked, edition: 1 }, policy).layers.bars).toHaveLength(6);
  });
});
