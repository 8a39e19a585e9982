import type { MovableClock } from '../../src/platform/index.ts';

/** A clock that runs as the machine's does, from an instant of the test's own choosing (ISO 8601 with an offset). */
export function runningClock(start: string): MovableClock {
  let ahead = 0;
  const moveTo = (instant: string): void => {
    ahead = Date.parse(instant) - Date.now();
  };
  moveTo(start);
  return { now: () => new Date(Date.now() + ahead), moveTo };
}
