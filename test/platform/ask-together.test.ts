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
  it('go at once where nothing is under way, and together with those that come while something is', async () => {
    const { asked, askAll, end } = heldStatement();
    const ask = askTogether(askAll);
    const answers = [1, 2, 3, 4, 5].map((question) => ask(question));
    expect(asked).toEqual([[1], [2]]);
    end(0);
    await goOn();
    expect(await answers[0]).toBe('answer 1');
    // Those who came meanwhile are not answered by a statement that had begun before they came.
    expect(asked).toEqual([[1], [2], [3, 4, 5]]);
    end(2);
    await goOn();
    expect(await Promise.all(answers.slice(2))).toEqual(['answer 3', 'answer 4', 'answer 5']);
    end(1);
    await goOn();
    expect(await answers[1]).toBe('answer 2');
  });

  it('do not wait for one that never ends', async () => {
    const { asked, askAll, end } = heldStatement();
    const ask = askTogether(askAll);
    void ask(1);
    const [second, third] = [ask(2), ask(3)];
    end(1);
    await goOn();
    expect(await second).toBe('answer 2');
    end(2);
    await goOn();
    expect(await third).toBe('answer 3');
    expect(asked).toEqual([[1], [2], [3]]);
  });

  it('fail together, and those that come afterwards are asked anew', async () => {
    const { asked, askAll, end } = heldStatement();
    const ask = askTogether(askAll);
    const [first, second] = [ask(1), ask(2)];
    const failing = [first, ask(3), ask(4)].map((one) => expect(one).rejects.toThrow('away'));
    end(0, new Error('the database is away'));
    await goOn();
    end(2, new Error('the database is away'));
    await Promise.all(failing);
    end(1);
    await goOn();
    expect(await second).toBe('answer 2');
    const later = ask(5);
    end(3);
    await goOn();
    expect(await later).toBe('answer 5');
    expect(asked).toEqual([[1], [2], [3, 4], [5]]);
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
