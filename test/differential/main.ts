import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from '../support/template-databases.ts';
import { runDifferential } from './run-differential.ts';

/**
 * `npm run differential`: 10,000 varied exchanges through a gateway that remembers and one that does not, with 0 differences.
 * `-- --exchanges N --seed S` shortens it or varies it otherwise.
 */
function readNumber(name: string, usual: number): number {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? usual : Number(process.argv[place + 1]);
}

const directory = await mkdtemp(join(tmpdir(), 'assent-differential-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
  const seed = readNumber('seed', 1);
  const { exchanges, answers, delivered, changes, differences } = await runDifferential({
    exchanges: readNumber('exchanges', 10_000),
    seed,
  });
  for (const difference of differences.slice(0, 10)) process.stdout.write(`${difference}\n\n`);
  process.stdout.write(`answers ${JSON.stringify(answers)}\n`);
  process.stdout.write(
    `exchanges=${exchanges} seed=${seed} changes=${changes} delivered=${delivered} differences=${differences.length}\n`,
  );
  if (differences.length > 0) process.exitCode = 1;
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
