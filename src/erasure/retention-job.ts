import type { RecurringJob } from '../platform/index.ts';
import { countExpiredUnmatched } from './expire-unmatched.ts';
import { type RetentionDeps, findDueRetention } from './find-due.ts';

/**
 * Counts, each night, whose record is no longer to be kept, and what is about nobody known, and asks for `assent retention erase`: no serving process can erase by
 * itself, and which local schedule holds for a child-protection or SEN record is for an officer to say (docs/domain/01 §1.11).
 * @param ask told how many there are, where there are any
 */
export function createRetentionJob(deps: RetentionDeps, ask: (count: number) => void): RecurringJob {
  return {
    name: 'retention-due',
    everyMinutes: 1440,
    run: async (at) => {
      const due = (await findDueRetention(deps, at)).filter(({ held }) => !held);
      const count = due.length + (await countExpiredUnmatched(deps, at));
      if (count > 0) ask(count);
    },
  };
}
