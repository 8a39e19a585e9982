import { describe, expect, it } from '@jest/globals';
import { decideSegment, isSilent } from '../../src/exchange/decide/decide-segment.ts';
import { explainWhoCouldSayYes } from '../../src/exchange/decide/explain-who-could-say-yes.ts';
import { type DecisionFacts, type SegmentDecision } from '../../src/exchange/decide/index.ts';
import { loadPolicy } from '../../src/policy/index.ts';
import { type ReasonCode, reasonCodes } from '../../src/vocabulary/index.ts';
import { choice, facts, referral, segment } from './case-facts.ts';

const policy = loadPolicy('policies', 'BASE-1');

describe('a part', () => {
  const one = (more: Parameters<typeof segment>[2], change: Partial<DecisionFacts> = {}): SegmentDecision => {
    const part = segment('one', 'EDU', { choices: [choice('EDU', 'PERMIT')], ...more });
    return decideSegment(facts([part], change), part, policy);
  };

  it('that goes says by which row, cell, effect and rule, and on whose choice it rests', () => {
    const free = one({});
    expect(free).toMatchObject({
      outcome: 'RELEASE',
      silent: false,
      effect: 'WEIGHTED',
      cell: 'ALLOWED',
      whoCouldSayYes: null,
      consentRefs: [{ consentId: 'c-1041', version: 3 }],
    });
    expect(free.row).toMatch(/school/);
    expect(free.rule).not.toBe('');
  });

  it.each([
    ['unlabelled', { labelled: false }, 'HOLD', 'HOLD_UNLABELLED', 'label:unlabelled'],
    ['of no category', { categories: [] }, 'HOLD', 'HOLD_UNLABELLED', 'label:unlabelled'],
    [
      'under an embargo without end',
      { flags: ['EMBARGO_UNTIL'] },
      'WITHHOLD',
      'DENY_EMBARGO',
      'flag:embargo',
    ],
    [
      'under an embargo',
      { flags: ['EMBARGO_UNTIL'], embargoUntil: '2028-01-07T15:00:00.001Z' },
      'WITHHOLD',
      'DENY_EMBARGO',
      'flag:embargo',
    ],
    ['not for this role', { notForRoles: ['SENCO'] }, 'WITHHOLD', 'REDACT_HANDLING', 'author:not-for-role'],
  ] as const)('that is %s stays, by its author', (_name, more, outcome, reason, rule) => {
    expect(one(more)).toMatchObject({
      outcome,
      reasons: [reason],
      rule,
      row: null,
      cell: null,
      effect: null,
    });
  });

  it('whose embargo ends at this instant, or that is for other roles, is decided like any other', () => {
    expect(one({ flags: ['EMBARGO_UNTIL'], embargoUntil: '2028-01-07T15:00:00.000Z' }).rule).not.toBe(
      'flag:embargo',
    );
    expect(one({ embargoUntil: '2029-01-01T00:00:00.000Z' }).outcome).toBe('RELEASE');
    expect(one({ notForRoles: ['CLASS_STAFF'] }).outcome).toBe('RELEASE');
  });

  it('that the agreement does not cover stays; who the child is, is covered by every agreement', () => {
    const narrow = { agreement: { agreementId: 'a', version: 1, categories: ['ATT'] as const } };
    expect(one({}, narrow)).toMatchObject({
      outcome: 'WITHHOLD',
      reasons: ['DENY_NO_DSA'],
      rule: 'agreement:category',
    });
    expect(one({ categories: ['DEM'] }, narrow).rule).not.toBe('agreement:category');
    expect(one({ categories: ['ATT', 'EDU'] }, narrow).rule).toBe('agreement:category');
    expect(one({ categories: ['ATT'], choices: [choice('ATT', 'PERMIT')] }, narrow).outcome).toBe('RELEASE');
  });

  it('goes inside one organisation whatever an agreement covers, for none is needed there, and not to another', () => {
    const narrow = { agreement: { agreementId: 'a', version: 1, categories: ['ATT'] as const } };
    const { source, recipient } = facts([]);
    const inside = { ...narrow, recipient: { ...recipient, organisationId: source.organisationId } };
    expect(one({}, inside).outcome).toBe('RELEASE');
    expect(one({}, { ...inside, agreement: null }).outcome).toBe('RELEASE');
    expect(one({}, narrow).rule).toBe('agreement:category');
    expect(one({}, { ...inside, edition: 1 }).rule).toBe('agreement:category');
  });

  it('of two categories has the worse answer and all reasons for it, each once', () => {
    const both = one({ categories: ['EDU', 'HFN', 'PMH'], choices: [choice('PMH', 'DENY')] });
    expect(both.outcome).toBe('WITHHOLD');
    expect(both.reasons).toEqual([...new Set(both.reasons)]);
    expect(both.reasons).toContain('REDACT_NOT_NEEDED');
    expect(both.reasons.some((code) => code.startsWith('PERMIT'))).toBe(false);
  });

  it('names each choice that it rests on once', () => {
    const ref = { consentId: 'c-2', version: 1 };
    const twice = one({
      categories: ['EDU', 'ATT'],
      choices: [
        choice('EDU', 'PERMIT', { refs: [ref] }),
        choice('ATT', 'PERMIT', { refs: [ref, { ...ref, version: 2 }] }),
      ],
    });
    expect(twice.consentRefs).toEqual([ref, { ...ref, version: 2 }]);
  });

  it('that was taken back says so where the choice decides, and only there', () => {
    const charity = {
      ...facts([]).recipient,
      type: 'VCSE',
      dutyStatus: 'NONE',
      role: 'VCSE_WORKER',
    } as const;
    const withdrawn = (more: object): readonly ReasonCode[] =>
      one(
        { choices: [choice('EDU', 'DENY', { withdrawn: true, ...more })] },
        { recipient: charity, purpose: 'P02' },
      ).reasons;
    expect(withdrawn({})).toContain('DENY_WITHDRAWN');
    expect(withdrawn({ withdrawn: false })).not.toContain('DENY_WITHDRAWN');
    expect(one({ choices: [choice('EDU', 'DENY', { withdrawn: true })] }).reasons).not.toContain(
      'DENY_WITHDRAWN',
    );
  });

  it('that matters for safety is held when a choice keeps it back, and for no other cause', () => {
    const dsl = { recipient: { ...facts([]).recipient, role: 'DSL' as const }, purpose: 'P02' as const };
    const denied = { categories: ['SFH'] as const, linkedToNeed: true, choices: [choice('SFH', 'DENY')] };
    expect(one(denied, dsl).outcome).toBe('WITHHOLD');
    const safety = one({ ...denied, safetyCritical: true }, dsl);
    expect(safety).toMatchObject({ outcome: 'HOLD', rule: 'safety-critical' });
    expect(safety.reasons[0]).toBe('HOLD_LEAD_JUDGEMENT');
    expect(safety.reasons).toContain('REDACT_CONSENT_DENIED');
    expect(one({ categories: ['HFN'], choices: [], safetyCritical: true }).outcome).toBe('WITHHOLD');
    expect(one({ safetyCritical: true }).outcome).toBe('RELEASE');
  });

  it('that is not needed, never goes or was taken back is not held for a refusal, however much it matters', () => {
    const refused = (category: 'HFN' | 'CPR' | 'SFH', more: Parameters<typeof segment>[2]): SegmentDecision =>
      one({
        categories: [category],
        choices: [choice(category, 'DENY', { withdrawn: true })],
        safetyCritical: true,
        ...more,
      });
    expect(refused('HFN', {}).outcome).toBe('WITHHOLD');
    expect(refused('HFN', { aboutOthers: true }).outcome).toBe('WITHHOLD');
    expect(refused('CPR', {}).outcome).toBe('WITHHOLD');
    expect(refused('SFH', { linkedToNeed: true, flags: ['RETRACTED'] }).outcome).toBe('WITHHOLD');
    expect(refused('SFH', { linkedToNeed: true }).outcome).toBe('HOLD');
  });

  it('of urgent safeguarding that would wait is left out at once', () => {
    const part = segment('one', 'CPR', { labelled: false, safetyCritical: true });
    expect(decideSegment(referral([part]), part, policy)).toMatchObject({
      outcome: 'WITHHOLD',
      reasons: ['HOLD_UNLABELLED'],
    });
  });

  it('is kept back in silence when its service is protected or its author asked for it, and only when it stays', () => {
    expect(isSilent(segment('one', 'SHR'))).toBe(true);
    expect(isSilent(segment('one', 'EDU', { flags: ['SILENT_WITHHOLD'] }))).toBe(true);
    expect(isSilent(segment('one', 'EDU', { flags: ['DISPUTED'] }))).toBe(false);
    expect(one({ flags: ['SILENT_WITHHOLD'], labelled: false }).silent).toBe(true);
    expect(one({ labelled: false }).silent).toBe(false);
  });

  it('is shown to be needed under the safeguarding purposes by the attestation or the trigger, not by its mark', () => {
    const part = segment('one', 'DAB', { linkedToNeed: false });
    const attested = referral([part]);
    expect(decideSegment(attested, part, policy).outcome).toBe('RELEASE');
    const triggered = { ...attested, attested: false, statutoryTrigger: true };
    expect(decideSegment(triggered, part, policy).outcome).toBe('RELEASE');
  });

  it('is released by its own approval and its own lead decision, not by another part’s', () => {
    const part = segment('one', 'CIN', { linkedToNeed: true });
    const asked = (change: Partial<DecisionFacts>): string =>
      decideSegment(facts([part], change), part, policy).outcome;
    expect(asked({ leadDecision: { by: 'sue', segmentIds: ['one'] } })).toBe('RELEASE');
    expect(asked({ leadDecision: { by: 'sue', segmentIds: ['two'] } })).toBe('HOLD');
    const never = segment('one', 'LEG');
    const approved = (segmentId: string): string =>
      decideSegment(
        facts([never], {
          approvals: [{ segmentId, by: 'head' }],
          purpose: 'P15',
          recipient: { ...facts([]).recipient, type: 'COURT' },
        }),
        never,
        policy,
      ).outcome;
    expect(approved('one')).toBe('RELEASE');
    expect(approved('two')).toBe('WITHHOLD');
  });
});

describe('who could say yes', () => {
  const answers: Partial<Record<ReasonCode, string>> = {
    REDACT_CONSENT_DENIED: 'a person with parental responsibility',
    DENY_CONSENT_ABSENT: 'a person with parental responsibility',
    DENY_WITHDRAWN: 'a person with parental responsibility',
    DENY_CONSENT_CONFLICT: 'the people who may decide, together, or a court',
    REDACT_THIRD_PARTY: 'the person it is about',
    REDACT_CHILD_CONFIDENCE: 'the child',
    REDACT_NEVER: 'a named approver, with reasons',
    REDACT_NOT_NEEDED: 'the author, by saying why the recipient needs it',
    REDACT_HANDLING: 'the author',
    HOLD_LEAD_JUDGEMENT: 'the lead practitioner, with reasons',
    HOLD_CONSENT_CONFLICT: 'the lead practitioner, with reasons',
    HOLD_UNLABELLED: 'the author, by labelling it',
    DENY_AUTHORITY_LAPSED: 'the person who may decide now',
    DENY_R17_NO_CONSENT: 'a person with parental responsibility',
    DENY_ASSESSMENT_GATE: 'a person with parental responsibility',
    DENY_PARENT_NOT_INFORMED: 'the sender, by telling the parent first',
    DENY_NO_DSA: 'both organisations, by an agreement',
    DENY_EMBARGO: 'the author, when the embargo ends',
    DENY_COURT_RESTRICTED: 'the court',
  };

  it.each(reasonCodes.filter((code) => !code.startsWith('PERMIT')))('for %s', (code) => {
    expect(explainWhoCouldSayYes([code], false)).toBe(answers[code] ?? 'an information-governance officer');
  });

  it('is the young person where they decide for themselves', () => {
    expect(explainWhoCouldSayYes(['REDACT_CONSENT_DENIED'], true)).toBe('the young person');
    expect(explainWhoCouldSayYes(['REDACT_NEVER'], true)).toBe('a named approver, with reasons');
  });

  it('is told for the first reason that has an answer, and by an officer for none', () => {
    expect(explainWhoCouldSayYes(['DENY_NO_BASIS', 'REDACT_HANDLING', 'REDACT_NEVER'], false)).toBe(
      'the author',
    );
    expect(explainWhoCouldSayYes([], false)).toBe('an information-governance officer');
  });
});
