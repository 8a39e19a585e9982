import { setTimeout as wait } from 'node:timers/promises';

/** Lets what this process sends to one place for one person go one after the other. */
export interface Turns {
  /**
   * Waits until those that came before under the same name have left, for a while at most, and gives what lets the next one in. It
   * orders nothing: whether something may go now is for the database to say, for all processes (docs/decisions/0030).
   */
  enter(name: string): Promise<() => void>;
}

/** Milliseconds that one waits. Whoever comes behind something that takes longer is parked by the database, and let go by its end. */
const longest = 5_000;
/** How many stand under one name; whoever comes after them does not wait. */
const mostInside = 16;

interface Line {
  /** Ends when the last who entered has left. */
  last: Promise<void>;
  inside: number;
}

/** Opens the lines of one process. A name that nobody stands under is forgotten. */
export function createTurns(): Turns {
  const lines = new Map<string, Line>();

  function leaveLine(name: string, line: Line): void {
    line.inside -= 1;
    if (line.inside === 0) lines.delete(name);
  }

  return {
    enter: async (name) => {
      const line = lines.get(name) ?? { last: Promise.resolve(), inside: 0 };
      if (line.inside >= mostInside) return () => undefined;
      const before = line.last;
      let end: () => void = () => undefined;
      const left = new Promise<void>((resolve) => {
        end = resolve;
      });
      line.last = before.then(() => left);
      line.inside += 1;
      lines.set(name, line);
      if (line.inside > 1) await within(before);
      return () => {
        leaveLine(name, line);
        end();
      };
    },
  };
}

async function within(before: Promise<void>): Promise<void> {
  const ended = new AbortController();
  const late = wait(longest, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([before, late]);
  ended.abort();
}
