import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from '../support/template-databases.ts';
import { holdsUnderKills, killErasures } from './kill-erasures.ts';

/** `npm run fault:erasure-kills [-- kills]`: 200 erasures, each killed at some point of it (docs/decisions/0024). */
const [asked = '200'] = process.argv.slice(2);
const directory = await mkdtemp(join(tmpdir(), 'assent-fault-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
  const figures = await killErasures(Number(asked));
  const line = Object.entries(figures).map(([name, value]) => `${name}=${value}`);
  const holds = holdsUnderKills(figures);
  process.stdout.write(`${line.join(' ')} once=${holds ? 'yes' : 'no'}\n`);
  if (!holds) process.exitCode = 1;
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
