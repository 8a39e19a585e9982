import { expect, it } from '@jest/globals';
import { createTestDatabase } from '../support/database.ts';
import { runHammer } from './run-hammer.ts';

it('two replicas append one strictly ordered ledger, duplicates and invalid entries among it, and every entry proves', async () => {
  const database = await createTestDatabase();
  expect(await runHammer(database, 600)).toMatchObject({
    appended: 480,
    duplicates: 60,
    invalid: 60,
    contiguous: true,
    proved: 480,
  });
  await database.drop();
});
