import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, type Document, isAlias, isNode, parseDocument, visit } from 'yaml';
import type { JsonValue } from '../platform/index.ts';
import type { BundleProblem } from './bundle.ts';
import { type BundleText, bundleSchema } from './bundle-schema.ts';

/** One YAML file of a bundle version. */
interface SourceFile {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

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
  const sources = names.map((name) => readSource(join(directory, name)));
  const problems: BundleProblem[] = sources.flatMap(findSyntaxProblems);
  const owners = new Map<string, SourceFile>();
  const whole: Record<string, JsonValue> = {};
  if (problems.length === 0) {
    for (const source of sources) mergeSections(source, whole, owners, problems);
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

function readSource(file: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), {
    lineCounter: lines,
    version: '1.2',
    merge: false,
  });
  return { file, document, lines };
}

function findSyntaxProblems({ file, document, lines }: SourceFile): readonly BundleProblem[] {
  const problems: BundleProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    rule: 'yaml',
    message: error.message.split('\n')[0] ?? error.message,
  }));
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && node.anchor === undefined) return;
      problems.push({
        file,
        line: lines.linePos(node.range?.[0] ?? 0).line,
        rule: 'yaml',
        message: 'anchors and aliases are refused: a reader must see each rule whole where it stands',
      });
    },
  });
  return problems;
}

function mergeSections(
  source: SourceFile,
  whole: Record<string, JsonValue>,
  owners: Map<string, SourceFile>,
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

function lineOf(source: SourceFile, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = source.document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return source.lines.linePos(node.range[0]).line;
  }
  return 1;
}

function makeLocator(owners: ReadonlyMap<string, SourceFile>, directory: string): BundleReading['locate'] {
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
