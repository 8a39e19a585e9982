import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleProblem } from './bundle.ts';
import { checkBundleMeaning } from './check-bundle-meaning.ts';
import { type BundleReading, readBundle } from './read-bundle.ts';
import { type BaseBundle, resolveBundle } from './resolve-bundle.ts';

/** A bundle version that was read and checked: the bundle where it can be understood, and everything wrong with it. */
export interface LoadedBundle {
  readonly bundle: Bundle | undefined;
  /** What it extends, where it extends something that is itself without problems. */
  readonly base: Bundle | undefined;
  readonly problems: readonly BundleProblem[];
}

interface Loaded extends LoadedBundle {
  readonly asBase: BaseBundle | undefined;
}

/** Where one version of a bundle stands: `<directory>/<bundle>/v<version>`. */
export function bundleDirectory(directory: string, bundle: string, version: number): string {
  return join(directory, bundle, `v${version}`);
}

/** Every bundle version of a policy directory, by name and number. */
export function listBundleVersions(
  directory: string,
): readonly { readonly bundle: string; readonly version: number }[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) =>
      listVersions(directory, entry.name).map((version) => ({ bundle: entry.name, version })),
    )
    .toSorted((a, b) => (a.bundle < b.bundle ? -1 : a.bundle > b.bundle ? 1 : a.version - b.version));
}

/** The numbers of a bundle's versions, lowest first. */
export function listVersions(directory: string, bundle: string): readonly number[] {
  const folder = join(directory, bundle);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => /^v([1-9]\d{0,5})$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);
}

/**
 * Reads, resolves and checks one bundle version with what it extends. Lists every problem and throws none; whether a local
 * bundle only tightens is proved apart (`proveTightening`).
 */
export function loadBundle(directory: string, bundle: string, version: number): LoadedBundle {
  return load(directory, bundle, version, []);
}

function load(directory: string, name: string, version: number, extending: readonly string[]): Loaded {
  const folder = bundleDirectory(directory, name, version);
  const nothing = (rule: string, message: string): Loaded => ({
    bundle: undefined,
    base: undefined,
    asBase: undefined,
    problems: [{ file: folder, line: 0, rule, message }],
  });
  const label = `${name} v${version}`;
  if (extending.includes(label)) return nothing('extends', `${label} extends itself`);
  if (!existsSync(folder)) return nothing('missing', `there is no bundle ${label}`);
  const reading = readBundle(folder);
  const { text } = reading;
  if (text === undefined)
    return { bundle: undefined, base: undefined, asBase: undefined, problems: reading.problems };
  const misplaced = checkPlace(reading, text.bundle, text.version, label);
  const base =
    text.extends === undefined
      ? undefined
      : load(directory, text.extends.bundle, text.extends.version, [...extending, label]);
  if (base !== undefined && (base.asBase === undefined || base.problems.length > 0)) {
    const where = reading.locate('extends');
    const message = `${label} extends a bundle that has problems of its own`;
    return {
      bundle: undefined,
      base: undefined,
      asBase: undefined,
      problems: [...misplaced, { ...where, rule: 'extends', message }, ...base.problems],
    };
  }
  const { bundle, text: merged, problems } = resolveBundle(reading, text, base?.asBase);
  return {
    bundle,
    base: base?.bundle,
    asBase: { text: merged, bundle },
    problems: [...misplaced, ...problems, ...checkBundleMeaning(bundle, reading.locate)],
  };
}

function checkPlace(
  reading: BundleReading,
  name: string,
  version: number,
  label: string,
): readonly BundleProblem[] {
  const written = `${name} v${version}`;
  if (written === label) return [];
  const message = `the text says ${written} and stands in the place of ${label}`;
  return [{ ...reading.locate('bundle'), rule: 'place', message }];
}
