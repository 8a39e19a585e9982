import { type ClockPoint, type ClockRule, type StartedClock, planClock } from '../../deadlines/index.ts';
import type { RecurringJob } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { followArrivals } from './follow-arrivals.ts';
import { tellOfDeadline } from './tell-of-deadline.ts';

const batch = 100;

/**
 * What becomes of deadlines with time: they start and end with what has arrived; whoever owes something is reminded; and what is late is
 * escalated, step by step. Nothing ends because a time has passed, but for what only had to stay open until then.
 */
export function makeClockJobs(house: House): readonly RecurringJob[] {
  return [
    { name: 'deadlines-follow', everyMinutes: 1, run: () => followArrivals(house) },
    { name: 'deadlines-chase', everyMinutes: 5, run: (at) => chaseDue(house, at) },
  ];
}

async function chaseDue(house: House, at: Date): Promise<void> {
  for (;;) {
    const due = await house.clocks.findDue(at, batch);
    let moved = 0;
    for (const clock of due) if (await chase(house, clock, at)) moved += 1;
    if (due.length < batch || moved === 0) return;
  }
}

/** Tells first and notes then: a process that dies in between tells again, and whoever was told already is told nothing twice. */
async function chase(house: House, clock: StartedClock, at: Date): Promise<boolean> {
  const rule = house.clocks.rules.get(clock.code);
  if (rule === undefined) {
    house.log.warn('deadline-unknown', { problem: clock.code });
    return false;
  }
  const points = findPoints(rule, clock, at);
  if (points.some(({ what }) => what === 'OPEN_LONG_ENOUGH')) {
    return house.clocks.end(clock, rule, clock.dueAt, false, { by: 'TIME' });
  }
  for (const { what } of points) {
    if (what === 'OPEN_LONG_ENOUGH' || what === 'PARTNERSHIP') continue;
    await tellOfDeadline(house, clock, rule, what);
  }
  if (!(await house.clocks.pass(clock, rule, points, at))) return false;
  if (points.every(({ what }) => what === 'REMIND')) return true;
  house.log.warn('deadline-missed', { problem: clock.code });
  if (points.some(({ what }) => what === 'PARTNERSHIP'))
    house.metrics.deadlinesMissed.inc({ deadline: clock.code });
  return true;
}

/** Everything whose time has come since it was last looked at; whoever is told that it is late is not reminded as well. */
function findPoints(rule: ClockRule, clock: StartedClock, at: Date): readonly ClockPoint[] {
  const since = clock.nextAt ?? clock.startedAt;
  const points = planClock(rule, clock.startedAt, clock.dueAt).filter(
    (point) => point.at >= since && point.at <= at,
  );
  const late = points.filter(({ what }) => what !== 'REMIND');
  return late.length > 0 ? late : points.slice(-1);
}
