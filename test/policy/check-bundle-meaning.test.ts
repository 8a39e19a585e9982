import { describe, expect, it } from '@jest/globals';
import type { Bundle } from '../../src/policy/index.ts';
import { type Attribute, type AttributeValue } from '../../src/policy/attributes.ts';
import { type Box, everything, toBits } from '../../src/policy/box.ts';
import type { Basis, CombineRule, ForbidRule, Row } from '../../src/policy/bundle.ts';
import { checkBundleMeaning } from '../../src/policy/check-bundle-meaning.ts';
import type { PolicyOutcome } from '../../src/policy/index.ts';
import { baselineBundle } from './support/bundles.ts';

function check(change: Partial<Bundle>): readonly string[] {
  const locate = (section: string, id?: string): { file: string; line: number } => ({
    file: `${section}/${id ?? ''}`,
    line: 7,
  });
  return checkBundleMeaning({ ...baselineBundle, ...change }, locate).map(
    ({ file, line, rule, message }) => `${file}:${line} [${rule}] ${message}`,
  );
}

function when(conditions: Partial<Record<Attribute, readonly AttributeValue[]>>): Box {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, values]) => [name, toBits(name as Attribute, values)]),
  );
}

const named = { title: 'a rule', source: 'a statute' };

function row(id: string, ...selectors: readonly Box[]): Row {
  return { id, ...named, selectors, columns: [] };
}

function line(id: string, outcome: PolicyOutcome, ...boxes: readonly Box[]): CombineRule {
  const reasons = {
    FORWARD: 'PERMIT_CONSENT',
    HOLD: 'HOLD_LEAD_JUDGEMENT',
    WITHHOLD: 'REDACT_NEVER',
  } as const;
  return { id, ...named, when: boxes, outcome, reason: reasons[outcome] };
}

function forbid(id: string, box: Box, reason: ForbidRule['reason'] = 'DENY_RETRACTED'): ForbidRule {
  return { id, ...named, when: [box], reason, bar: false };
}

function basis(id: string, box: Box, change: Partial<Basis> = {}): Basis {
  const content = {
    powers: ['CA2004_S10'],
    dutyKind: 'MAY',
    art6: '6(1)(e)',
    art9: null,
    sch1: null,
    art10: null,
    confidentiality: 'consent',
    needsConsent: false,
  } as const;
  return { id, ...named, when: box, since: null, until: null, basis: content, ...change };
}

describe('what must hold of a bundle', () => {
  it('holds of the baseline', () => {
    expect(check({})).toEqual([]);
  });
});

describe('rows', () => {
  const p02 = when({ purpose: ['P02'], recipientRole: ['SW', 'EP'] });

  it('must not both match a case, in any of their alternatives', () => {
    const other = row(
      'b',
      when({ purpose: ['P09'] }),
      when({ purpose: ['P01', 'P02'], recipientRole: ['EP'] }),
    );
    expect(check({ rows: [row('a', when({ purpose: ['P08'] }), p02), other] })).toEqual([
      'rows/b:7 [one-row] rows a and b both match purpose P02, recipientRole EP',
    ]);
  });

  it('may share a recipient or a purpose while they tell cases apart', () => {
    expect(
      check({ rows: [row('a', p02), row('b', when({ purpose: ['P02'], recipientRole: ['DSL'] }))] }),
    ).toEqual([]);
  });

  it('must not match every case', () => {
    expect(check({ rows: [row('a', p02, everything)] })).toEqual([
      'rows/a:7 [one-row] row a matches every case: say for whom and why it is',
    ]);
  });

  it('have ids of their own', () => {
    expect(check({ rows: [row('a', p02), row('a', when({ purpose: ['P03'] }))] })).toEqual([
      'rows/a:7 [unique-id] the id a stands twice',
    ]);
  });
});

describe('rules', () => {
  it('have ids of their own, across the combination table and what forbids and explains', () => {
    const twice = forbid('never', when({ flags: ['RETRACTED'] }));
    expect(check({ forbid: [twice] })).toEqual(['forbid/never:7 [unique-id] the id never stands twice']);
    const explained = { ...twice, id: 'withheld-refused' };
    expect(check({ forbid: [explained] })).toEqual([
      'explain/withheld-refused:7 [unique-id] the id withheld-refused stands twice',
    ]);
  });

  it('may share an id with a row or a basis, which are asked apart', () => {
    expect(check({ bases: [basis('never', when({ purpose: ['P01'] }))] })).toEqual([]);
  });

  it('give a reason of their own kind', () => {
    const combine = baselineBundle.combine.map((each): CombineRule => {
      if (each.id === 'never') return { ...each, reason: 'PERMIT_CONSENT' };
      if (each.id === 'weighed-refusal') return { ...each, reason: 'REDACT_NEVER' };
      if (each.id === 'weighed-permit') return { ...each, reason: 'HOLD_CAPACITY' };
      return each;
    });
    expect(check({ combine })).toEqual([
      'combine/never:7 [reason-kind] PERMIT_CONSENT is no reason to WITHHOLD',
      'combine/weighed-permit:7 [reason-kind] HOLD_CAPACITY is no reason to FORWARD',
      'combine/weighed-refusal:7 [reason-kind] REDACT_NEVER is no reason to HOLD',
    ]);
    const flagged = when({ flags: ['DISPUTED'] });
    expect(check({ forbid: [forbid('f', flagged, 'PERMIT_CONSENT')] })).toEqual([
      'forbid/f:7 [reason-kind] PERMIT_CONSENT is no reason to withhold',
    ]);
    expect(check({ explain: [forbid('e', flagged, 'HOLD_CAPACITY')] })).toEqual([
      'explain/e:7 [reason-kind] HOLD_CAPACITY is no reason to withhold',
    ]);
  });

  it('must not hold because a flag is missing', () => {
    const message = '"NO_FLAG" and "except" would hold because a flag is missing';
    expect(check({ forbid: [forbid('f', when({ flags: ['NO_FLAG', 'RETRACTED'] }))] })).toEqual([
      `forbid/f:7 [flags] f: name the flags; ${message}`,
    ]);
    expect(check({ explain: [forbid('e', when({ flags: ['NO_FLAG'] }))] })).toEqual([
      `explain/e:7 [flags] e: name the flags; ${message}`,
    ]);
  });
});

describe('the combination table', () => {
  it('must not have two lines for one case', () => {
    const combine = [
      line('a', 'WITHHOLD', when({ cell: ['NEVER', 'BLANK', 'NO_ROW', 'LINKED'] })),
      line('b', 'WITHHOLD', when({ cell: ['ALLOWED', 'LINKED'], choice: ['DENY'] })),
      line('c', 'WITHHOLD', when({ cell: ['ALLOWED'], choice: ['PERMIT', 'NONE', 'CONFLICT'] })),
    ];
    expect(check({ combine })).toEqual([
      'combine/b:7 [one-outcome] a and b both hold for cell LINKED, choice DENY',
    ]);
  });

  it('must not say one thing twice in the alternatives of a line', () => {
    const combine = [
      line('a', 'WITHHOLD', when({ linked: [true] }), when({ linked: [true] }), when({ linked: [false] })),
    ];
    expect(check({ combine })).toEqual(['combine/a:7 [one-outcome] a and a both hold for linked true']);
  });

  it('must leave no gap', () => {
    const combine = baselineBundle.combine.filter(({ id }) => id !== 'linked-silence');
    expect(check({ combine }).filter((found) => !found.includes('[monotone]'))).toEqual([
      expect.stringMatching(
        /^combine\/:7 \[one-outcome\] no rule says what happens for .*cell LINKED.*effect WEIGHTED, choice NONE.*leadApproves false/,
      ),
    ]);
    expect(check({ combine: [] })[0]).toContain('no rule says what happens for every case');
  });

  it('must not open with a refusal what stays closed without one', () => {
    const combine = [
      line('open', 'FORWARD', when({ choice: ['DENY'], linked: [true] })),
      line(
        'closed',
        'WITHHOLD',
        when({ choice: ['DENY'], linked: [false] }),
        when({ choice: ['PERMIT', 'NONE', 'CONFLICT'] }),
      ),
    ];
    expect(check({ combine })).toEqual([
      'combine/open:7 [monotone] open gives FORWARD, yet choice PERMIT or NONE or CONFLICT, linked true gives less',
    ]);
  });

  it.each([
    ['NONE', 'PERMIT'],
    ['CONFLICT', 'NONE'],
    ['DENY', 'CONFLICT'],
  ] as const)('must not hold for %s what it withholds for %s', (lower, higher) => {
    const rest = (['PERMIT', 'NONE', 'CONFLICT', 'DENY'] as const).filter(
      (each) => each !== lower && each !== higher,
    );
    const combine = [
      line('held', 'HOLD', when({ choice: [lower, ...rest] })),
      line('closed', 'WITHHOLD', when({ choice: [higher] })),
    ];
    expect(check({ combine }).some((found) => found.includes('[monotone] held gives HOLD'))).toBe(true);
  });

  it('may give more where a choice is more open, and where it makes no difference', () => {
    const combine = [
      line('open', 'FORWARD', when({ choice: ['PERMIT'] })),
      line('held', 'HOLD', when({ choice: ['NONE', 'CONFLICT'] })),
      line('closed', 'WITHHOLD', when({ choice: ['DENY'] })),
    ];
    expect(check({ combine })).toEqual([]);
  });
});

describe('legal bases', () => {
  const p01 = when({ purpose: ['P01'] });

  it('must not both hold on a day', () => {
    expect(check({ bases: [basis('a', p01), basis('b', when({ purpose: ['P01', 'P02'] }))] })).toEqual([
      'bases/b:7 [one-basis] bases a and b both hold for purpose P01',
    ]);
  });

  it.each([
    ['2026-09-29', '2026-09-30', 0],
    ['2026-09-30', '2026-09-30', 1],
    [null, '2026-09-30', 1],
    ['2026-09-30', null, 1],
  ])('one until %s and the next from %s: %d findings', (until, since, count) => {
    const bases = [basis('a', p01, { until }), basis('b', p01, { since })];
    expect(check({ bases })).toHaveLength(count);
    expect(check({ bases: bases.toReversed() })).toHaveLength(count);
  });

  it('must not end before it begins', () => {
    const days = { since: '2026-02-01', until: '2026-01-31' };
    expect(check({ bases: [basis('a', p01, days)] })).toEqual(['bases/a:7 [days] a ends before it begins']);
    expect(check({ bases: [basis('a', p01, { since: '2026-02-01', until: '2026-02-01' })] })).toEqual([]);
  });

  it('must name a duty where they say MUST', () => {
    const content = { ...basis('a', p01).basis, dutyKind: 'MUST' } as const;
    expect(check({ bases: [basis('a', p01, { basis: content })] })).toEqual([
      'bases/a:7 [duty] a says MUST, and none of its powers is a duty',
    ]);
    const duty = { ...content, powers: ['CA2004_S10', 'CA1989_S47'] } as const;
    expect(check({ bases: [basis('a', p01, { basis: duty })] })).toEqual([]);
    expect(check({ bases: [basis('a', p01, { basis: { ...content, powers: [] } })] })).toEqual([]);
  });

  it('must not rely on a power before its first day', () => {
    const content = { ...basis('a', p01).basis, powers: ['CA2004_S16LA'] } as const;
    const finding = 'bases/a:7 [days] a relies on CA2004_S16LA before its first day 2026-09-30';
    expect(check({ bases: [basis('a', p01, { basis: content })] })).toEqual([finding]);
    expect(check({ bases: [basis('a', p01, { basis: content, since: '2026-09-29' })] })).toEqual([finding]);
    expect(check({ bases: [basis('a', p01, { basis: content, since: '2026-09-30' })] })).toEqual([]);
  });

  it('have ids of their own', () => {
    expect(check({ bases: [basis('a', p01), basis('a', when({ purpose: ['P02'] }))] })).toEqual([
      'bases/a:7 [unique-id] the id a stands twice',
    ]);
  });
});
