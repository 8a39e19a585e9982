import { describe, expect, it } from '@jest/globals';
import {
  addWorkingDays,
  bankHolidaysInEngland,
  endOfCalendarDay,
  endOfCalendarMonth,
  endOfWorkingDay,
  findClockDue,
  isWorkingDay,
} from '../../src/deadlines/index.ts';

describe('bank holidays in England', () => {
  it.each([
    [
      2026,
      [
        '2026-01-01',
        '2026-04-03',
        '2026-04-06',
        '2026-05-04',
        '2026-05-25',
        '2026-08-31',
        '2026-12-25',
        '2026-12-28',
      ],
    ],
    [
      2027,
      [
        '2027-01-01',
        '2027-03-26',
        '2027-03-29',
        '2027-05-03',
        '2027-05-31',
        '2027-08-30',
        '2027-12-27',
        '2027-12-28',
      ],
    ],
    [
      2028,
      [
        '2028-01-03',
        '2028-04-14',
        '2028-04-17',
        '2028-05-01',
        '2028-05-29',
        '2028-08-28',
        '2028-12-25',
        '2028-12-26',
      ],
    ],
    [
      2022,
      [
        '2022-01-03',
        '2022-04-15',
        '2022-04-18',
        '2022-05-02',
        '2022-06-02',
        '2022-06-03',
        '2022-08-29',
        '2022-09-19',
        '2022-12-26',
        '2022-12-27',
      ],
    ],
  ])('of %d are as published', (year, days) => {
    expect([...bankHolidaysInEngland(year)].sort()).toEqual(days);
  });
});

describe('a deadline in working days', () => {
  it('passes over weekends and bank holidays', () => {
    expect(addWorkingDays('2027-03-25', 1)).toBe('2027-03-30');
    expect(isWorkingDay('2027-03-26')).toBe(false);
    expect(isWorkingDay('2027-03-25')).toBe(true);
  });

  it('of one day after Tuesday 9 February 2027 ends on Wednesday at 17:00 (docs/domain/07 AC4)', () => {
    expect(endOfWorkingDay(new Date('2027-02-09T14:20:00Z'), 1).toISOString()).toBe(
      '2027-02-10T17:00:00.000Z',
    );
  });

  it('ends at 17:00 in London in summer too', () => {
    expect(endOfWorkingDay(new Date('2027-07-01T09:00:00Z'), 1).toISOString()).toBe(
      '2027-07-02T16:00:00.000Z',
    );
  });
});

describe('a month of the law', () => {
  it.each([
    ['2027-03-01T09:00:00Z', '2027-04-01T16:00:00.000Z'],
    ['2027-01-31T09:00:00Z', '2027-03-01T17:00:00.000Z'],
    // The 25th is Christmas Day, then come a weekend and two days in lieu.
    ['2027-11-25T09:00:00Z', '2027-12-29T17:00:00.000Z'],
    // Half past midnight in London is the day after in UTC's eyes the day before.
    ['2027-06-30T23:30:00Z', '2027-08-02T16:00:00.000Z'],
  ])('from %s ends on %s', (from, end) => {
    expect(endOfCalendarMonth(new Date(from), 1).toISOString()).toBe(end);
  });

  it('is not the thirty days of a complaint, which end on whatever day they end', () => {
    expect(endOfCalendarDay(new Date('2027-03-04T09:00:00Z'), 30).toISOString()).toBe(
      '2027-04-03T16:00:00.000Z',
    );
  });
});

describe('a day beyond the calendar', () => {
  it('ends the counting, which would never come to an end', () => {
    expect(() => addWorkingDays('9999-12-30', 3)).toThrow(/beyond the calendar/);
    for (const unit of ['DAYS', 'WEEKS', 'WORKING_DAYS'] as const)
      expect(() => findClockDue({ limit: { count: 5, unit } }, '9999-12-31')).toThrow(/beyond the calendar/);
  });
});
