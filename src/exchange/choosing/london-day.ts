import { londonDate } from '../../platform/index.ts';

const hour = 3_600_000;
const wholeDay = 86_400_000;

/** The first instant of a London day (YYYY-MM-DD). The clocks never change at midnight. */
export function startOfLondonDay(day: string): Date {
  const utcMidnight = new Date(`${day}T00:00:00Z`);
  const inSummer = new Date(utcMidnight.getTime() - hour);
  return londonDate(inSummer) === day ? inSummer : utcMidnight;
}

/** The first instant after a London day: its last day counts to its end. */
export function endOfLondonDay(day: string): Date {
  return startOfLondonDay(new Date(Date.parse(`${day}T00:00:00Z`) + wholeDay).toISOString().slice(0, 10));
}
