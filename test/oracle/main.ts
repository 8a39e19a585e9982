import { readCounts } from '../support/read-counts.ts';
import { loadBaseline } from './adapter.ts';
import { runOracle } from './run-oracle.ts';

/** `npm run oracle -- [--cases N] [--seed S]`: prints what differs; fails when anything does or a changed rule goes unnoticed. */
const errorsAllowed = 0;
const mutants = 64;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { cases, seed } = readCounts({ cases: 10_000, seed: 1 });
const report = runOracle(loadBaseline(), { seed, cases, mutants });
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
