import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, createTestDatabase } from '../test/support/database.ts';
import { prepareTemplates } from '../test/support/template-databases.ts';

/** Works on a database of its own, on a server that is started for it with fsync on, and removes both. */
export async function withDatabase<Value>(work: (database: TestDatabase) => Promise<Value>): Promise<Value> {
  const directory = await mkdtemp(join(tmpdir(), 'assent-bench-'));
  // As root, PostgreSQL runs as another user, which has to pass through.
  await chmod(directory, 0o711);
  const templates = await prepareTemplates(directory);
  Object.assign(process.env, templates.environment);
  try {
    const database = await createTestDatabase();
    try {
      return await work(database);
    } finally {
      await database.drop();
    }
  } finally {
    await templates.tearDown();
    await rm(directory, { recursive: true, force: true });
  }
}
