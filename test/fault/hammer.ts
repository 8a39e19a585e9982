import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../support/database.ts';
import { prepareTemplates } from '../support/template-databases.ts';
import { runHammer } from './run-hammer.ts';

/*
 * npm run fault:hammer: 20,000 entries from two replicas at once, a tenth of them duplicates, a tenth invalid. Indexes are unique
 * and contiguous, and every entry proves.
 */

const submitted = Number(process.argv[2] ?? 20_000);
const directory = await mkdtemp(join(tmpdir(), 'assent-hammer-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
  const database = await createTestDatabase();
  const { appended, duplicates, invalid, contiguous, proved, perSecond } = await runHammer(
    database,
    submitted,
  );
  await database.drop();
  process.stdout.write(
    `submitted=${submitted} appended=${appended} duplicates=${duplicates} invalid=${invalid} contiguous=${contiguous ? 'yes' : 'no'} proved=${proved} appended_per_second=${perSecond}\n`,
  );
  const isWhole = appended + duplicates + invalid === submitted && contiguous && proved === appended;
  if (!isWhole || duplicates !== submitted / 10 || invalid !== submitted / 10) process.exitCode = 1;
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
