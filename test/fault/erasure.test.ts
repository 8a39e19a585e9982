import { expect, it } from '@jest/globals';
import { eraseCanaries, hasForgotten } from './erase-canaries.ts';
import { holdsUnderKills, killErasures } from './kill-erasures.ts';

it('forgets every canary of erased families, everywhere, and keeps what it proved (npm run fault:erasure, in short)', async () => {
  const figures = await eraseCanaries({ families: 4, erased: 2, candidates: 2_000 });
  expect({ ...figures, forgotten: hasForgotten(figures) }).toMatchObject({
    erased: 2,
    hits: 0,
    readable: 0,
    receipts_failed: 0,
    problems: 0,
    linked: 0,
    forgotten: true,
  });
  expect(figures.canaries).toBeGreaterThan(20);
});

it('is finished exactly once wherever it was killed (npm run fault:erasure-kills, in short)', async () => {
  const figures = await killErasures(10);
  expect({ ...figures, once: holdsUnderKills(figures) }).toMatchObject({
    kills: 10,
    torn: 0,
    not_once: 0,
    readable: 0,
    receipts_failed: 0,
    problems: 0,
    once: true,
  });
});
