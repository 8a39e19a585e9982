import { addDays, addMonths, londonDate } from '../platform/index.ts';
import { bankHolidaysInEngland } from './bank-holidays.ts';

/** When a working day ends for a deadline: 17:00 in London (docs/domain/07 AC4). */
const endOfDayHour = 17;

/** Whether a calendar day (YYYY-MM-DD) is a working day in England: no weekend, no bank holiday. */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !bankHolidaysInEngland(Number(day.slice(0, 4))).has(day);
}

/** The calendar day that is the given number of working days after a day (YYYY-MM-DD). The day itself does not count. */
export function addWorkingDays(day: string, count: number): string {
  let current = day;
  for (let left = count; left > 0;) {
    current = addDays(current, 1);
    if (isWorkingDay(current)) left -= 1;
  }
  return current;
}

/** The end (17:00 in London) of the working day that is `count` working days after the instant's day in London. */
export function endOfWorkingDay(instant: Date, count: number): Date {
  return londonTime(addWorkingDays(londonDate(instant), count), endOfDayHour);
}

/** The end (17:00 in London) of the day that is `count` calendar days after the instant's day in London, whether people work on it or not. */
export function endOfCalendarDay(instant: Date, count: number): Date {
  return londonTime(addDays(londonDate(instant), count), endOfDayHour);
}

/**
 * The end (17:00 in London) of the day with the same number `count` months after the instant's day in London, or of the last day of a
 * shorter month; where nobody works on it, of the next working day (as the Information Commissioner counts the month of UK GDPR Art. 12(3)).
 */
export function endOfCalendarMonth(instant: Date, count: number): Date {
  const ends = addMonths(londonDate(instant), count);
  return londonTime(isWorkingDay(ends) ? ends : addWorkingDays(ends, 1), endOfDayHour);
}

/** Noon in London of the day after an instant's day there, whether people work on it or not (docs/domain/07 AC7). */
export function noonOfNextDay(instant: Date): Date {
  return londonTime(addDays(londonDate(instant), 1), 12);
}

/** The instant of a full hour of a London day (YYYY-MM-DD): midnight, or one between 9 and 17. The clocks change at neither. */
export function londonTime(day: string, hour: number): Date {
  const asIfUtc = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);
  return new Date(asIfUtc.getTime() - londonOffset(asIfUtc));
}

/** Milliseconds by which London is ahead of UTC at an instant: nothing in winter, an hour in summer. */
function londonOffset(instant: Date): number {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' }).format(
      instant,
    ),
  );
  return ((hour - instant.getUTCHours() + 24) % 24) * 3_600_000;
}
