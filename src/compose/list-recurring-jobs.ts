import { createConsentJobs } from '../consent/index.ts';
import { type RetentionDeps, createRetentionJob } from '../erasure/index.ts';
import {
  type House,
  authorityEventsJob,
  forgetSpentAssertions,
  createRefusalsJob,
  makeCaseJobs,
  makeClockJobs,
  makeHoldJobs,
} from '../exchange/index.ts';
import { forgetSessionRows } from '../pages/index.ts';
import type { RecurringJob } from '../platform/index.ts';
import type { Rooms } from './compose-rooms.ts';

const daily = 1440;

/** Everything that is done again and again without being asked: each room makes its own jobs, and one worker runs them all. */
export function listRecurringJobs(
  { pool, keyStorePool, families, consents, keyStore, rehearsals }: Rooms,
  house: House,
  retention: Omit<RetentionDeps, 'db' | 'keys'>,
): readonly RecurringJob[] {
  return [
    ...createConsentJobs(consents),
    authorityEventsJob({ families, consents, keyStore }),
    {
      name: 'spent-assertions-forget',
      everyMinutes: daily,
      run: async () => {
        await forgetSpentAssertions(pool);
      },
    },
    {
      name: 'sessions-forget',
      everyMinutes: 60,
      run: async () => {
        await forgetSessionRows(pool, house.clock.now());
      },
    },
    rehearsals.forgetting,
    ...makeHoldJobs(house),
    ...makeCaseJobs(house),
    ...makeClockJobs(house),
    createRefusalsJob(house),
    createRetentionJob({ ...retention, db: pool, keys: keyStorePool }, (count) => {
      house.log.warn('retention-due', { count });
    }),
  ];
}
