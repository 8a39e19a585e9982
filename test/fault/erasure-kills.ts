import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';
import { holdsUnderKills, killErasures } from './kill-erasures.ts';

/** `npm run fault:erasure-kills [-- --kills N]`: 200 erasures, each killed at some point of it (docs/decisions/0024). */
const { kills } = readCounts({ kills: 200 });
await withTemplates(async () => {
  const figures = await killErasures(kills);
  const line = Object.entries(figures).map(([name, value]) => `${name}=${value}`);
  const holds = holdsUnderKills(figures);
  process.stdout.write(`${line.join(' ')} once=${holds ? 'yes' : 'no'}\n`);
  if (!holds) process.exitCode = 1;
});
