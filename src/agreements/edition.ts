import { LRUCache } from 'lru-cache';
import type { Queryable } from '../database/index.ts';

/** Gives the answer to a question about the registers: one that is remembered, or else what `ask` finds. */
export type Remember = <Answer>(question: string, ask: () => Promise<Answer>) => Promise<Answer>;

/** Asks each question anew. */
export const rememberNothing: Remember = (_question, ask) => ask();

/** What is remembered of one edition of the registers. */
export interface Edition {
  /** What it gives is no older than the last `catchUp` that had ended when it was asked. */
  readonly remember: Remember;
  /** Forgets everything where the registers have changed: one small statement, which those who call meanwhile share. */
  catchUp(): Promise<void>;
}

/** How many answers of one edition are remembered. */
const most = 10_000;

/**
 * Remembers what was read of the registers for as long as they stay as they are, which their edition says and no clock does
 * (docs/decisions/0043-editions-and-epochs.md). A question must name everything that its answer depends on besides the registers, the day too.
 */
export function createEdition(pool: Queryable): Edition {
  const answers = new LRUCache<string, Promise<unknown>>({ max: most });
  let edition: string | undefined;
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function compare(): Promise<void> {
    const { rows } = await pool.query<{ edition: string }>(
      'select e.edition::text from agreements.editions e',
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the registers have an edition');
    if (row.edition === edition) return;
    edition = row.edition;
    answers.clear();
  }

  async function compareAfter(earlier: Promise<void> | undefined): Promise<void> {
    await earlier?.catch(() => undefined);
    current = next;
    next = undefined;
    await compare();
  }

  return {
    remember: <Answer>(question: string, ask: () => Promise<Answer>): Promise<Answer> => {
      const known = answers.get(question);
      // One question has answers of one type: its name says which.
      if (known !== undefined) return known as Promise<Answer>;
      const asked = ask();
      answers.set(question, asked);
      asked.catch(() => {
        if (answers.peek(question) === asked) answers.delete(question);
      });
      return asked;
    },
    // The one that is under way may have looked before the change that this caller must see: it shares the one after it.
    catchUp: () => (next ??= compareAfter(current)),
  };
}
