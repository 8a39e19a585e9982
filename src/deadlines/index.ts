export { bankHolidaysInEngland } from './bank-holidays.ts';
export {
  type Arrival,
  type Clock,
  type ClockDraft,
  type ClockEnd,
  type Excuse,
  type NotedArrivals,
  type StartedClock,
  isStarted,
} from './clock.ts';
export type { ClockRule, Span } from './clock-rule.ts';
export type { OwedQuestion } from './clocks-sql.ts';
export { type ClockPoint, findClockDue, findReminder, planClock } from './count-time.ts';
export { type Clocks, createClocks } from './create-clocks.ts';
export { type ClockRules, joinClockRules, loadClockRules } from './read-clock-rules.ts';
export { acknowledgementClocks, statutoryClocks } from './statutory-clocks.ts';
export {
  addWorkingDays,
  endOfCalendarDay,
  endOfCalendarMonth,
  endOfWorkingDay,
  isWorkingDay,
  noonOfNextDay,
} from './working-days.ts';
