import { withTemplates } from '../support/with-templates.ts';
import { eraseCanaries, hasForgotten } from './erase-canaries.ts';

/** `npm run fault:erasure`: 200 families, 100 of them erased, 1,000,000 candidate numbers (docs/decisions/0024). */
await withTemplates(async () => {
  const figures = await eraseCanaries({ families: 200, erased: 100, candidates: 1_000_000 });
  const line = Object.entries(figures).map(([name, value]) => `${name}=${value}`);
  const forgotten = hasForgotten(figures);
  process.stdout.write(`${line.join(' ')} forgotten=${forgotten ? 'yes' : 'no'}\n`);
  if (!forgotten) process.exitCode = 1;
});
