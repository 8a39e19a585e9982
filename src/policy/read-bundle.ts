import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../platform/index.ts';
import type { BundleProblem } from './bundle.ts';
import { type BundleText, bundleSchema } from './bundle-schema.ts';
import { type YamlSource, lineOf, readYaml } from './read-yaml.ts';

/** What was read: the text where it has the right shape, all problems, and where each rule stands. */
export interface BundleReading {
  readonly text: BundleText | undefined;
  /** The plain values as written, for the hash. */
  readonly written: JsonValue;
  readonly problems: readonly BundleProblem[];
  /** Finds file and line of a section's entry by its id, or of the section. */
  readonly locate: (section: string, id?: string) => { readonly file: string; readonly line: number };
}

/**
 * Reads all `*.yaml` files of one bundle version (`policies/<bundle>/v<version>/`), which together are one map, and checks
 * their shape. Lists every problem with its line.
 */
export function readBundle(directory: string): BundleReading {
  const names = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted();
  const read = names.map((name) =>
    readYaml(join(directory, name), readFileSync(join(directory, name), 'utf8')),
  );
  const problems: BundleProblem[] = read.flatMap((each) => each.problems);
  const owners = new Map<string, YamlSource>();
  const whole: Record<string, JsonValue> = {};
  if (problems.length === 0) {
    for (const { source } of read) mergeSections(source, whole, owners, problems);
  }
  const locate = makeLocator(owners, directory);
  if (problems.length > 0) return { text: undefined, written: whole, problems, locate };
  const parsed = bundleSchema.safeParse(whole);
  if (parsed.success) return { text: parsed.data, written: whole, problems: [], locate };
  return {
    text: undefined,
    written: whole,
    problems: parsed.error.issues.map((issue) => {
      const path = issue.path.filter((part) => typeof part !== 'symbol');
      const source = owners.get(String(path[0]));
      const message = `${path.join('.') || 'bundle'}: ${issue.message}`;
      if (source === undefined) return { file: directory, line: 0, rule: 'shape', message };
      return { file: source.file, line: lineOf(source, path), rule: 'shape', message };
    }),
    locate,
  };
}

function mergeSections(
  source: YamlSource,
  whole: Record<string, JsonValue>,
  owners: Map<string, YamlSource>,
  problems: BundleProblem[],
): void {
  const value: unknown = source.document.toJS();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({
      file: source.file,
      line: 1,
      rule: 'yaml',
      message: 'the file must hold a map of sections',
    });
    return;
  }
  for (const [section, content] of Object.entries(value)) {
    const owner = owners.get(section);
    if (owner === undefined) {
      owners.set(section, source);
      whole[section] = content as JsonValue;
    } else {
      problems.push({
        file: source.file,
        line: lineOf(source, [section]),
        rule: 'section-once',
        message: `section "${section}" already stands in ${owner.file}`,
      });
    }
  }
}

function makeLocator(owners: ReadonlyMap<string, YamlSource>, directory: string): BundleReading['locate'] {
  return (section, id) => {
    const source = owners.get(section);
    if (source === undefined) return { file: directory, line: 0 };
    const entries: unknown = source.document.toJS() as unknown;
    const list = (entries as Readonly<Record<string, unknown>>)[section];
    const position = Array.isArray(list)
      ? list.findIndex((entry: unknown) => isEntry(entry) && entry.id === id)
      : -1;
    return { file: source.file, line: lineOf(source, position < 0 ? [section] : [section, position]) };
  };
}

function isEntry(entry: unknown): entry is { readonly id: unknown } {
  return typeof entry === 'object' && entry !== null && 'id' in entry;
}
