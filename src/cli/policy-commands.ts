import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { type BundleProblem, checkBundle, listBundleVersions, testBundle } from '../policy/index.ts';
import { addGroup, refuseInput, reportRefusals } from './command-input.ts';

/** Where the bundles stand, seen from the project's directory. */
const policyDirectory = 'policies';

/**
 * Registers `assent policy check [dir]` and `assent policy test [dir]`. Each prints what it found and one last line of
 * `key=value` figures, and sets a non-zero exit code on any finding, or where there is no bundle at all. Gives the group of
 * commands, for others to add to.
 */
export function registerPolicyCommands(program: Command): Command {
  const policy = addGroup(program, 'policy', 'check, test and approve the policy bundles');
  policy
    .command('check')
    .description('read every bundle version, prove that it is whole, and that local ones only tighten')
    .argument('[dir]', 'directory of the bundles', policyDirectory)
    .action((directory: string) => onDirectory(directory, checkPolicies));
  policy
    .command('test')
    .description('ask every bundle version the cases that stand beside it')
    .argument('[dir]', 'directory of the bundles', policyDirectory)
    .action((directory: string) => onDirectory(directory, testPolicies));
  return policy;
}

function onDirectory(directory: string, work: (directory: string) => Report): Promise<void> {
  return reportRefusals(async () => {
    const isDirectory = await stat(directory).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isDirectory) throw refuseInput('dir', 'directory', `${directory} is no directory that can be read.`);
    conclude(work(directory));
  });
}

interface Report {
  readonly lines: readonly string[];
  readonly figures: Readonly<Record<string, number | bigint>>;
  readonly failed: boolean;
}

function checkPolicies(directory: string): Report {
  const reports = listBundleVersions(directory).map(({ bundle, version }) => ({
    label: `${bundle} v${version}`,
    ...checkBundle(directory, bundle, version),
  }));
  const problems = reports.reduce((sum, report) => sum + report.problems.length, 0);
  return {
    lines: reports.flatMap(({ label, bundle, problems: found, comparedCells }) => [
      ...found.map(describeProblem),
      found.length > 0 || bundle === undefined
        ? `${label}: refused, ${found.length} problems`
        : `${label}: whole, ${bundle.rows.length} rows, hash ${bundle.version.hash}` +
          (bundle.extends === null
            ? ''
            : `, no looser than ${bundle.extends.bundle} in ${comparedCells} cells`),
    ]),
    figures: {
      bundles: reports.length,
      rows: reports.reduce((sum, { bundle }) => sum + (bundle?.rows.length ?? 0), 0),
      compared_cells: reports.reduce((sum, { comparedCells }) => sum + comparedCells, 0n),
      problems,
    },
    failed: problems > 0 || reports.length === 0,
  };
}

function testPolicies(directory: string): Report {
  const reports = listBundleVersions(directory).map(({ bundle, version }) => ({
    label: `${bundle} v${version}`,
    ...testBundle(directory, bundle, version),
  }));
  const total = (figure: 'cases' | 'rows' | 'rules'): number =>
    reports.reduce((sum, report) => sum + report[figure], 0);
  const problems = reports.reduce((sum, report) => sum + report.problems.length, 0);
  return {
    lines: reports.flatMap(({ label, cases, problems: found }) => [
      ...found.map(describeProblem),
      `${label}: ${cases} cases, ${found.length} problems`,
    ]),
    figures: {
      bundles: reports.length,
      cases: total('cases'),
      rows: total('rows'),
      rules: total('rules'),
      problems,
    },
    failed: problems > 0 || reports.length === 0,
  };
}

function describeProblem({ file, line, rule, message }: BundleProblem): string {
  return `${file}${line > 0 ? `:${line}` : ''} [${rule}] ${message}`;
}

function conclude({ lines, figures, failed }: Report): void {
  for (const line of lines) console.log(line);
  console.log(
    Object.entries(figures)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  );
  if (failed) process.exitCode = 1;
}
