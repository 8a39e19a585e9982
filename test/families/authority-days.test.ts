import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  birthdayOf,
  endOfCompulsorySchoolAge,
  endOfPlanLongStop,
  startOfCompulsorySchoolAge,
} from '../../src/families/index.ts';

describe('the day on which SEND rights pass', () => {
  // docs/domain/01 §1.7, "End-of-compulsory-school-age vectors".
  it.each([
    ['2010-07-15', '2026-06-26'],
    ['2010-08-31', '2026-06-26'],
    ['2010-09-01', '2027-06-25'],
    ['2011-01-10', '2027-06-25'],
    ['2011-06-25', '2027-06-25'],
    ['2012-02-29', '2028-06-30'],
  ])('is for a birth on %s the %s', (birthDate, day) => {
    expect(endOfCompulsorySchoolAge(birthDate)).toBe(day);
  });

  it('is always a Friday of June from the 24th on, of the school year in which the person turns 16', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true }),
        (date) => {
          const birthDate = date.toISOString().slice(0, 10);
          const day = endOfCompulsorySchoolAge(birthDate);
          expect(new Date(day).getUTCDay()).toBe(5);
          expect(day.slice(5) >= '06-24' && day.slice(5) <= '06-30').toBe(true);
          const sixteenth = birthdayOf(birthDate, 16);
          const firstOfYear = `${Number(day.slice(0, 4)) - 1}-09-01`;
          expect(sixteenth >= firstOfYear && sixteenth <= `${day.slice(0, 4)}-08-31`).toBe(true);
        },
      ),
    );
  });
});

describe('the day on which compulsory school age begins (Education Act 1996 s.8(2))', () => {
  it.each([
    ['2022-03-31', '2027-03-31'],
    ['2022-04-01', '2027-08-31'],
    ['2022-08-31', '2027-08-31'],
    ['2022-09-01', '2027-12-31'],
    ['2022-12-31', '2027-12-31'],
    ['2023-01-01', '2028-03-31'],
    ['2024-02-29', '2029-03-31'],
  ])('is for a birth on %s the %s', (birthDate, day) => {
    expect(startOfCompulsorySchoolAge(birthDate)).toBe(day);
  });
});

describe('a birthday', () => {
  it.each([
    ['2010-07-15', 16, '2026-07-15'],
    ['2012-02-29', 16, '2028-02-29'],
    ['2012-02-29', 18, '2030-03-01'],
    ['2012-02-28', 18, '2030-02-28'],
    ['2012-02-29', 13, '2025-03-01'],
    ['0012-05-01', 18, '0030-05-01'],
  ])('of somebody born on %s at %i is %s', (birthDate, age, day) => {
    expect(birthdayOf(birthDate, age)).toBe(day);
  });
});

describe('the long stop of a plan', () => {
  it.each([
    ['2001-07-31', '2026-08-01'],
    ['2001-08-01', '2027-08-01'],
    ['2001-12-24', '2027-08-01'],
    ['2002-01-01', '2027-08-01'],
  ])('for a birth on %s is %s, the day after the academic year', (birthDate, day) => {
    expect(endOfPlanLongStop(birthDate)).toBe(day);
  });
});
