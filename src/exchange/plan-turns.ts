import type { CronItem } from 'graphile-worker';
import type { RecurringJob } from '../platform/index.ts';

const minutesOfDay = 1440;
const minute = 60_000;

/**
 * The turns of recurring jobs, for the queue that all replicas share: each turn is queued once, whoever comes first, and
 * counted from midnight UTC. A turn that fell due while no replica ran is made up for when one starts. A turn that waits is
 * replaced by the next, so that a job that keeps failing never piles up.
 * @throws Error when two jobs share a name, or an interval is not a whole number of minutes within a day
 */
export function planTurns(jobs: readonly RecurringJob[]): CronItem[] {
  const names = new Set(jobs.map(({ name }) => name));
  if (names.size < jobs.length) throw new Error('two recurring jobs share a name');
  return jobs.map(({ name, everyMinutes }) => {
    if (!Number.isInteger(everyMinutes) || everyMinutes < 1 || everyMinutes > minutesOfDay) {
      throw new Error(`${name} must be due every 1 to ${minutesOfDay} minutes`);
    }
    return {
      task: name,
      identifier: name,
      match: ({ hour, min }) => (hour * 60 + min) % everyMinutes === 0,
      options: {
        backfillPeriod: everyMinutes * minute,
        jobKey: `recurring:${name}`,
        jobKeyMode: 'replace',
        maxAttempts: 25,
      },
    };
  });
}
