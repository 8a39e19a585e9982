import { describe, expect, it } from '@jest/globals';
import { type CombinedOutcome, combineOutcomes } from '../../src/exchange/decide/combine-outcomes.ts';
import { findObligations } from '../../src/exchange/decide/find-obligations.ts';
import {
  type Decision,
  type DecisionFacts,
  type SegmentDecision,
  decide,
} from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { choice, facts, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

function decided(segmentId: string, more: Partial<SegmentDecision> = {}): SegmentDecision {
  return {
    segmentId,
    outcome: 'RELEASE',
    silent: false,
    reasons: ['PERMIT_CONSENT'],
    effect: 'WEIGHTED',
    cell: 'ALLOWED',
    row: 'a-row',
    rule: 'a-rule',
    whoCouldSayYes: null,
    consentRefs: [],
    ...more,
  };
}

describe('the whole, from its parts', () => {
  const parts = [
    segment('subject', 'DEM', { part: 'ENVELOPE' }),
    segment('one', 'EDU'),
    segment('two', 'ATT'),
  ];
  const combine = (
    outcomes: readonly SegmentDecision['outcome'][],
    urgent = false,
    of = parts,
  ): Pick<Decision, 'outcome' | 'reasons'> =>
    combineOutcomes(
      facts(of),
      of.map(({ segmentId }, position) => {
        const outcome = outcomes[position] ?? 'RELEASE';
        const reasons = {
          RELEASE: ['PERMIT_CONSENT'],
          HOLD: ['HOLD_UNLABELLED'],
          WITHHOLD: ['REDACT_NEVER'],
        } as const;
        return decided(segmentId, { outcome, reasons: reasons[outcome] });
      }),
      urgent,
    );

  it('goes whole when every part goes, and redacted when some do', () => {
    expect(combine(['RELEASE', 'RELEASE', 'RELEASE'])).toEqual({
      outcome: 'FORWARD',
      reasons: ['PERMIT_CONSENT'],
    });
    expect(combine(['RELEASE', 'WITHHOLD', 'RELEASE'])).toEqual({
      outcome: 'FORWARD_REDACTED',
      reasons: ['PERMIT_CONSENT'],
    });
    expect(combine(['RELEASE', 'HOLD', 'RELEASE']).outcome).toBe('FORWARD_REDACTED');
  });

  it('does not go for its envelope alone', () => {
    expect(combine(['RELEASE', 'WITHHOLD', 'WITHHOLD'])).toEqual({
      outcome: 'DENY',
      reasons: ['REDACT_NEVER'],
    });
    expect(combine(['RELEASE', 'WITHHOLD', 'HOLD'])).toEqual({
      outcome: 'HOLD',
      reasons: ['REDACT_NEVER', 'HOLD_UNLABELLED'],
    });
    expect(combine(['RELEASE', 'WITHHOLD', 'HOLD'], true).outcome).toBe('DENY');
    expect(combine(['HOLD', 'WITHHOLD', 'WITHHOLD']).outcome).toBe('DENY');
  });

  it('waits when what it cannot do without does not go, and says what that is', () => {
    expect(combine(['WITHHOLD', 'RELEASE', 'RELEASE'])).toEqual({
      outcome: 'HOLD',
      reasons: ['HOLD_MANDATORY_WITHHELD', 'REDACT_NEVER'],
    });
    expect(combine(['WITHHOLD', 'RELEASE', 'RELEASE'], true).outcome).toBe('FORWARD_REDACTED');
    const withRow = [...parts.slice(0, 2), segment('two', 'ATT', { mandatory: true })];
    expect(combine(['RELEASE', 'RELEASE', 'HOLD'], false, withRow)).toEqual({
      outcome: 'HOLD',
      reasons: ['HOLD_MANDATORY_WITHHELD', 'HOLD_UNLABELLED'],
    });
    expect(combine(['RELEASE', 'RELEASE', 'RELEASE'], false, withRow).outcome).toBe('FORWARD');
  });

  it('can do without what the envelope says of others, or of anything but who the child is', () => {
    const mother = segment('mother', 'HHD', { part: 'ENVELOPE', aboutOthers: true });
    const others = segment('others', 'DEM', { part: 'ENVELOPE', aboutOthers: true });
    const body = segment('body', 'DEM');
    for (const part of [mother, others, body]) {
      expect(combine(['WITHHOLD', 'RELEASE'], false, [part, segment('one', 'EDU')]).outcome).toBe(
        'FORWARD_REDACTED',
      );
    }
  });
});

/** A whole that came out so, for no reason in particular. */
function sent(outcome: Decision['outcome']): CombinedOutcome {
  return { outcome, reasons: [] };
}

describe('what must be done', () => {
  const released = [decided('one')];
  const plan = facts([segment('one', 'EDU')]);
  const kinds = (more: Partial<DecisionFacts>, urgent = false, decisions = released): readonly string[] =>
    findObligations({ ...plan, ...more }, sent('FORWARD'), decisions, urgent).map(({ kind }) => kind);

  it('is nothing when nothing goes, and to phone when that was urgent', () => {
    for (const outcome of ['DENY', 'HOLD'] as const) {
      expect(findObligations(plan, sent(outcome), released, false)).toEqual([]);
      expect(findObligations(plan, sent(outcome), released, true)).toEqual([{ kind: 'PHONE_NOW' }]);
    }
  });

  it('is to label, and to tell family and child', () => {
    expect(kinds({})).toEqual(['LABEL', 'TELL_FAMILY', 'TELL_CHILD']);
    expect(kinds({ authority: { ...plan.authority, selfDecides: true } })).toEqual([
      'LABEL',
      'TELL_DATA_SUBJECT_ONLY',
    ]);
    expect(kinds({ identity: 'UNCONFIRMED' })).toEqual(['LABEL', 'IDENTITY_UNCONFIRMED', 'TELL_FAMILY']);
    expect(kinds({ identity: 'BY_RULE' })).toEqual(['LABEL', 'TELL_FAMILY']);
  });

  it('is to keep the family’s view shut for a week where telling is not safe', () => {
    expect(findObligations({ ...plan, familyInformed: 'UNSAFE' }, sent('FORWARD'), released, false)).toEqual([
      { kind: 'LABEL' },
      { kind: 'EMBARGO_FAMILY_VIEW', due: '2028-01-14T15:00:00.000Z' },
    ]);
  });

  it('is feedback by the end of the next working day for a referral, and a review by then for emergency access', () => {
    const due = '2028-01-10T17:00:00.000Z';
    expect(findObligations({ ...plan, messageType: 'M07' }, sent('FORWARD'), released, false)).toContainEqual(
      {
        kind: 'FEEDBACK_DUE',
        due,
      },
    );
    expect(findObligations({ ...plan, purpose: 'P14' }, sent('FORWARD'), released, false)).toContainEqual({
      kind: 'REVIEW_EMERGENCY_ACCESS',
      due,
    });
    expect(kinds({})).not.toContain('FEEDBACK_DUE');
    expect(kinds({})).not.toContain('REVIEW_EMERGENCY_ACCESS');
  });

  it('is to show a wish and to mark an allegation, for the parts that go', () => {
    const spoken = facts([
      segment('one', 'EDU', { choices: [choice('EDU', 'DENY')], assertionType: 'ALLEGATION' }),
      segment('two', 'ATT', { choices: [choice('ATT', 'CONFLICT')], assertionType: 'FACT' }),
      segment('three', 'SEN', { choices: [choice('SEN', 'PERMIT')] }),
      segment('four', 'CIN', { choices: [choice('CIN', 'DENY')], assertionType: 'ALLEGATION' }),
    ]);
    const decisions = [
      decided('one'),
      decided('two'),
      decided('three'),
      decided('four', { outcome: 'WITHHOLD' }),
    ];
    const obligations = findObligations(spoken, sent('FORWARD_REDACTED'), decisions, false);
    expect(obligations).toContainEqual({ kind: 'SHOW_WISH', segmentIds: ['one', 'two'] });
    expect(obligations).toContainEqual({ kind: 'MARK_UNVERIFIED', segmentIds: ['one'] });
    expect(kinds({})).not.toContain('SHOW_WISH');
    expect(kinds({})).not.toContain('MARK_UNVERIFIED');
  });

  it('is to tell the sender which part of urgent safeguarding did not go', () => {
    const decisions = [
      decided('one'),
      decided('two', { outcome: 'WITHHOLD' }),
      decided('three', { outcome: 'HOLD' }),
    ];
    expect(findObligations(plan, sent('FORWARD_REDACTED'), decisions, true)).toContainEqual({
      kind: 'TELL_SENDER_PART_NOT_SENT',
      segmentIds: ['two', 'three'],
    });
    expect(kinds({}, false, decisions)).not.toContain('TELL_SENDER_PART_NOT_SENT');
    expect(kinds({}, true)).not.toContain('TELL_SENDER_PART_NOT_SENT');
  });
});

describe('the five questions behind a decision', () => {
  const plan = facts(
    [
      segment('subject', 'DEM', { part: 'ENVELOPE' }),
      segment('one', 'EDU', { choices: [choice('EDU', 'PERMIT')] }),
      segment('two', 'HFN'),
      segment('three', 'CIN'),
    ],
    { identity: 'CONFIRMED' },
  );

  it('are answered from the basis, the matrix and the bars', () => {
    const { layers } = decide(plan, policy);
    expect(layers.power?.powers.length).toBeGreaterThan(0);
    expect(layers.power?.dutyKind).toBe('MAY');
    expect(layers.dataProtection).toEqual({
      art6: '6(1)(e)',
      art9: '9(2)(h)',
      sch1: 'para 2',
      art10: 'Sch 1 para 6',
    });
    expect(layers.confidentiality).toMatch(/consent/);
    expect(layers.necessity).toEqual({ needed: 3, notNeeded: 1 });
    expect(layers.bars).toEqual(
      [
        'AGREEMENT',
        'ADOPTION',
        'COURT',
        'NATIONAL_DATA_OPT_OUT',
        'IDENTITY',
        'ATTESTATION',
        'COURT_ORDER',
        'RELATIONSHIP',
        'TRAINING',
        'SHIELD_REVIEW',
        'REG_17',
        'SECTION_23',
        'ASSESSMENT_GATE',
        'REUSE',
        'MORE_DETRIMENTAL',
      ].map((bar) => ({
        bar,
        applies: false,
      })),
    );
  });

  it('name each bar that applies, and no power where there is none', () => {
    const barred = decide(
      {
        ...plan,
        purpose: 'P09',
        source: { ...plan.source, dutyStatus: 'NONE' },
        agreement: null,
        bars: { ...plan.bars, adoption: true, courtRestriction: true, nationalDataOptOut: true },
        identity: 'UNCONFIRMED',
      },
      policy,
    );
    expect(barred.layers.bars.filter(({ applies }) => applies).map(({ bar }) => bar)).toEqual([
      'AGREEMENT',
      'ADOPTION',
      'COURT',
      'NATIONAL_DATA_OPT_OUT',
      'IDENTITY',
      'ATTESTATION',
    ]);
    expect(barred.layers).toMatchObject({ power: null, dataProtection: null, confidentiality: null });
    expect(barred.layers.necessity).toEqual({ needed: 0, notNeeded: 4 });
    expect(barred.agreement).toBeNull();
  });

  it('stand beside what the decision rested on', () => {
    const decision = decide(plan, policy);
    expect(decision.agreement).toEqual({ agreementId: 'dsa-1', version: 1 });
    expect(decision.authoritySnapshotHash).toBe('h');
    expect(decision.policyVersion).toEqual(policy.version);
    expect(decision.urgentSafeguarding).toBe(false);
  });
});
