import { PolicyError } from './load-policy.ts';
import { loadBundle } from './load-bundle.ts';
import type { PolicyVersion } from './policy-types.ts';

/** A policy version as the one text of which its hash is the SHA-256. */
export interface PolicySpelling {
  readonly version: PolicyVersion;
  readonly text: string;
}

/**
 * The texts that a version's hash stands for, so that somebody else can hash and read them: its own first, then that of each
 * bundle that it extends, whose hash stands in the text before.
 * @throws PolicyError when one of them is not there or has problems
 */
export function spellPolicy(directory: string, bundle: string, version: number): readonly PolicySpelling[] {
  const loaded = loadBundle(directory, bundle, version);
  if (loaded.bundle === undefined || loaded.problems.length > 0)
    throw new PolicyError(`${bundle} v${version}`, loaded.problems);
  const { version: own, spelling, extends: base } = loaded.bundle;
  const beneath = base === null ? [] : spellPolicy(directory, base.bundle, base.version);
  return [{ version: own, text: spelling }, ...beneath];
}
