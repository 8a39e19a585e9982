/** Asks one question and waits for its answer. */
export type Ask<Question, Answer> = (question: Question) => Promise<Answer>;

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (fault: unknown) => void;
}

/** Questions that are asked at once at most. */
const usualMost = 256;
/** Askings under way at once: where one of them meets a connection that does not answer, those who come later do not wait for it. */
const lanes = 2;

/**
 * Puts the questions of one turn together, and those that come while some are under way into the next asking: no timer, and one statement
 * for many where there is much to do. Nobody is answered by what was asked before they came, so that an answer is no older than one of their own.
 * @param askAll gives the answers in the order of the questions; where it fails, it fails for all that were asked together
 */
export function askTogether<Question, Answer>(
  askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  most = usualMost,
): Ask<Question, Answer> {
  let waiting: Waiting<Question, Answer>[] = [];
  let underWay = 0;

  async function answer(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await askAll(batch.map(({ question }) => question));
      if (answers.length !== batch.length) throw new Error('not every question was answered');
      for (const [place, found] of answers.entries()) batch[place]?.resolve(found);
    } catch (fault) {
      for (const { reject } of batch) reject(fault);
    }
  }

  async function drain(): Promise<void> {
    underWay += 1;
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await answer(batch);
    }
    underWay -= 1;
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (underWay < lanes) void drain();
    });
}
