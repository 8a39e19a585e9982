import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';
import { raceWithdrawals } from './race-withdrawals.ts';

/**
 * `npm run fault:withdrawal`: 200,000 sends that race 5,000 withdrawals through two replicas, one of which stands still for up to 40 seconds
 * (docs/domain/rulings 12). `-- --attempts N` shortens it. A control build that believes what families chose for five seconds runs
 * afterwards and must be caught.
 */
const { attempts } = readCounts({ attempts: 200_000 });
const perWithdrawal = 40;
const twelveHours = 43_200_000;
await withTemplates(async () => {
  const race = {
    attempts,
    perWithdrawal: Math.min(perWithdrawal, attempts),
    longestPause: 40_000,
    longest: twelveHours,
  };
  const figures = await raceWithdrawals(race);
  const control = await raceWithdrawals({
    ...race,
    attempts: Math.min(attempts, 400),
    longestPause: 200,
    control: true,
  });
  const caught = control.breaches.includes('ACCEPTED_AFTER_FINAL');
  const times = figures.recordedMilliseconds.toSorted((one, other) => one - other);
  const p99 = Math.ceil(times[Math.min(times.length - 1, Math.floor(times.length * 0.99))] ?? 0);
  const { kept, late } = figures.plain;
  process.stdout.write(
    `plain_kept=${kept} plain_late=${late} accepted=${figures.accepted} verified=${figures.verified ? 'yes' : 'no'}\n`,
  );
  process.stdout.write(
    `attempts=${figures.attempts} withdrawals=${figures.withdrawals} violations=${figures.breaches.length} control_caught=${caught ? 'yes' : 'no'} recorded_p99_ms=${p99}\n`,
  );
  const isAsPromised = figures.breaches.length === 0 && caught && figures.verified && p99 <= 500;
  if (!isAsPromised) process.exitCode = 1;
});
