import type { RecurringJob } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { findNextCaseDue, uncountedDays } from './case-rules.ts';

const batch = 100;
const day = 86_400_000;

/**
 * What becomes of cases with time: those due are handed up, and raise the on-call contact of information governance on every
 * working day until somebody closes them; and what came to no case is forgotten.
 */
export function makeCaseJobs(house: House): readonly RecurringJob[] {
  return [
    { name: 'cases-hand-up', everyMinutes: 5, run: (at) => handUpDue(house, at) },
    {
      name: 'cases-forget',
      everyMinutes: 1440,
      run: async (at) => {
        await house.cases.forgetUncounted(new Date(at.getTime() - uncountedDays * day));
      },
    },
  ];
}

async function handUpDue(house: House, at: Date): Promise<void> {
  for (;;) {
    const due = await house.cases.findDue(at, batch);
    for (const found of due) {
      const moved = await house.cases.escalate(found, at, findNextCaseDue(at));
      if (!moved) continue;
      house.log.warn('case-handed-up');
      house.pageOnCall('case-not-looked-at');
    }
    if (due.length < batch) return;
  }
}
