import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from '../support/template-databases.ts';
import { raceWithdrawals } from './race-withdrawals.ts';

/**
 * `npm run fault:withdrawal`: 200,000 sends that race 5,000 withdrawals through two replicas, one of which stands still for up to 40 seconds
 * (docs/domain/rulings 12). `-- --attempts N` shortens it. A control build that believes what families chose for five seconds runs
 * afterwards and must be caught.
 */
const place = process.argv.indexOf('--attempts');
const attempts = place === -1 ? 200_000 : Number(process.argv[place + 1]);
const perWithdrawal = 40;
const twelveHours = 43_200_000;
const directory = await mkdtemp(join(tmpdir(), 'assent-fault-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
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
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
