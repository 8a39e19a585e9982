import { describe, expect, it } from '@jest/globals';
import { toBits } from '../../src/policy/box.ts';
import type { ForbidRule } from '../../src/policy/bundle.ts';
import { compilePolicy } from '../../src/policy/compile-policy.ts';
import { orderReasons, reasonRank } from '../../src/policy/outcome-rank.ts';
import { baselineBundle } from './support/bundles.ts';
import { planCase } from './support/cases.ts';

function forbid(id: string, flag: string, reason: ForbidRule['reason'], bar = false): ForbidRule {
  return { id, title: id, source: 'a statute', when: [{ flags: toBits('flags', [flag]) }], reason, bar };
}

describe('a compiled policy', () => {
  it('names a bar as the rule, and its reason alone, however specific others are', () => {
    const policy = compilePolicy({
      ...baselineBundle,
      forbid: [
        forbid('specific', 'DISPUTED', 'DENY_COURT_RESTRICTED'),
        forbid('a-bar', 'RETRACTED', 'REDACT_NOT_NEEDED', true),
      ],
    });
    expect(policy.decideSegment({ ...planCase, flags: ['DISPUTED', 'RETRACTED'] })).toMatchObject({
      rule: 'a-bar',
      reasons: ['REDACT_NOT_NEEDED'],
    });
    expect(policy.decideSegment({ ...planCase, flags: ['DISPUTED'] })).toMatchObject({
      rule: 'specific',
      reasons: ['DENY_COURT_RESTRICTED'],
    });
  });

  it('tells every rule that holds for a case', () => {
    const policy = compilePolicy(baselineBundle);
    expect(policy.findSpeakingRules(planCase)).toEqual(['weighed-expectation']);
    expect(
      policy
        .findSpeakingRules({ ...planCase, category: 'PMH', choice: 'DENY', aboutOthers: true })
        .toSorted(),
    ).toEqual(['never', 'withheld-refused', 'withheld-third-party']);
    expect(policy.findSpeakingRules({ ...planCase, choice: 'DENY', flags: ['RETRACTED'] })).toEqual([
      'retracted',
      'weighed-refusal',
    ]);
  });

  it('fails loudly, and forwards nothing, where a table with a gap was never checked', () => {
    const holed = {
      ...baselineBundle,
      combine: baselineBundle.combine.filter(({ id }) => id !== 'weighed-expectation'),
    };
    expect(() => compilePolicy(holed).decideSegment(planCase)).toThrow('the combination table has a gap');
  });

  it('gives the same answer to the same question again, also when many others were asked between', () => {
    const policy = compilePolicy(baselineBundle);
    const before = policy.decideSegment(planCase);
    for (const recipientRole of ['SENCO', 'DSL', 'SW', 'GP'] as const)
      policy.decideSegment({ ...planCase, recipientRole });
    expect(policy.decideSegment(planCase)).toEqual(before);
    expect(policy.findRow(planCase)).toBe('school-senco');
  });
});

describe('the order of reasons', () => {
  it('is the most specific first, each once, and general ones only by themselves', () => {
    expect(
      orderReasons(['REDACT_CONSENT_DENIED', 'REDACT_THIRD_PARTY', 'REDACT_CONSENT_DENIED', 'REDACT_NEVER']),
    ).toEqual(['REDACT_THIRD_PARTY', 'REDACT_CONSENT_DENIED']);
    expect(orderReasons(['REDACT_NEVER', 'REDACT_NEVER'])).toEqual(['REDACT_NEVER']);
    expect(orderReasons([])).toEqual([]);
  });

  it('does not depend on the order in which they come, also for reasons that have no place of their own', () => {
    const unplaced = ['DENY_NO_MATRIX_ROW', 'DENY_NDOO'] as const;
    expect(orderReasons(unplaced)).toEqual(['DENY_NDOO', 'DENY_NO_MATRIX_ROW']);
    expect(orderReasons(unplaced.toReversed())).toEqual(['DENY_NDOO', 'DENY_NO_MATRIX_ROW']);
    expect(orderReasons(['REDACT_NOT_NEEDED', 'REDACT_NEVER'])).toEqual([
      'REDACT_NEVER',
      'REDACT_NOT_NEEDED',
    ]);
  });

  it('puts reasons without a place after those that have one, and general ones last', () => {
    expect(reasonRank('DENY_RETRACTED')).toBe(0);
    expect(reasonRank('DENY_CONSENT_ABSENT')).toBeLessThan(reasonRank('DENY_NO_MATRIX_ROW'));
    expect(reasonRank('DENY_NO_MATRIX_ROW')).toBeLessThan(reasonRank('REDACT_NEVER'));
  });
});
