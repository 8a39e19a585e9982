/** The middle of some times, in milliseconds. */
function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}

async function timeOf(ask: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await ask();
  return performance.now() - start;
}

/** How two questions are compared. */
export interface Comparison {
  /** How often each is asked in one series. */
  readonly rounds: number;
  /** Whether two middle times, in milliseconds, count as the same. */
  readonly isSame: (one: number, other: number) => boolean;
}

/** As many series as are measured before two times are believed to differ. */
const series = 5;

/**
 * Compares how long two questions take, asked in turns so that whatever else the machine does falls on both. A difference that
 * tells something is there in every series; one that the machine makes is not, so that a busy machine fails no test.
 * @returns null where a series shows them to take as long, else the middle times of the last series
 */
export async function findDifference(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  { rounds, isSame }: Comparison,
): Promise<readonly [number, number] | null> {
  let last: readonly [number, number] = [0, 0];
  for (let turn = 0; turn < series; turn += 1) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      times[0].push(await timeOf(one));
      times[1].push(await timeOf(other));
    }
    last = [median(times[0]), median(times[1])];
    if (isSame(...last)) return null;
  }
  return last;
}
