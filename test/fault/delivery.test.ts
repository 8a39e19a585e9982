import { expect, it } from '@jest/globals';
import { deliverUnderFire, isWhole } from './deliver-under-fire.ts';

it('every accepted message ends once, whatever its recipient does and however often the gateway is killed', async () => {
  const terms = { messages: 90, kills: 2, downSeconds: 10, hopelessSeconds: 8 };
  const figures = await deliverUnderFire(terms);
  expect(figures).toMatchObject({ lost: 0, doubled: 0, outOfOrder: 0 });
  expect(isWhole(figures, terms)).toBe(true);
});
