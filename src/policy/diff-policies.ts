import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Box, describeBox } from './box.ts';
import type { Bundle } from './bundle.ts';
import { type DiffLine, diffLines } from './diff-lines.ts';
import { layOutTexts } from './lay-out-texts.ts';
import { bundleDirectory, loadBundle } from './load-bundle.ts';
import type { PolicyFile } from './policy-text.ts';
import type { PolicyVersion } from './policy-types.ts';

/** One cell of the matrix that says something else. */
export interface CellDiff {
  readonly row: string;
  readonly title: string;
  readonly category: string;
  /** Where it stood and stands: the columns, each with what narrows it; empty for no column. */
  readonly before: readonly CellPlace[];
  readonly after: readonly CellPlace[];
}

/** A column in which a category stands. */
export interface CellPlace {
  readonly cell: 'ALLOWED' | 'LINKED' | 'NEVER';
  /** Only with an explicit permit. */
  readonly decisive: boolean;
  /** What narrows it, as the format writes it; empty where it always holds. */
  readonly when: string;
}

/** A row's recipients, or a rule, that is new, gone or says something else. */
export interface RuleDiff {
  readonly section: 'rows' | 'combine' | 'forbid' | 'explain' | 'bases';
  readonly id: string;
  readonly title: string;
  readonly change: 'NEW' | 'GONE' | 'OTHER';
}

/** What a text changes of another. */
export interface PolicyDiff {
  readonly cells: readonly CellDiff[];
  readonly rules: readonly RuleDiff[];
  /** Their own files, line by line. */
  readonly text: readonly DiffLine[];
}

/**
 * What a text changes of another: cell by cell, rule by rule, and line by line.
 * @param files of the later one, where it does not stand in the directory
 * @returns nothing where one of the two cannot be read
 */
export function diffPolicies(
  directory: string,
  before: PolicyVersion,
  after: PolicyVersion,
  files?: readonly PolicyFile[],
): PolicyDiff | undefined {
  const laid = files === undefined ? undefined : layOutTexts(directory);
  try {
    if (files !== undefined) laid?.add({ ...after, files });
    const place = laid?.directory ?? directory;
    const [old, next] = [before, after].map(
      ({ bundle, version }) => loadBundle(place, bundle, version).bundle,
    );
    if (old === undefined || next === undefined) return undefined;
    const [oldText = '', nextText = ''] = [before, after].map((each) => readText(place, each));
    // Of another bundle it takes nothing away: it extends it, or stands apart from it.
    const compared = before.bundle === after.bundle ? oldText : '';
    return { cells: diffCells(old, next), rules: diffRules(old, next), text: diffLines(compared, nextText) };
  } finally {
    laid?.remove();
  }
}

function diffCells(before: Bundle, after: Bundle): readonly CellDiff[] {
  const old = new Map(before.rows.map((row) => [row.id, row]));
  return after.rows.flatMap((row) => {
    const was = old.get(row.id);
    if (was === undefined || isDeepStrictEqual(was.columns, row.columns)) return [];
    const categories = new Set([...was.columns, ...row.columns].flatMap((column) => column.categories));
    return [...categories].toSorted().flatMap((category) => {
      const [then, now] = [was, row].map(({ columns }) =>
        columns
          .filter((column) => column.categories.includes(category))
          .map(({ cell, decisive, condition }) => ({ cell, decisive, when: spellCondition(condition) })),
      );
      return then === undefined || now === undefined || isDeepStrictEqual(then, now)
        ? []
        : [{ row: row.id, title: row.title, category, before: then, after: now }];
    });
  });
}

function spellCondition(condition: Box): string {
  return Object.keys(condition).length === 0 ? '' : describeBox(condition);
}

const sections = ['rows', 'combine', 'forbid', 'explain', 'bases'] as const;

/** Of a row, whom it is for; its cells are told one by one. */
function diffRules(before: Bundle, after: Bundle): readonly RuleDiff[] {
  return sections.flatMap((section) => {
    const [old, next] = [before, after].map(
      (bundle) => new Map(bundle[section].map((rule) => [rule.id, rule] as const)),
    );
    if (old === undefined || next === undefined) return [];
    const isOther = (id: string): boolean => {
      const [then, now] = [old.get(id), next.get(id)].map((rule) =>
        rule !== undefined && 'columns' in rule ? { ...rule, columns: [] } : rule,
      );
      return !isDeepStrictEqual(then, now);
    };
    return [...new Set([...old.keys(), ...next.keys()])].filter(isOther).map((id): RuleDiff => {
      const change = old.has(id) ? (next.has(id) ? 'OTHER' : 'GONE') : 'NEW';
      return { section, id, title: (next.get(id) ?? old.get(id))?.title ?? '', change };
    });
  });
}

/** The files of a version as one text, without its cases. */
function readText(directory: string, { bundle, version }: PolicyVersion): string {
  const folder = bundleDirectory(directory, bundle, version);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => `# ${name}\n${readFileSync(join(folder, name), 'utf8')}`)
    .join('');
}
