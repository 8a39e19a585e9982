/** A line of two texts laid side by side. */
export interface DiffLine {
  readonly sign: '+' | '-' | ' ';
  readonly line: string;
}

/** Cells of the table that is filled for a comparison, at most: beyond, all of the one is gone and all of the other is new. */
const mostCells = 4_000_000;

/** What stays, goes and comes, line by line: with as much staying as can (longest common subsequence). */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [old, next] = [before, after].map((text) => (text === '' ? [] : text.trimEnd().split('\n')));
  if (old === undefined || next === undefined) return [];
  const gone = (lines: readonly string[]): readonly DiffLine[] => lines.map((line) => ({ sign: '-', line }));
  const come = (lines: readonly string[]): readonly DiffLine[] => lines.map((line) => ({ sign: '+', line }));
  if (old.length * next.length > mostCells) return [...gone(old), ...come(next)];
  const width = next.length + 1;
  // At [i, j]: how many lines of what is left from there can stay.
  const table = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = next.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        old[i] === next[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < next.length) {
    const [was = '', is = ''] = [old[i], next[j]];
    if (was === is) {
      lines.push({ sign: ' ', line: was });
      i += 1;
      j += 1;
    } else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) {
      lines.push({ sign: '-', line: was });
      i += 1;
    } else {
      lines.push({ sign: '+', line: is });
      j += 1;
    }
  }
  return [...lines, ...gone(old.slice(i)), ...come(next.slice(j))];
}
