import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from '../support/template-databases.ts';
import { eraseCanaries, hasForgotten } from './erase-canaries.ts';

/** `npm run fault:erasure`: 200 families, 100 of them erased, 1,000,000 candidate numbers (docs/decisions/0024). */
const directory = await mkdtemp(join(tmpdir(), 'assent-fault-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
  const figures = await eraseCanaries({ families: 200, erased: 100, candidates: 1_000_000 });
  const line = Object.entries(figures).map(([name, value]) => `${name}=${value}`);
  const forgotten = hasForgotten(figures);
  process.stdout.write(`${line.join(' ')} forgotten=${forgotten ? 'yes' : 'no'}\n`);
  if (!forgotten) process.exitCode = 1;
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
