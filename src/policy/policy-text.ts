import { type Result, ok, refuse } from '../platform/index.ts';

/** One file of a bundle version, by its name below the version's folder. */
export interface PolicyFile {
  /** `rows.yaml`, `cases/deny/police-never-read-plans.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** What is wrong with files before anybody reads them as a bundle. */
export interface FileProblem {
  /** The place of the file among those that were given, from 0; nothing where it is about all of them. */
  readonly place: number | null;
  readonly rule: 'name' | 'twice' | 'text' | 'count' | 'size';
}

/** How much a text that came through a form may be. A partnership's own bundle is a tenth of it. */
export const textLimits = { files: 100, characters: 100_000 } as const;

const nameShape = /^(?:cases\/(?:allow|deny)\/)?[a-z0-9]+(?:-[a-z0-9]+)*\.yaml$/;
const longestName = 160;

/**
 * Takes the files of a bundle version as they were sent: empty ones fall away, lines end as in a file. Refused are names that are no
 * place of the format, a name that stands twice, characters that no text holds, and more than the limits.
 */
export function readPolicyFiles(
  sent: readonly PolicyFile[],
): Result<readonly PolicyFile[], readonly FileProblem[]> {
  const files = sent
    .map(({ name, text }, place) => ({
      place,
      name: name.trim(),
      text: text.replaceAll(/\r\n?/g, '\n').trimEnd(),
    }))
    .filter(({ text }) => text !== '');
  const problems: FileProblem[] = [];
  const names = new Set<string>();
  for (const { place, name, text } of files) {
    if (name.length > longestName || !nameShape.test(name)) problems.push({ place, rule: 'name' });
    else if (names.has(name)) problems.push({ place, rule: 'twice' });
    // Of the control characters, a text has tabs and ends of lines.
    if (/[^\P{C}\n\t]/u.test(text)) problems.push({ place, rule: 'text' });
    names.add(name);
  }
  if (files.length === 0 || files.length > textLimits.files) problems.push({ place: null, rule: 'count' });
  if (files.reduce((sum, { text }) => sum + text.length, 0) > textLimits.characters)
    problems.push({ place: null, rule: 'size' });
  if (problems.length > 0) return refuse(problems);
  return ok(
    files
      .map(({ name, text }) => ({ name, text: `${text}\n` }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  );
}
