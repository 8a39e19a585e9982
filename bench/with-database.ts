import { type TestDatabase, createTestDatabase } from '../test/support/database.ts';
import { withTemplates } from '../test/support/with-templates.ts';

/** Works on a database of its own, on a server that is started for it with fsync on, and removes both. */
export async function withDatabase<Value>(work: (database: TestDatabase) => Promise<Value>): Promise<Value> {
  return withTemplates(async () => {
    const database = await createTestDatabase();
    try {
      return await work(database);
    } finally {
      await database.drop();
    }
  });
}
