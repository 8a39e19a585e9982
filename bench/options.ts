import { parseArgs } from 'node:util';
import type { Pace } from './measure.ts';

/** How a bench is asked for. */
export interface Options extends Pace {
  /** Names of the benches. */
  readonly names: readonly string[];
  /** Entries that `ledger` verifies, where it is asked to. */
  readonly verify: number | null;
  /** Decisions that `rehearse` tries a draft on; its own number, where it is null. */
  readonly decisions: number | null;
  /** Families and connections of `exchange`, bytes of its messages, requests of each side in a round. */
  readonly families: number;
  readonly connections: number;
  readonly size: number;
  readonly requests: number;
  /** Requests a second that come whatever is still under way; as many as will go, where it is null. */
  readonly openLoop: number | null;
  /** Whether `exchange` says where the gateway's CPU time went. */
  readonly profile: boolean;
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
      decisions: { type: 'string' },
      families: { type: 'string', default: '10000' },
      connections: { type: 'string', default: '32' },
      size: { type: 'string', default: '4600' },
      requests: { type: 'string', default: '1000' },
      'open-loop': { type: 'string' },
      profile: { type: 'boolean', default: false },
      results: { type: 'string', default: directory },
    },
  });
  return {
    names: positionals,
    rounds: wholeNumber('rounds', values.rounds),
    milliseconds: wholeNumber('milliseconds', values.milliseconds),
    verify: values.verify === undefined ? null : wholeNumber('verify', values.verify),
    decisions: values.decisions === undefined ? null : wholeNumber('decisions', values.decisions),
    families: wholeNumber('families', values.families),
    connections: wholeNumber('connections', values.connections),
    size: wholeNumber('size', values.size),
    requests: wholeNumber('requests', values.requests),
    openLoop: values['open-loop'] === undefined ? null : wholeNumber('open-loop', values['open-loop']),
    profile: values.profile,
    results: values.results,
  };
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new TypeError(`--${name} takes a whole number from 1`);
  return number;
}
