/** One of the things that are compared: does its work once, or as often as it says. */
export interface Side {
  readonly name: string;
  /** Works once. @returns how many pieces of work that was */
  readonly work: () => Promise<number> | number;
}

/** What was seen of one side. */
export interface Seen {
  readonly name: string;
  /** Pieces of work a second, one figure for each round in which it ran. */
  readonly perSecond: readonly number[];
  /** Microseconds of this process's CPU time for a piece of work, likewise. */
  readonly cpuMicroseconds: readonly number[];
}

/** How long a comparison goes on. */
export interface Pace {
  readonly rounds: number;
  /** Milliseconds that one side works in one round. */
  readonly milliseconds: number;
}

/**
 * Lets the sides work in turn (A B A B …), after a warm-up round that is not counted, so that a machine that becomes slower
 * becomes so for all of them.
 */
export async function measureInTurn(sides: readonly Side[], pace: Pace): Promise<readonly Seen[]> {
  const seen = sides.map(({ name }) => ({
    name,
    perSecond: [] as number[],
    cpuMicroseconds: [] as number[],
  }));
  for (let round = 0; round <= pace.rounds; round += 1)
    for (const [position, side] of sides.entries()) {
      const { perSecond, cpuMicroseconds } = await workFor(side, pace.milliseconds);
      if (round === 0) continue;
      seen[position]?.perSecond.push(perSecond);
      seen[position]?.cpuMicroseconds.push(cpuMicroseconds);
    }
  return seen;
}

async function workFor(
  { work }: Side,
  milliseconds: number,
): Promise<{ readonly perSecond: number; readonly cpuMicroseconds: number }> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  let done = 0;
  let elapsed: number;
  do {
    // Work that waits for nothing is not made to: a promise for each piece would be what is measured.
    const result = work();
    done += typeof result === 'number' ? result : await result;
    elapsed = performance.now() - started;
  } while (elapsed < milliseconds);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (done * 1000) / elapsed, cpuMicroseconds: (user + system) / done };
}

/** The middle figure. */
export function medianOf(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** How often A did the work that B did once, round by round, and of that the middle. */
export function ratioOf(one: Seen, other: Seen): number {
  return medianOf(one.perSecond.map((figure, round) => figure / (other.perSecond[round] ?? Number.NaN)));
}

/** One line on a side: the median with the least and the most, and the CPU time of a piece. */
export function describeSeen({ name, perSecond, cpuMicroseconds }: Seen): string {
  const [least, most] = [Math.min(...perSecond), Math.max(...perSecond)];
  const figure = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 0 });
  return `${name.padEnd(34)} ${figure(medianOf(perSecond)).padStart(10)}/s  (${figure(least)} to ${figure(most)})  ${medianOf(cpuMicroseconds).toFixed(1).padStart(8)} µs CPU each`;
}
