import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ClockRule,
  findClockDue,
  joinClockRules,
  planClock,
  statutoryClocks,
} from '../../src/deadlines/index.ts';
import { londonDate } from '../../src/platform/index.ts';

function ruleOf(code: string): ClockRule {
  const rule = statutoryClocks.find((each) => each.code === code);
  if (rule === undefined) throw new Error(`no ${code}`);
  return rule;
}

/** docs/domain/01 §1.8 and docs/domain/07 AC3, AC4. */
const due = [
  ['EHC_DECISION', '2027-03-01', '2027-04-12'],
  ['EHC_ADVICE', '2027-03-23', '2027-05-04'],
  ['EHC_NO_PLAN', '2027-03-01', '2027-06-21'],
  ['EHC_FINAL_PLAN', '2027-03-01', '2027-07-19'],
  ['EHC_FAMILY_COMMENTS', '2027-06-01', '2027-06-16'],
  ['SETTING_ANSWER', '2027-06-01', '2027-06-16'],
  ['REVIEW_REPORT', '2028-01-10', '2028-01-24'],
  ['REVIEW_DECISION', '2028-01-10', '2028-02-07'],
  ['REVIEW_FINAL_PLAN', '2028-01-10', '2028-04-03'],
  ['AMENDED_PLAN', '2028-02-07', '2028-04-03'],
  ['PLACEMENT_NOTICE', '2028-01-17', '2028-01-17'],
  ['PUPIL_TRANSFER', '2028-01-07', '2028-01-28'],
  ['SUBJECT_REQUEST', '2027-06-01', '2027-07-01'],
  // A month that is shorter ends on its last day; a Sunday moves to Monday.
  ['SUBJECT_REQUEST', '2027-01-29', '2027-03-01'],
  ['SUBJECT_REQUEST', '2027-08-31', '2027-09-30'],
] as const;

describe('a deadline', () => {
  it.each(due)('%s that runs from %s is due by the end of %s in London', (code, start, day) => {
    const at = findClockDue(ruleOf(code), start);
    expect(londonDate(at)).toBe(day);
    const isCalendar = !['MONTHS', 'WORKING_DAYS'].includes(ruleOf(code).limit.unit);
    // Seven hours before the next day begins a working day ends.
    expect(londonDate(new Date(at.getTime() + (isCalendar ? 1 : 7 * 3600) * 1000))).not.toBe(day);
  });

  it.each([
    ['2027-02-09', '2027-02-10T17:00:00Z'],
    // Over Easter: Good Friday and Easter Monday are no working days, and the clocks have changed.
    ['2027-03-25', '2027-03-30T16:00:00Z'],
    ['2026-12-24', '2026-12-29T17:00:00Z'],
  ])('in working days from %s ends at %s', (start, end) => {
    expect(findClockDue(ruleOf('REFERRAL_FEEDBACK'), start)).toEqual(new Date(end));
  });

  it('is later by the days that are excused, each counted once', () => {
    const rule = ruleOf('EHC_ADVICE');
    const away = { from: '2027-04-05', to: '2027-05-09' };
    expect(londonDate(findClockDue(rule, '2027-03-23', [away]))).toBe('2027-06-08');
    expect(
      londonDate(findClockDue(rule, '2027-03-23', [away, { from: '2027-04-12', to: '2027-04-16' }])),
    ).toBe('2027-06-08');
    // Before it ran, or once it was over, nothing is excused.
    expect(londonDate(findClockDue(rule, '2027-03-23', [{ from: '2027-02-01', to: '2027-03-23' }]))).toBe(
      '2027-05-04',
    );
    expect(londonDate(findClockDue(rule, '2027-03-23', [{ from: '2027-05-05', to: '2027-06-05' }]))).toBe(
      '2027-05-04',
    );
  });

  it('is never earlier for an excuse, and never later by more days than are excused', () => {
    const day = fc.integer({ min: 0, max: 400 });
    const asDay = (offset: number): string =>
      new Date(Date.UTC(2027, 0, 1 + offset)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(
        fc.constantFrom(...statutoryClocks),
        day,
        fc.array(fc.tuple(day, fc.nat(60)), { maxLength: 4 }),
        (rule, start, spans) => {
          const excused = spans.map(([from, length]) => ({ from: asDay(from), to: asDay(from + length) }));
          const without = findClockDue(rule, asDay(start)).getTime();
          const later = findClockDue(rule, asDay(start), excused).getTime() - without;
          const most = spans.reduce((sum, [, length]) => sum + length + 1, 0);
          // In working days it ends on one: over Easter or Christmas that is five days later at most.
          expect(later).toBeGreaterThanOrEqual(0);
          expect(later).toBeLessThanOrEqual((most + 5) * 86_400_000 + 3_600_000);
        },
      ),
    );
  });

  it('reminds before it is due, and tells who waits, the manager and the partnership after', () => {
    const rule = ruleOf('EHC_ADVICE');
    const at = findClockDue(rule, '2027-03-23');
    const plan = planClock(rule, new Date('2027-03-23T10:00:00Z'), at);
    expect(plan.map(({ what }) => what)).toEqual([
      'REMIND',
      'REMIND',
      'OWING',
      'WAITING',
      'MANAGER',
      'PARTNERSHIP',
    ]);
    expect(plan.map((point) => londonDate(point.at))).toEqual([
      '2027-04-20',
      '2027-05-01',
      '2027-05-04',
      '2027-05-04',
      '2027-05-05',
      '2027-05-07',
    ]);
  });
});

describe('every deadline', () => {
  it.each(statutoryClocks)('$code names its source', ({ source, plain }) => {
    expect(source.length).toBeGreaterThan(10);
    expect(plain.length).toBeGreaterThan(10);
  });
});

const local = (more: object): object => ({
  source: 'Westmarch partnership, 2 June 2026',
  add: [],
  tighten: [],
  ...more,
});
const familyHelp = {
  code: 'FAMILY_HELP_REVIEW',
  plain: 'A review of the family help plan',
  source: 'Westmarch partnership, 2 June 2026',
  bound: 'AT_MOST',
  limit: { count: 12, unit: 'WEEKS' },
  starts: { message: 'M06', part: '/header' },
  owedBy: 'RECIPIENT',
  owedTo: 'SENDER',
  seenByRecipients: false,
  ends: [],
  excuses: [],
  reminders: [],
  escalation: [{ afterWorkingDays: 0, to: 'MANAGER' }],
};

describe('a partnership', () => {
  it('adds deadlines of its own', () => {
    expect(joinClockRules(local({ add: [familyHelp] })).get('FAMILY_HELP_REVIEW')).toMatchObject({
      standing: 'LOCAL',
    });
  });

  it('makes those of the law stricter', () => {
    const rules = joinClockRules(
      local({
        tighten: [{ code: 'EHC_ADVICE', limit: { count: 5, unit: 'WEEKS' }, excuses: ['FAMILY_AWAY'] }],
      }),
    );
    expect(rules.get('EHC_ADVICE')).toMatchObject({
      standing: 'STATUTORY',
      limit: { count: 5 },
      excuses: ['FAMILY_AWAY'],
    });
  });

  it.each([
    ['a longer limit', { tighten: [{ code: 'EHC_ADVICE', limit: { count: 7, unit: 'WEEKS' } }] }],
    [
      'a limit that cannot be compared',
      { tighten: [{ code: 'EHC_ADVICE', limit: { count: 20, unit: 'WORKING_DAYS' } }] },
    ],
    [
      'a shorter time for the family',
      { tighten: [{ code: 'EHC_FAMILY_COMMENTS', limit: { count: 14, unit: 'DAYS' } }] },
    ],
    [
      'an excuse that the law does not know',
      { tighten: [{ code: 'EHC_ADVICE', excuses: ['SETTING_CLOSED'] }] },
    ],
    ['one of the law in other words', { add: [{ ...familyHelp, code: 'EHC_ADVICE' }] }],
    ['one that nobody hears of', { add: [{ ...familyHelp, escalation: [] }] }],
    ['one owed by whoever waits', { add: [{ ...familyHelp, owedTo: 'RECIPIENT' }] }],
    ['one that is no deadline', { tighten: [{ code: 'EHC_ADVIC' }] }],
    ['anything else', { loosen: [] }],
  ])('never sets %s', (_what, given) => {
    expect(() => joinClockRules(local(given))).toThrow();
  });
});
