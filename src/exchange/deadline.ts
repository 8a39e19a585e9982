import type { Queryable } from '../database/index.ts';
import { askTogether } from '../platform/index.ts';

/** The work was not done in time. Whatever it still comes to is told to nobody. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The moment by which a request must have its answer, on this process's own steady clock. */
export interface Deadline {
  /** Milliseconds left; 0 once it has passed. */
  left(): number;
  /**
   * Waits for work no longer than the deadline.
   * @throws DeadlineError when it has passed
   */
  hold<Value>(work: Promise<Value>): Promise<Value>;
}

/** Starts a deadline of so many milliseconds. */
export function startDeadline(milliseconds: number): Deadline {
  const end = performance.now() + milliseconds;
  const left = (): number => Math.max(0, end - performance.now());
  return { left, hold: (work) => holdFor(left(), work) };
}

async function holdFor<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError('the deadline has passed'));
    }, milliseconds);
  });
  // Work that is given up may still fail, and nobody waits for it any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The deadline as the database's own clock will show it, so that a statement which the database takes up late can refuse
 * itself. Never later than the deadline, however the two clocks differ: what passed until the answer came counts as left.
 */
export async function findDatabaseInstant(tellTime: () => Promise<Date>, deadline: Deadline): Promise<Date> {
  const now = await tellTime();
  return new Date(now.getTime() + deadline.left());
}

/** Asks the database for its time, as it is once it was asked. */
export function databaseTime(pool: Queryable): () => Promise<Date> {
  const ask = askTogether(async (askers: readonly null[]) => {
    const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now');
    const now = rows[0]?.now;
    if (now === undefined) throw new Error('the database told no time');
    return askers.map(() => now);
  });
  return () => ask(null);
}
