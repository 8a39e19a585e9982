import { readCounts } from '../support/read-counts.ts';
import { withTemplates } from '../support/with-templates.ts';
import { deliverUnderFire, isWhole } from './deliver-under-fire.ts';

/**
 * `npm run fault:delivery`: 5,000 messages to recipients that misbehave, the gateway killed 60 times on the way. `-- --messages N --kills
 * N` shortens it.
 */
const terms = { ...readCounts({ messages: 5_000, kills: 60 }), downSeconds: 60, hopelessSeconds: 45 };
await withTemplates(async () => {
  const figures = await deliverUnderFire(terms);
  const { accepted, acknowledged, reported, cancelled, lost, doubled } = figures;
  process.stdout.write(
    `kills=${figures.kills} dispatches=${figures.dispatches} out_of_order=${figures.outOfOrder} peak_mb=${figures.peakMegabytes} seconds=${figures.seconds}\n`,
  );
  process.stdout.write(
    `accepted=${accepted} acknowledged=${acknowledged} reported=${reported} cancelled=${cancelled} lost=${lost} doubled=${doubled}\n`,
  );
  if (!isWhole(figures, terms)) process.exitCode = 1;
});
