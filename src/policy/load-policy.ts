import type { BundleProblem } from './bundle.ts';
import { compilePolicy } from './compile-policy.ts';
import { bundleDirectory, listVersions, loadBundle } from './load-bundle.ts';
import type { CompiledPolicy } from './policy-types.ts';
import { type LooserCell, describeLooserCell, proveTightening } from './prove-tightening.ts';

/** A bundle that may not decide anything. Lists everything that is wrong with it, with lines. */
export class PolicyError extends Error {
  readonly problems: readonly BundleProblem[];

  constructor(label: string, problems: readonly BundleProblem[]) {
    const lines = problems.map(({ file, line, rule, message }) => `${file}:${line} [${rule}] ${message}`);
    super([`policy bundle ${label} is refused:`, ...lines].join('\n'));
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

/**
 * Loads, checks and compiles a policy bundle. Without a version: the highest one in force. With one: that version whatever
 * its status, so that old decisions can be replayed. A bundle that extends another is refused unless it only tightens it
 * (rulings 11).
 * @throws PolicyError with every problem
 */
export function loadPolicy(directory: string, bundle: string, version?: number): CompiledPolicy {
  const chosen = version ?? findNewestInForce(directory, bundle);
  const label = `${bundle} v${chosen}`;
  const { problems, bundle: loaded } = checkBundle(directory, bundle, chosen);
  if (loaded === undefined || problems.length > 0) throw new PolicyError(label, problems);
  return compilePolicy(loaded);
}

/**
 * A bundle version with all that is wrong with it and with what it extends, cells that would be looser than what it extends
 * included, apart from rows that the next version of a baseline says it corrects.
 */
export function checkBundle(
  directory: string,
  bundle: string,
  version: number,
): ReturnType<typeof loadBundle> & { readonly comparedCells: bigint } {
  const loaded = loadBundle(directory, bundle, version);
  if (loaded.bundle === undefined || loaded.base === undefined || loaded.problems.length > 0) {
    return { ...loaded, comparedCells: 0n };
  }
  const { base } = loaded;
  const beneath = checkBundle(directory, base.version.bundle, base.version.version);
  if (beneath.problems.length > 0) return { ...loaded, problems: beneath.problems, comparedCells: 0n };
  const { corrections } = loaded.bundle;
  const proof = proveTightening(base, loaded.bundle);
  const file = bundleDirectory(directory, bundle, version);
  const uncorrected = proof.looser.filter(({ local: { row } }) => row === null || !corrections.includes(row));
  const looser = groupLooserCells(uncorrected).map((cell) => ({
    file,
    line: 0,
    rule: 'tightening',
    message: describeLooserCell(cell),
  }));
  return { ...loaded, problems: looser, comparedCells: proof.cells };
}

/** One finding for each pair of rows and rules that answer differently, with all its cells counted, so that a reader sees causes. */
function groupLooserCells(cells: readonly LooserCell[]): readonly LooserCell[] {
  const groups = new Map<string, LooserCell>();
  for (const cell of cells) {
    const { local, base } = cell;
    const key = JSON.stringify([local.row, local.rule, base.row, base.rule]);
    const group = groups.get(key);
    groups.set(key, group === undefined ? cell : { ...group, cells: group.cells + cell.cells });
  }
  return [...groups.values()];
}

/** The highest version in force. A version that cannot be read stops the search: falling back would be silent. */
export function findNewestInForce(directory: string, bundle: string): number {
  for (const version of listVersions(directory, bundle).toReversed()) {
    const loaded = loadBundle(directory, bundle, version);
    if (loaded.bundle === undefined) throw new PolicyError(`${bundle} v${version}`, loaded.problems);
    if (loaded.bundle.status === 'in-force') return version;
  }
  const message = `no version of ${bundle} is in force`;
  throw new PolicyError(bundle, [{ file: directory, line: 0, rule: 'missing', message }]);
}
