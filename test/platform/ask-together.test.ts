import { describe, expect, it } from '@jest/globals';
import { askTogether } from '../../src/platform/index.ts';

/** A statement that ends when the test says so. */
function heldStatement(): {
  readonly asked: (readonly number[])[];
  readonly askAll: (questions: readonly number[]) => Promise<readonly string[]>;
  readonly end: (place: number, fault?: Error) => void;
} {
  const asked: (readonly number[])[] = [];
  const ends: ((fault?: Error) => void)[] = [];
  return {
    asked,
    askAll: (questions) =>
      new Promise((resolve, reject) => {
        asked.push(questions);
        ends.push((fault) => {
          if (fault === undefined) resolve(questions.map((question) => `answer ${question}`));
          else reject(fault);
        });
      }),
    end: (place, fault) => {
      ends[place]?.(fault);
    },
  };
}

/** Lets everything that waits for what has just ended go on. */
async function goOn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('questions that are asked together', () => {
  it('go with those of their turn, and with those that come while some are under way', async () => {
    const { asked, askAll, end } = heldStatement();
    const ask = askTogether(askAll);
    const first = [1, 2].map((question) => ask(question));
    await goOn();
    const second = ask(3);
    await goOn();
    expect(asked).toEqual([[1, 2], [3]]);
    const third = [4, 5].map((question) => ask(question));
    await goOn();
    // Those who come now are not answered by a statement that had begun before they came.
    expect(asked).toEqual([[1, 2], [3]]);
    end(0);
    expect(await Promise.all(first)).toEqual(['answer 1', 'answer 2']);
    await goOn();
    expect(asked).toEqual([[1, 2], [3], [4, 5]]);
    end(2);
    expect(await Promise.all(third)).toEqual(['answer 4', 'answer 5']);
    end(1);
    expect(await second).toBe('answer 3');
  });

  it('do not wait for one that never ends', async () => {
    const { asked, askAll, end } = heldStatement();
    const ask = askTogether(askAll);
    void ask(1);
    await goOn();
    const second = ask(2);
    await goOn();
    end(1);
    expect(await second).toBe('answer 2');
    const third = ask(3);
    await goOn();
    end(2);
    expect(await third).toBe('answer 3');
    expect(asked).toEqual([[1], [2], [3]]);
  });

  it('fail together, and those that come afterwards are asked anew', async () => {
    const { asked, askAll, end } = heldStatement();
    const ask = askTogether(askAll);
    const failing = [ask(1), ask(2)].map((one) => expect(one).rejects.toThrow('away'));
    await goOn();
    end(0, new Error('the database is away'));
    await Promise.all(failing);
    const later = ask(3);
    await goOn();
    end(1);
    expect(await later).toBe('answer 3');
    expect(asked).toEqual([[1, 2], [3]]);
  });

  it('are asked in several parts where there are too many for one', async () => {
    const asked: (readonly number[])[] = [];
    const ask = askTogether((questions: readonly number[]) => {
      asked.push(questions);
      return Promise.resolve(questions);
    }, 2);
    const questions = [1, 2, 3, 4, 5, 6, 7];
    expect(await Promise.all(questions.map((question) => ask(question)))).toEqual(questions);
    expect(Math.max(...asked.map(({ length }) => length))).toBe(2);
    expect(asked.flat().toSorted((one, other) => one - other)).toEqual(questions);
  });

  it('fail where not every one is answered', async () => {
    const ask = askTogether(() => Promise.resolve([]));
    await expect(ask(1)).rejects.toThrow('not every question');
  });
});
