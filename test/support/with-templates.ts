import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from './template-databases.ts';

/**
 * Runs the work of a script on a PostgreSQL server of its own, of whose templates `createTestDatabase` makes databases; server and
 * files are gone afterwards.
 * @param work is given a directory that is empty but for the server's data
 */
export async function withTemplates<Value>(work: (directory: string) => Promise<Value>): Promise<Value> {
  const directory = await mkdtemp(join(tmpdir(), 'assent-run-'));
  // As root, PostgreSQL runs as another user, which has to pass through.
  await chmod(directory, 0o711);
  const templates = await prepareTemplates(directory);
  Object.assign(process.env, templates.environment);
  try {
    return await work(directory);
  } finally {
    await templates.tearDown();
    await rm(directory, { recursive: true, force: true });
  }
}
