import { parseArgs } from 'node:util';
import type { Pace } from './measure.ts';

/** How a bench is asked for. */
export interface Options extends Pace {
  /** Names of the benches. */
  readonly names: readonly string[];
  /** Entries that `ledger` verifies, where it is asked to. */
  readonly verify: number | null;
  /** Where the results are kept. */
  readonly results: string;
}

/** Reads the command line. @throws TypeError naming the option that is unknown or has no whole number */
export function readOptions(argv: readonly string[], directory: string): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      milliseconds: { type: 'string', default: '2000' },
      verify: { type: 'string' },
      results: { type: 'string', default: directory },
    },
  });
  return {
    names: positionals,
    rounds: wholeNumber('rounds', values.rounds),
    milliseconds: wholeNumber('milliseconds', values.milliseconds),
    verify: values.verify === undefined ? null : wholeNumber('verify', values.verify),
    results: values.results,
  };
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new TypeError(`--${name} takes a whole number from 1`);
  return number;
}
