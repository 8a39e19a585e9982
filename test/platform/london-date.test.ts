import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { londonDate } from '../../src/platform/index.ts';

const calendar = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

describe('the day in London', () => {
  it('begins at its own midnight, in summer an hour before that of UTC', () => {
    expect(londonDate(new Date('2026-01-10T23:59:59.999Z'))).toBe('2026-01-10');
    expect(londonDate(new Date('2026-01-11T00:00:00Z'))).toBe('2026-01-11');
    expect(londonDate(new Date('2026-06-10T22:59:59.999Z'))).toBe('2026-06-10');
    expect(londonDate(new Date('2026-06-10T23:00:00Z'))).toBe('2026-06-11');
  });

  it('is what the calendar says, however often it is asked and in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.date({ min: new Date('1850-01-01'), max: new Date('2150-01-01'), noInvalidDate: true }), {
          minLength: 1,
        }),
        (instants) => {
          for (const instant of [...instants, ...instants])
            expect(londonDate(instant)).toBe(calendar.format(instant));
        },
      ),
    );
  });

  it('is none where there is no instant', () => {
    expect(() => londonDate(new Date(Number.NaN))).toThrow(RangeError);
  });
});
