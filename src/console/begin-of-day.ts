import { londonDate } from '../platform/index.ts';

/** The instant at which a London day (YYYY-MM-DD) begins: at midnight by Greenwich, or an hour earlier in summer. */
export function beginOfDay(day: string): Date {
  const midnight = new Date(`${day}T00:00:00Z`);
  const earlier = new Date(midnight.getTime() - 3_600_000);
  return londonDate(earlier) === day ? earlier : midnight;
}
