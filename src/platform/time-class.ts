/** A clock that only measures how long things take, and can wait. Injected, so that tests need not wait. */
export interface Timer {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Waits for that many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** The machine's own monotonic timer. */
export const systemTimer: Timer = {
  now: () => performance.now(),
  wait: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};

/**
 * Does some work and answers, or fails, only at the end of a time class: after one class length, or, where the work took
 * longer, after the next whole number of them. How long it took thus tells nothing finer than the class.
 * @param classLength milliseconds, more than 0
 */
export async function answerInTimeClass<Answer>(
  timer: Timer,
  classLength: number,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const start = timer.now();
  try {
    return await work();
  } finally {
    await waitForClassEnd(timer, classLength, start);
  }
}

/**
 * Waits until a whole number of class lengths, and at least one, has passed.
 * @param start when it began, by the same timer
 */
export async function waitForClassEnd(timer: Timer, classLength: number, start: number): Promise<void> {
  const spent = timer.now() - start;
  await timer.wait(Math.max(1, Math.ceil(spent / classLength)) * classLength - spent);
}
