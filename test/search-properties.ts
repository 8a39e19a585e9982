import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCounts } from './support/read-counts.ts';

/**
 * `npm run properties -- [--seeds N] [--seed S]`: tries every property on facts generated from further seeds, by chance or from S on, where
 * `npm test` tries the same ones each time. Each failing seed is printed, to be tried again by its number.
 */
const root = join(import.meta.dirname, '..');

const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((name) => readFileSync(join(root, name), 'utf8').includes("from 'fast-check'"));

const { seeds, seed: first } = readCounts({ seeds: 1, seed: randomInt(1, 2 ** 31) });
const failed: number[] = [];
for (let seed = first; seed < first + seeds; seed += 1) {
  const { status } = spawnSync('npm', ['run', '--silent', 'jest', '--', '--forceExit', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ASSENT_PROPERTY_SEED: String(seed) },
  });
  if (status !== 0) failed.push(seed);
}
process.exitCode = failed.length === 0 ? 0 : 1;
process.stdout.write(
  `files=${files.length} seeds=${seeds} first_seed=${first} failed=${failed.length}${failed.length === 0 ? '' : ` failed_seeds=${failed.join(',')}`}\n`,
);
