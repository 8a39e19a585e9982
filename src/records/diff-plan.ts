import { type JsonValue, isJsonObject } from '../platform/index.ts';
import { getRecordType } from './get-record-type.ts';
import { matchPath } from './match-path.ts';
import type { Message } from './message.ts';

/** A row of a plan: of a social-care plan, or of a section of an education, health and care plan. */
export interface VersionedRow {
  /** Stays the same from version to version as long as the row is about the same thing. */
  readonly rowId: string;
}

/** What became of the rows of a plan from one version to the next (docs/domain/02 §2.7). */
export interface PlanDiff {
  /** Rows that only the next version has. */
  readonly added: readonly VersionedRow[];
  /** Rows that only the previous version had. */
  readonly removed: readonly VersionedRow[];
  /** Rows of both with the members that differ, as JSON pointers into the row. */
  readonly changed: readonly { readonly rowId: string; readonly members: readonly string[] }[];
  /** Identifiers of the rows that stayed word for word. */
  readonly unchanged: readonly string[];
}

/** Compares the rows of two versions by their identifiers. The order of members in a row means nothing. */
export function diffPlan(previous: readonly VersionedRow[], next: readonly VersionedRow[]): PlanDiff {
  const before = new Map(previous.map((row) => [row.rowId, row]));
  const after = new Set(next.map((row) => row.rowId));
  const changed: { rowId: string; members: readonly string[] }[] = [];
  const unchanged: string[] = [];
  for (const row of next) {
    const earlier = before.get(row.rowId);
    if (earlier === undefined) continue;
    const members = findDifferences(earlier, row, '');
    if (members.length > 0) changed.push({ rowId: row.rowId, members });
    else unchanged.push(row.rowId);
  }
  return {
    added: next.filter((row) => !before.has(row.rowId)),
    removed: previous.filter((row) => !after.has(row.rowId)),
    changed,
    unchanged,
  };
}

/** Where the rows of a plan stand. */
const rowPlaces: readonly { readonly type: Message['type']; readonly place: string }[] = [
  { type: 'M03', place: '/sections/' },
  { type: 'M09', place: '/plan/' },
];

/** The rows of a plan (M03, M09), in their order. Other messages have none. */
export function findPlanRows(message: Message): readonly VersionedRow[] {
  if (message.type === 'FHIR') return [];
  const { paths } = getRecordType(message.type);
  return message.segments.flatMap(({ path, content }) => {
    const isPlace = rowPlaces.some(({ type, place }) => type === message.type && path.startsWith(place));
    const matched = isPlace ? matchPath(paths, path) : undefined;
    return matched?.rule.content.safeParse(content).success === true && isRow(content) ? [content] : [];
  });
}

function isRow(content: JsonValue): content is JsonValue & VersionedRow {
  return isJsonObject(content) && typeof content['rowId'] === 'string';
}

function findDifferences(before: unknown, after: unknown, pointer: string): readonly string[] {
  if (!isContainer(before) || !isContainer(after) || Array.isArray(before) || Array.isArray(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [pointer];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .sort()
    .flatMap((name) => findDifferences(before[name], after[name], `${pointer}/${name}`));
}

function isContainer(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null;
}
