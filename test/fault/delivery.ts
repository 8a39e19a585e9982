import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTemplates } from '../support/template-databases.ts';
import { deliverUnderFire, isWhole } from './deliver-under-fire.ts';

/**
 * `npm run fault:delivery`: 5,000 messages to recipients that misbehave, the gateway killed 60 times on the way. `-- --messages N --kills
 * N` shortens it.
 */
function readNumber(name: string, usual: number): number {
  const place = process.argv.indexOf(`--${name}`);
  return place === -1 ? usual : Number(process.argv[place + 1]);
}

const terms = {
  messages: readNumber('messages', 5_000),
  kills: readNumber('kills', 60),
  downSeconds: 60,
  hopelessSeconds: 45,
};
const directory = await mkdtemp(join(tmpdir(), 'assent-fault-'));
// As root, PostgreSQL runs as another user, which has to pass through.
await chmod(directory, 0o711);
const templates = await prepareTemplates(directory);
Object.assign(process.env, templates.environment);
try {
  const figures = await deliverUnderFire(terms);
  const { accepted, acknowledged, reported, cancelled, lost, doubled } = figures;
  process.stdout.write(
    `kills=${figures.kills} dispatches=${figures.dispatches} out_of_order=${figures.outOfOrder} peak_mb=${figures.peakMegabytes} seconds=${figures.seconds}\n`,
  );
  process.stdout.write(
    `accepted=${accepted} acknowledged=${acknowledged} reported=${reported} cancelled=${cancelled} lost=${lost} doubled=${doubled}\n`,
  );
  if (!isWhole(figures, terms)) process.exitCode = 1;
} finally {
  await templates.tearDown();
  await rm(directory, { recursive: true, force: true });
}
