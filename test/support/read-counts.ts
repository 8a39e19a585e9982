import { parseArgs } from 'node:util';

/**
 * Reads the whole numbers by which a script is asked for less or more than usual (`--kills 60`).
 * @throws TypeError naming the option that is unknown or has no whole number from 1
 */
export function readCounts<Name extends string>(
  usual: Readonly<Record<Name, number>>,
  argv: readonly string[] = process.argv.slice(2),
): Readonly<Record<Name, number>> {
  const names = Object.keys(usual);
  const { values } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const counts = Object.entries<number>(usual).map(([name, count]) => {
    const given = values[name];
    const number = given === undefined ? count : Number(given);
    if (!Number.isSafeInteger(number) || number < 1)
      throw new TypeError(`--${name} takes a whole number from 1`);
    return [name, number];
  });
  return Object.fromEntries(counts) as Readonly<Record<Name, number>>;
}
