/** Lets requests in, as many at once as the process can answer in time. */
export interface Admission {
  /**
   * Takes a place, and gives what frees it; null where none is free. What may be urgent safeguarding is always let in
   * (docs/domain/rulings 1).
   */
  enter(mayBeUrgent: boolean): (() => void) | null;
}

/** Seconds after which whoever was shed may try again. */
export const shedRetrySeconds = 2;

/**
 * Opens the door for so many requests at once. Past that a further one is shed before anything is asked of a database: to wait in a
 * line that only grows would make everybody late, the urgent among them.
 */
export function createAdmission(mostAtOnce: number): Admission {
  let inside = 0;
  return {
    enter: (mayBeUrgent) => {
      if (!mayBeUrgent && inside >= mostAtOnce) return null;
      inside += 1;
      let isLeft = false;
      return () => {
        if (!isLeft) inside -= 1;
        isLeft = true;
      };
    },
  };
}
