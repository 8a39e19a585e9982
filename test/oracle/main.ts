import { loadBaseline } from './adapter.ts';
import { runOracle } from './run-oracle.ts';

/** `npm run oracle -- [--cases N] [--seed S]`: prints what differs; fails when anything does or a changed rule goes unnoticed. */
const errorsAllowed = 0;
const mutants = 64;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function readNumber(name: string, otherwise: number): number {
  const position = process.argv.indexOf(`--${name}`);
  if (position < 0) return otherwise;
  const number = Number(process.argv[position + 1]);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} takes a whole number from 1`);
  return number;
}

const cases = readNumber('cases', 10_000);
const report = runOracle(loadBaseline(), { seed: readNumber('seed', 1), cases, mutants });
for (const { oracleCase, how } of report.differences.slice(0, 20))
  say(`case ${oracleCase.name}: ${how.join('; ')}`);
const [first] = report.differences;
if (first !== undefined) say(JSON.stringify(first.oracleCase, null, 2));
for (const name of report.mutants.unnoticed) say(`unnoticed: ${name}`);
for (const { set, policies, unreached } of report.reached)
  say(
    `reached ${set}: ${policies - unreached.length}/${policies}${unreached.length === 0 ? '' : ` without ${unreached.join(', ')}`}`,
  );
say(`reached matrix cell × choice: ${report.cells.reached}/${report.cells.of}`);
const { noticed, of } = report.mutants;
say(
  `cases=${cases} differences=${report.differences.length} errors_allowed=${errorsAllowed} mutants=${noticed}/${of}`,
);
if (report.differences.length > errorsAllowed || noticed < mutants) process.exitCode = 1;
