import type { RecurringJob } from '../../platform/index.ts';
import type { House } from '../house.ts';
import { draftOutcomeEntry } from '../record/draft-outcome-entry.ts';
import { refusalsNotedEachHour } from './note-refusal.ts';
import { type RefusedHour, findRefusedHours, forgetRefusedHours, recordRefusedHour } from './refusals-sql.ts';

const batch = 100;
const hourMilliseconds = 3_600_000;

/** Writes one entry for each sender and hour with more refusals than have entries of their own. */
export function createRefusalsJob(house: Pick<House, 'pool' | 'ledger' | 'clock'>): RecurringJob {
  return {
    name: 'refusals-sum-up',
    everyMinutes: 15,
    run: async (at) => {
      for (;;) {
        const hours = await findRefusedHours(house.pool, at, batch);
        for (const hour of hours) await sumUp(house, hour);
        if (hours.length < batch) break;
      }
      await forgetRefusedHours(house.pool, at);
    },
  };
}

async function sumUp(
  { pool, ledger, clock }: Pick<House, 'pool' | 'ledger' | 'clock'>,
  refused: RefusedHour,
): Promise<void> {
  const { hour, organisationId, systemId, surplus } = refused;
  const prepared = await ledger.prepare([
    draftOutcomeEntry({
      at: clock.now(),
      dataSubject: null,
      content: {
        schema: 'assent.refusals/1',
        outcome: 'REFUSED',
        from: hour.toISOString(),
        to: new Date(hour.getTime() + hourMilliseconds).toISOString(),
        besides: refusalsNotedEachHour,
        count: Object.values(surplus).reduce((sum, count) => sum + count, 0),
        problems: { ...surplus },
        organisationId,
        systemId,
      },
      index: {
        outcome: 'REFUSED',
        ...(organisationId === null ? {} : { sourceOrganisationId: organisationId }),
      },
    }),
  ]);
  await recordRefusedHour(pool, refused, prepared);
}
