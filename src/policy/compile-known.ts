import { compilePolicy } from './compile-policy.ts';
import { loadBundle } from './load-bundle.ts';
import type { CompiledPolicy, PolicyVersion } from './policy-types.ts';

/**
 * Compiles a version that was judged before, and is still the very same text: that it weakens nothing is not proved once more.
 * @throws Error where it is not there, or another by now
 */
export function compileKnown(
  directory: string,
  { bundle: name, version, hash }: PolicyVersion,
): CompiledPolicy {
  const { bundle, problems } = loadBundle(directory, name, version);
  if (bundle === undefined || problems.length > 0 || bundle.version.hash !== hash)
    throw new Error(`${name} v${version} with the hash ${hash} is not there`);
  return compilePolicy(bundle);
}
