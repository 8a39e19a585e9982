import { createTestDatabase } from '../support/database.ts';
import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';
import { runHammer } from './run-hammer.ts';

/*
 * npm run fault:hammer: 20,000 entries from two replicas at once, a tenth of them duplicates, a tenth invalid. Indexes are unique
 * and contiguous, and every entry proves.
 */

const { entries: submitted } = readCounts({ entries: 20_000 });
await withTemplates(async () => {
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
});
