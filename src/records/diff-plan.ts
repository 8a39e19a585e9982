import type { JsonValue } from '../platform/index.ts';
import { matchPath } from './match-path.ts';
import type { Message } from './message.ts';
import { type PlanRow, planRowSchema } from './plan-row.ts';
import { socialCareRecord } from './catalogue/social-care-record.ts';

/** What became of the rows of a plan from one version to the next (docs/domain/02 §2.7). */
export interface PlanDiff {
  /** Rows that only the next version has. */
  readonly added: readonly PlanRow[];
  /** Rows that only the previous version had. */
  readonly removed: readonly PlanRow[];
  /** Rows of both with the members that differ, as JSON pointers into the row. */
  readonly changed: readonly { readonly rowId: string; readonly members: readonly string[] }[];
  /** Identifiers of the rows that stayed word for word. */
  readonly unchanged: readonly string[];
}

/** Compares the rows of two versions by their identifiers. The order of members in a row means nothing. */
export function diffPlan(previous: readonly PlanRow[], next: readonly PlanRow[]): PlanDiff {
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

/** The rows of a plan, in their order. Other messages have none. */
export function findPlanRows(message: Message): readonly PlanRow[] {
  if (message.type !== 'M09') return [];
  return message.segments.flatMap((segment) => {
    if (matchPath(socialCareRecord.paths, segment.path)?.rule.content !== planRowSchema) return [];
    return isPlanRow(segment.content) ? [segment.content] : [];
  });
}

function isPlanRow(content: JsonValue): content is JsonValue & PlanRow {
  return planRowSchema.safeParse(content).success;
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
