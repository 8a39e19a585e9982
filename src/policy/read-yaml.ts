import { type Document, LineCounter, isAlias, isNode, parseDocument, visit } from 'yaml';
import type { BundleProblem } from './bundle.ts';

/** One YAML file of a bundle version. */
export interface YamlSource {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** Bounds of one file: nothing that people write comes near them. */
const bounds = { characters: 100_000, brackets: 24, column: 80 } as const;

/**
 * Reads one YAML file and says what is wrong with how it is written. A reader must see each rule whole where it stands, as what it
 * is: anchors, aliases and tags are refused. What nests too deep or is too long is refused before it is parsed.
 */
export function readYaml(
  file: string,
  text: string,
): { readonly source: YamlSource; readonly problems: readonly BundleProblem[] } {
  const lines = new LineCounter();
  const say = (line: number, rule: string, message: string): BundleProblem => ({ file, line, rule, message });
  const parse = (content: string): Document =>
    parseDocument(content, { lineCounter: lines, version: '1.2', merge: false });
  const excess = findExcess(text);
  if (excess !== undefined)
    return { source: { file, document: parse(''), lines }, problems: [say(excess.line, ...excess.problem)] };
  const document = parse(text);
  const problems = [...document.errors, ...document.warnings].map((error) =>
    say(lines.linePos(error.pos[0]).line, 'yaml', error.message.split('\n')[0] ?? error.message),
  );
  visit(document, {
    Node: (_, node) => {
      const at = lines.linePos(node.range?.[0] ?? 0).line;
      if (isAlias(node) || node.anchor !== undefined)
        problems.push(
          say(
            at,
            'yaml',
            'anchors and aliases are refused: a reader must see each rule whole where it stands',
          ),
        );
      else if (node.tag !== undefined)
        problems.push(say(at, 'yaml', 'tags are refused: a word is what it looks like'));
    },
    Pair: (_, { key }) => {
      if (isNode(key) && String(key) === '__proto__')
        problems.push(say(lines.linePos(key.range?.[0] ?? 0).line, 'yaml', '__proto__ is no key of a map'));
    },
  });
  return { source: { file, document, lines }, problems };
}

/** Where a path of keys stands in a file, or the nearest thing around it. */
export function lineOf({ document, lines }: YamlSource, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/**
 * What is too long or may nest too deep. A collection in the block style begins at least a column further in than what holds it, or
 * in the same line as it; one in the flow style begins with a bracket. So neither nests deeper than is counted here.
 */
function findExcess(
  text: string,
): { readonly line: number; readonly problem: readonly [rule: string, message: string] } | undefined {
  if (text.length > bounds.characters)
    return { line: 0, problem: ['size', `longer than ${bounds.characters} characters`] };
  let brackets = 0;
  for (const [place, content] of text.split('\n').entries()) {
    const indent = /^(?:[\t ]|[-?](?=[\t ]|$))*/.exec(content)?.[0].length ?? 0;
    for (const character of content)
      if ('[{'.includes(character)) brackets += 1;
      else if (']}'.includes(character)) brackets = Math.max(0, brackets - 1);
    if (indent > bounds.column || brackets > bounds.brackets)
      return { line: place + 1, problem: ['depth', 'nests deeper than any rule does'] };
  }
  return undefined;
}
