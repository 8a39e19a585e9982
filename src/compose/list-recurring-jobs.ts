import { createConsentJobs } from '../consent/index.ts';
import { forgetSpentAssertions } from '../exchange/index.ts';
import type { RecurringJob } from '../platform/index.ts';
import type { Rooms } from './compose-rooms.ts';

const daily = 1440;

/** Everything that is done again and again without being asked: each room makes its own jobs, and one worker runs them all. */
export function listRecurringJobs({ pool, consents }: Rooms): readonly RecurringJob[] {
  return [
    ...createConsentJobs(consents),
    {
      name: 'spent-assertions-forget',
      everyMinutes: daily,
      run: async () => {
        await forgetSpentAssertions(pool);
      },
    },
  ];
}
