import { addDays, addMonths, londonDate } from '../platform/index.ts';
import type { ClockRule, Span } from './clock-rule.ts';
import { acknowledgementReminder } from './statutory-clocks.ts';
import { addWorkingDays, endOfWorkingDay, isWorkingDay, londonTime } from './working-days.ts';

/** A time in which a deadline does not run: London days, both of which count. */
export interface ExcusedPeriod {
  readonly from: string;
  readonly to: string;
}

/**
 * When something that began on a London day must be done, or may be closed: the end of its last day (17:00 of a working day,
 * docs/domain/07 AC4; of any other day, midnight). The first day is day 0. Days that are excused do not count, each once however many
 * periods it lies in; a deadline in working days or months ends on a working day (UK GDPR Art 12(3) as the ICO counts it).
 */
export function findClockDue(
  { limit }: Pick<ClockRule, 'limit'>,
  start: string,
  excused: readonly ExcusedPeriod[] = [],
): Date {
  const base = addSpan(start, limit);
  let last = base;
  for (;;) {
    const next = addDays(base, countExcused(excused, start, last));
    if (next === last) break;
    last = next;
  }
  if (limit.unit === 'DAYS' || limit.unit === 'WEEKS') return endOfLondonDay(last);
  return endOfWorkingDay(londonTime(isWorkingDay(last) ? last : addWorkingDays(last, 1), 12), 0);
}

/** A point at which something is done about a deadline. */
export interface ClockPoint {
  readonly at: Date;
  readonly what: 'REMIND' | 'OPEN_LONG_ENOUGH' | ClockRule['escalation'][number]['to'];
}

/** Everything that is done about a running deadline by itself, in order: reminders at nine in the morning, then who is told that it is late. */
export function planClock(
  { bound, reminders, escalation }: Pick<ClockRule, 'bound' | 'reminders' | 'escalation'>,
  startedAt: Date,
  due: Date,
): readonly ClockPoint[] {
  if (bound === 'AT_LEAST') return [{ at: due, what: 'OPEN_LONG_ENOUGH' }];
  const before = reminders
    .map((span) => londonTime(subtractSpan(londonDate(due), span), 9))
    .filter((at) => at > startedAt)
    .map((at): ClockPoint => ({ at, what: 'REMIND' }));
  const after = escalation.map(({ afterWorkingDays, to }): ClockPoint => ({
    at: afterWorkingDays === 0 ? due : endOfWorkingDay(due, afterWorkingDays),
    what: to,
  }));
  return [...before, ...after].toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** When whoever owes an acknowledgement is reminded: at nine in the morning of the working day before it is due. */
export function findReminder(due: Date): Date {
  const day = subtractSpan(londonDate(due), { count: acknowledgementReminder, unit: 'WORKING_DAYS' });
  return londonTime(day, 9);
}

/** The London day that lies a span after another one; of a month that is shorter, its last day (UK GDPR Art 12(3) as the ICO counts it). */
function addSpan(start: string, { count, unit }: Span): string {
  switch (unit) {
    case 'DAYS':
      return addDays(start, count);
    case 'WEEKS':
      return addDays(start, 7 * count);
    case 'WORKING_DAYS':
      return addWorkingDays(start, count);
    case 'MONTHS':
      return addMonths(start, count);
  }
}

function subtractSpan(end: string, { count, unit }: Span): string {
  if (unit === 'WORKING_DAYS') {
    let current = end;
    for (let left = count; left > 0;) {
      current = addDays(current, -1);
      if (isWorkingDay(current)) left -= 1;
    }
    return current;
  }
  return addDays(end, -count * { DAYS: 1, WEEKS: 7, MONTHS: 30 }[unit]);
}

/** The excused days after the first and up to the last. */
function countExcused(excused: readonly ExcusedPeriod[], start: string, last: string): number {
  let count = 0;
  for (let current = addDays(start, 1); current <= last; current = addDays(current, 1))
    if (excused.some(({ from, to }) => from <= current && current <= to)) count += 1;
  return count;
}

function endOfLondonDay(of: string): Date {
  return new Date(londonTime(addDays(of, 1), 0).getTime() - 1000);
}
