import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../../src/exchange/index.ts';

/** Lets everything that waits for what has just ended go on. */
async function goOn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('turns under one name', () => {
  it('come one after the other, in the order in which they were asked for', async () => {
    const turns = createTurns();
    const begun: number[] = [];
    const leaving = [1, 2, 3].map(async (number) => {
      const leave = await turns.enter('one');
      begun.push(number);
      return leave;
    });
    await goOn();
    expect(begun).toEqual([1]);
    for (const [place, next] of leaving.entries()) {
      (await next)();
      await goOn();
      expect(begun).toHaveLength(Math.min(3, place + 2));
    }
    expect(begun).toEqual([1, 2, 3]);
    // Nobody stands there any more.
    (await turns.enter('one'))();
  });

  it('wait for nobody under another name', async () => {
    const turns = createTurns();
    await turns.enter('one');
    expect(await turns.enter('another')).toBeInstanceOf(Function);
  });

  it('are not waited for where too many stand before', async () => {
    const turns = createTurns();
    let begun = 0;
    const enter = async (): Promise<void> => {
      await turns.enter('one');
      begun += 1;
    };
    for (let number = 0; number < 18; number += 1) void enter();
    await goOn();
    // The first, and the two who found sixteen before them.
    expect(begun).toBe(3);
  });
});
