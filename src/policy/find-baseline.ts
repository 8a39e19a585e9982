import { loadBundle } from './load-bundle.ts';
import { findNewestInForce } from './load-policy.ts';
import type { PolicyVersion } from './policy-types.ts';

/**
 * The newest version in force of what a bundle extends in the end: what came with the program, and nobody may weaken (rulings 11).
 * @throws PolicyError where there is none that can be read
 */
export function findBaseline(directory: string, bundle: string): PolicyVersion {
  const own = loadBundle(directory, bundle, findNewestInForce(directory, bundle)).bundle;
  const name = own?.baseline ?? bundle;
  const newest =
    own?.version.bundle === name
      ? own
      : loadBundle(directory, name, findNewestInForce(directory, name)).bundle;
  if (newest === undefined) throw new Error(`the baseline ${name} cannot be read`);
  return newest.version;
}
